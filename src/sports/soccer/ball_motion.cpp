#include "sports/soccer/ball_motion.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kMinSigma = 0.05;  // m
constexpr double kKickD2 = 9;       // squared Mahalanobis distance that rolling does not explain
constexpr double kRestart = 0.3;    // s: an outlier that lasts so long is the ball
constexpr double kSighting = 0.1;   // s: a sighting proves no more of the time since the last
constexpr double kJumpSlack = 1.5;  // m of error that a jump may hold besides its speed

}  // namespace

/// After a measurement: another ball has everything to prove, unless it goes on from a proven one.
void BallMotion::prove(Nanoseconds now, bool jumped, std::int64_t track) {
  const double unseen = to_seconds(now - measured_);
  const bool goes_on = proof_s_ >= settings_.ball_proof_s && unseen <= settings_.ball_coast_s;
  if (jumped || (track != track_ && !goes_on))
    proof_s_ = 0;
  else
    proof_s_ += std::min(unseen, kSighting);
  track_ = track;
}

void BallMotion::update(Nanoseconds now, const FieldPoint* measured, std::int64_t track) {
  if (measured_ == kNoTime) {
    if (!measured) return;
    measured_ = now;
    prove(now, true, track);
    filter_.start(*measured, kMinSigma, settings_.ball_kick_m_s);
    time_ = now;
    outlier_since_ = kNoTime;
    return;
  }
  filter_.predict(to_seconds(now - time_), settings_.ball_noise_m2_s3);
  time_ = now;
  if (!measured) return;
  const double unseen = to_seconds(now - measured_);
  const double jump = distance(measured->m, filter_.position());
  bool restart = unseen > settings_.ball_coast_s, jumped = false;
  if (jump > settings_.ball_max_speed_m_s * unseen + kJumpSlack + 3 * measured->cov.sigma()) {
    if (outlier_since_ == kNoTime) outlier_since_ = now;
    if (to_seconds(now - outlier_since_) < kRestart) return;
    restart = jumped = true;
  }
  if (restart) {
    filter_.start(*measured, kMinSigma, settings_.ball_kick_m_s);
  } else {
    if (filter_.distance2(*measured, kMinSigma) > kKickD2) filter_.loosen(settings_.ball_kick_m_s);
    filter_.update(*measured, kMinSigma);
  }
  prove(now, jumped, track);
  measured_ = now;
  outlier_since_ = kNoTime;
}

std::optional<PlacedBall> BallMotion::read(Nanoseconds now) const {
  if (measured_ == kNoTime || to_seconds(now - measured_) > settings_.ball_coast_s ||
      proof_s_ < settings_.ball_proof_s)
    return std::nullopt;
  return PlacedBall{filter_.position(), filter_.velocity()};
}

}  // namespace touchline
