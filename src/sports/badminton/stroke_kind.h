// What a stroke is, in the words of coaches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace touchline::badminton {

enum class StrokeKind : std::uint8_t {
  short_service,
  long_service,
  clear,
  drop,
  smash,
  drive,
  net_shot,
  lift
};
inline constexpr std::size_t kStrokeKinds = 8;
const char* to_string(StrokeKind kind);
/// The kind of that name; nothing for any other word.
std::optional<StrokeKind> stroke_kind(std::string_view name);

}  // namespace touchline::badminton
