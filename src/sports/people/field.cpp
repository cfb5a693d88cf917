#include "sports/people/field.h"

namespace touchline {
namespace {

constexpr std::string_view kField = "field", kLength = "field.length_m", kWidth = "field.width_m";
constexpr double kLeast_m = 1, kMost_m = 1000;

FieldSpec rectangle(double length_m, double width_m) {
  FieldSpec field;
  field.length_m = length_m;
  field.width_m = width_m;
  const double x = length_m / 2, y = width_m / 2;
  field.landmarks = {{{-x, y}, "left corner far", 1},
                     {{x, y}, "right corner far", 0},
                     {{x, -y}, "right corner near", 3},
                     {{-x, -y}, "left corner near", 2}};
  for (std::size_t i = 0; i < field.landmarks.size(); ++i)
    field.markings.push_back({Marking::Kind::segment,
                              field.landmarks[i].at,
                              field.landmarks[(i + 1) % field.landmarks.size()].at,
                              {},
                              0,
                              0,
                              0});
  return field;
}

}  // namespace

Result<std::optional<FieldSpec>> people_field(const PackKeys& keys, FieldSize asked) {
  for (const auto& [key, value] : keys.values)
    if (key != kField && key != kLength && key != kWidth) return keys.unknown(key);
  if (!keys.has(kField)) return std::optional<FieldSpec>();
  double sides[2] = {asked.length_m, asked.width_m};
  for (const std::size_t i : {0U, 1U}) {
    const auto key = i ? kWidth : kLength;
    if (!keys.has(key))
      return fail(Errc::bad_config, keys.path, "{}: {} is missing", keys.path, key);
    TL_ASSIGN(const double told, keys.metres(key));
    if (!(sides[i] > 0)) sides[i] = told;
    if (!(sides[i] >= kLeast_m && sides[i] <= kMost_m))
      return fail(Errc::bad_config, keys.path, "{}: {} must lie in {} to {} metres, and is {}",
                  keys.path, key, kLeast_m, kMost_m, sides[i]);
  }
  return std::optional(rectangle(sides[0], sides[1]));
}

}  // namespace touchline
