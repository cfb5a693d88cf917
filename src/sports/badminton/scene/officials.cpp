#include "sports/badminton/scene/officials.h"

namespace touchline::badminton {
namespace {

/// Somebody who sits at `place` on a chair `seat_m` high and looks `ahead`, hands on the knees.
Seated seated_at(Vec2d place, Vec2d ahead, double seat_m) {
  const Vec3d front{ahead.x, ahead.y, 0}, left{-ahead.y, ahead.x, 0}, up{0, 0, 1};
  Seated s;
  s.seat_m = seat_m;
  PlayerJoints& j = s.joints;
  j.pelvis = {place.x, place.y, seat_m + 0.1};
  j.chest = j.pelvis + 0.48 * up + 0.04 * front;
  j.neck = j.chest + 0.08 * up;
  j.head = j.neck + 0.15 * up + 0.03 * front;
  j.nose = j.head + 0.115 * front;
  for (const std::size_t k : {0U, 1U}) {
    const Vec3d out = (k == 0 ? 1.0 : -1.0) * left;
    j.eye[k] = j.head + 0.09 * front + 0.035 * up + 0.032 * out;
    j.ear[k] = j.head + 0.01 * up + 0.078 * out;
    j.shoulder[k] = j.chest + 0.19 * out;
    j.hip[k] = j.pelvis + 0.1 * out;
    j.knee[k] = j.hip[k] + 0.42 * front + 0.04 * out;
    j.ankle[k] = j.knee[k] - 0.42 * up - 0.02 * front;
    j.toe[k] = j.ankle[k] + 0.19 * front - 0.04 * up;
    j.elbow[k] = j.shoulder[k] - 0.3 * up + 0.05 * out;
    j.wrist[k] = j.knee[k] - 0.08 * front + 0.05 * up;
  }
  return s;
}

}  // namespace

std::vector<Seated> officials() {
  constexpr double kChair = 0.45, kHighChair = 1.5;
  return {seated_at({9.6, 2.95}, {-1, 0}, kChair), seated_at({9.6, -2.95}, {-1, 0}, kChair),
          seated_at({9.6, 0}, {-1, 0}, kChair), seated_at({0, 4.6}, {0, -1}, kHighChair),
          seated_at({0, -4.5}, {0, 1}, kChair)};
}

}  // namespace touchline::badminton
