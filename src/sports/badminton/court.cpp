#include "sports/badminton/court.h"

#include <array>
#include <string>

namespace touchline::badminton {
namespace {

constexpr double kHalf = kPaint_m / 2;
// Middles of the lines.
constexpr double kBack = kLength_m / 2 - kHalf;
constexpr double kLongService = kLength_m / 2 - kLongServiceInside_m - kHalf;
constexpr double kShortService = kShortService_m + kHalf;
constexpr double kDoublesSide = kWidth_m / 2 - kHalf;
constexpr double kSinglesSide = kSinglesWidth_m / 2 - kHalf;

Marking segment(double ax, double ay, double bx, double by) {
  return {Marking::Kind::segment, {ax, ay}, {bx, by}, {}, 0, 0, 0};
}

void add_landmarks(FieldSpec& field) {
  constexpr std::array kCross = {-kBack,        -kLongService, -kShortService,
                                 kShortService, kLongService,  kBack};
  constexpr std::array kAlong = {kDoublesSide, kSinglesSide, 0.0, -kSinglesSide, -kDoublesSide};
  constexpr const char* kCrossNames[] = {"near back line",          "near long service line",
                                         "near short service line", "far short service line",
                                         "far long service line",   "far back line"};
  constexpr const char* kAlongNames[] = {"left side line", "left singles line", "centre line",
                                         "right singles line", "right side line"};
  for (std::size_t i = 0; i < kCross.size(); ++i)
    for (std::size_t k = 0; k < kAlong.size(); ++k) {
      const auto mirrored = static_cast<int>(i * kAlong.size() + kAlong.size() - 1 - k);
      field.landmarks.push_back({{kCross[i], kAlong[k]},
                                 std::string(kCrossNames[i]) + " at " + kAlongNames[k],
                                 mirrored});
    }
  // No paint crosses under the net: what stands there tells where. Its posts tell best.
  field.landmarks.push_back({{0, kDoublesSide}, "net at left side line", 31});
  field.landmarks.push_back({{0, -kDoublesSide}, "net at right side line", 30});
  field.landmarks.push_back({{0, kSinglesSide}, {}, 34, false});
  field.landmarks.push_back({{0, 0}, {}, 33, false});
  field.landmarks.push_back({{0, -kSinglesSide}, {}, 32, false});
}

}  // namespace

FieldSpec court_field() {
  FieldSpec field;
  field.length_m = kLength_m;
  field.width_m = kWidth_m;
  for (const double y : {kDoublesSide, kSinglesSide, -kSinglesSide, -kDoublesSide})
    field.markings.push_back(segment(-kBack, y, kBack, y));
  for (const double x : {kBack, kLongService, kShortService})
    for (const double side : {-1.0, 1.0})
      field.markings.push_back(segment(side * x, -kDoublesSide, side * x, kDoublesSide));
  for (const double side : {-1.0, 1.0})
    field.markings.push_back(segment(side * kShortService, 0, side * kBack, 0));
  constexpr double kNetHalf = 0.02;
  field.standing = {{{-kNetHalf, -kWidth_m / 2}, {kNetHalf, kWidth_m / 2}}};
  add_landmarks(field);
  return field;
}

Result<std::optional<FieldSpec>> pack_field(const PackKeys& keys, FieldSize asked) {
  if (!keys.values.empty()) return keys.unknown(keys.values.begin()->first);
  if (asked.length_m > 0 || asked.width_m > 0)
    return fail(Errc::bad_config, asked.length_m > 0 ? "pitch.length_m" : "pitch.width_m",
                "pitch.{}: a badminton court measures {} x {} m by the laws; take the setting out",
                asked.length_m > 0 ? "length_m" : "width_m", kLength_m, kWidth_m);
  return std::optional(court_field());
}

}  // namespace touchline::badminton
