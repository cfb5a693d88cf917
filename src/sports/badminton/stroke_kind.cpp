#include "sports/badminton/stroke_kind.h"

namespace touchline::badminton {

const char* to_string(StrokeKind kind) {
  constexpr const char* kNames[] = {"short_service", "long_service", "clear",    "drop",
                                    "smash",         "drive",        "net_shot", "lift"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<StrokeKind> stroke_kind(std::string_view name) {
  for (std::size_t i = 0; i < kStrokeKinds; ++i)
    if (const auto kind = static_cast<StrokeKind>(i); name == to_string(kind)) return kind;
  return std::nullopt;
}

}  // namespace touchline::badminton
