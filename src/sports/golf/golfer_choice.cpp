#include "sports/golf/golfer_choice.h"

#include <algorithm>
#include <cmath>

namespace touchline::golf {
namespace {

constexpr Nanoseconds kSettle = kSecond;        // for so long a better claim takes over
constexpr Nanoseconds kPatience = 2 * kSecond;  // so long a lost golfer may come back to his place
constexpr double kClaimFades_s = 3;             // time constant of the claims
constexpr double kBetter = 1.25;                // times the claim of whom is followed
constexpr float kStepAside = 0.35F;             // of the height: feet that stand at the same place
constexpr float kLeastHeight = 0.7F, kMostHeight = 1.4F;  // of the height before

const Box& box_of(const Observation& seen, const Body& body) {
  return seen.detections[static_cast<std::size_t>(body.detection)].box;
}

}  // namespace

std::optional<std::size_t> GolferChoice::with_track(const Observation& seen) const {
  if (!track_id_) return std::nullopt;
  const auto& bodies = *seen.bodies;
  const auto found = std::find_if(bodies.begin(), bodies.end(),
                                  [&](const Body& body) { return body.track_id == *track_id_; });
  if (found == bodies.end()) return std::nullopt;
  return static_cast<std::size_t>(found - bodies.begin());
}

std::optional<std::size_t> GolferChoice::at_his_place(const Observation& seen) const {
  if (!track_id_ || seen.pts_ns - seen_ns_ > kPatience) return std::nullopt;
  std::optional<std::size_t> nearest;
  float least = kStepAside * box_.h;
  const Vec2f foot = box_.foot();
  for (std::size_t i = 0; i < seen.bodies->size(); ++i) {
    const Box& box = box_of(seen, (*seen.bodies)[i]);
    if (box.h < kLeastHeight * box_.h || box.h > kMostHeight * box_.h) continue;
    const float aside = std::hypot(box.foot().x - foot.x, box.foot().y - foot.y);
    if (aside >= least) continue;
    least = aside;
    nearest = i;
  }
  return nearest;
}

void GolferChoice::weigh(const Observation& seen) {
  if (last_ns_ == kNoTime) last_ns_ = seen.pts_ns;
  const double dt = std::clamp(to_seconds(seen.pts_ns - last_ns_), 0.0, 0.5);
  last_ns_ = seen.pts_ns;
  const double kept = std::exp(-dt / kClaimFades_s);
  for (auto claim = claims_.begin(); claim != claims_.end();) {
    claim->second.weight *= kept;
    const bool stale = seen.pts_ns - claim->second.seen_ns > kPatience;
    claim = stale ? claims_.erase(claim) : std::next(claim);
  }
  for (const auto& body : *seen.bodies) {
    if (body.track_id < 0) continue;
    const Box& box = box_of(seen, body);
    const double size = static_cast<double>(box.h) / std::max(1, seen.height);
    const double off =
        std::abs(static_cast<double>(box.center().x) / std::max(1, seen.width) - 0.5);
    auto& claim = claims_[body.track_id];
    claim.weight += size * (1 - off) * std::max(dt, 1e-3);
    claim.seen_ns = seen.pts_ns;
  }
}

double GolferChoice::weight_of(std::int64_t track_id) const {
  const auto found = claims_.find(track_id);
  return found == claims_.end() ? 0 : found->second.weight;
}

std::optional<std::size_t> GolferChoice::strongest(const Observation& seen) const {
  std::optional<std::size_t> best;
  double most = 0;
  for (std::size_t i = 0; i < seen.bodies->size(); ++i)
    if (const double weight = weight_of((*seen.bodies)[i].track_id); weight > most) {
      most = weight;
      best = i;
    }
  return best;
}

std::optional<std::size_t> GolferChoice::of(const Observation& seen) {
  if (!seen.bodies) return std::nullopt;
  weigh(seen);
  auto chosen = with_track(seen);
  if (!chosen) chosen = at_his_place(seen);
  const auto best = strongest(seen);
  const bool lost = !chosen && (!track_id_ || seen.pts_ns - seen_ns_ > kPatience);
  const bool settling = chosen && best && seen.pts_ns - chosen_ns_ < kSettle &&
                        weight_of((*seen.bodies)[*best].track_id) >
                            kBetter * weight_of((*seen.bodies)[*chosen].track_id);
  if (best && (lost || settling)) {
    if (lost) chosen_ns_ = seen.pts_ns;
    chosen = best;
  }
  if (!chosen) return std::nullopt;
  const Body& body = (*seen.bodies)[*chosen];
  if (body.track_id >= 0) track_id_ = body.track_id;
  box_ = box_of(seen, body);
  seen_ns_ = seen.pts_ns;
  return chosen;
}

PoseSample golfers_pose(const Observation& seen, GolferChoice& choice) {
  PoseSample pose;
  pose.frame = seen.frame;
  pose.pts_ns = seen.pts_ns;
  if (const auto golfer = choice.of(seen)) {
    const Body& body = (*seen.bodies)[*golfer];
    pose.box = box_of(seen, body);
    if (body.points.size() == kJoints) pose.points = body.points;
  }
  return pose;
}

}  // namespace touchline::golf
