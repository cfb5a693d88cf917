#include "sports/badminton/stroke_kind.h"

namespace touchline::badminton {

const char* to_string(StrokeKind kind) {
  constexpr const char* kNames[] = {"short_service", "long_service", "clear",    "drop",
                                    "smash",         "drive",        "net_shot", "lift"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace touchline::badminton
