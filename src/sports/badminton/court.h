// A badminton court by the Laws of Badminton (BWF 2024, law 1): its lines as a field, and its net.
// Metres, origin below the middle of the net, x along the length.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "analytics/pack_keys.h"
#include "geometry/field_spec.h"

namespace touchline::badminton {

inline constexpr double kLength_m = 13.40, kWidth_m = 6.10;  ///< outer edges of the lines
inline constexpr double kSinglesWidth_m = 5.18;
inline constexpr double kPaint_m = 0.04;
inline constexpr double kShortService_m = 1.98;       ///< from the net to the line's nearer edge
inline constexpr double kLongServiceInside_m = 0.76;  ///< its outer edge, inside the back line's
inline constexpr double kNetAtPosts_m = 1.55, kNetInMiddle_m = 1.524;

/// How far outside the court a place is; 0 on it.
inline double beyond_court_m(Vec2d p) {
  return std::hypot(std::max(0.0, std::abs(p.x) - kLength_m / 2),
                    std::max(0.0, std::abs(p.y) - kWidth_m / 2));
}

/// The top of the net above a place between the posts, sagging evenly.
inline double net_height_m(double y) {
  const double u = std::min(1.0, std::abs(y) / (kWidth_m / 2));
  return kNetInMiddle_m + (kNetAtPosts_m - kNetInMiddle_m) * u * u;
}

/// The landmarks are the 30 crossings of lines: cross lines from -x to +x, on each the places on
/// the side lines and the centre line from +y to -y; then the side lines under the net, +y first,
/// and as support points the singles lines and the middle under it.
FieldSpec court_field();

/// The court, whatever the pack; its size is the laws'. Errc::bad_config: the pack has a key of its
/// own, or another size is asked for.
Result<std::optional<FieldSpec>> pack_field(const PackKeys& keys, FieldSize asked);

}  // namespace touchline::badminton
