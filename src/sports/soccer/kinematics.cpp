#include "sports/soccer/kinematics.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr Nanoseconds kForget = 60 * kSecond;
constexpr double kStartSpeed = 4;          // m/s: what a track may do when it is first seen
constexpr double kRestartAfter = 2;        // s unseen: the old velocity says nothing
constexpr double kSprintHysteresis = 0.5;  // m/s below the threshold before a sprint ends

}  // namespace

bool TrackMotion::settled(Nanoseconds now, const KinematicsSettings& s) const {
  return since_ != kNoTime && to_seconds(measured_ - since_) >= s.settle_s &&
         to_seconds(now - measured_) <= s.coast_s;
}

void TrackMotion::follow_leg(Vec2d before, bool seen, const KinematicsSettings& s) {
  const Vec2d here = filter_.position();
  // Over a gap the leg is carried along: what was covered unseen does not count.
  if (!seen) leg_from_ = leg_from_ + (here - before);
  const Vec2d way = here - leg_from_;
  if (dot(way, way) >= s.leg_m * s.leg_m) {
    const double leg = std::sqrt(dot(way, way));
    distance_ += leg;
    if (sprint_.start != kNoTime) sprint_.distance_m += leg;
    leg_from_ = here;
  }
  last_ = here;
}

void TrackMotion::measure(Nanoseconds now, const FieldPoint& at, const KinematicsSettings& s) {
  const bool seen = measured_ != kNoTime && to_seconds(now - measured_) <= s.coast_s;
  if (measured_ == kNoTime) {
    filter_.start(at, s.min_sigma_m, kStartSpeed);
    since_ = measured_ = now;
    leg_from_ = last_ = at.m;
    return;
  }
  const bool away = to_seconds(now - measured_) > kRestartAfter;
  if (away || filter_.distance2(at, s.min_sigma_m) > s.gate_d2) {
    if (outlier_since_ == kNoTime) outlier_since_ = now;
    if (!away && to_seconds(now - outlier_since_) < s.restart_s) return;
    filter_.start(at, s.min_sigma_m, kStartSpeed);  // it really is there
    leg_from_ = leg_from_ + (at.m - last_);
    last_ = at.m;
    since_ = measured_ = now;
    outlier_since_ = kNoTime;
    return;
  }
  outlier_since_ = kNoTime;
  filter_.update(at, s.min_sigma_m);
  if (!seen) since_ = now;
  measured_ = now;
  follow_leg(last_, seen, s);
}

bool TrackMotion::follow_sprint(Nanoseconds now, std::int64_t frame, bool fast,
                                const KinematicsSettings& s, Sprint& ended) {
  const double speed = filter_.speed();
  if (fast) {
    if (sprint_.start == kNoTime)
      sprint_ = {now, now, frame, frame, filter_.position(), filter_.position(), 0, speed};
    if (speed >= s.sprint_m_s) {
      sprint_.end = now;
      sprint_.end_frame = frame;
      sprint_.to = filter_.position();
      sprint_.top_m_s = std::max(sprint_.top_m_s, speed);
    }
    return false;
  }
  return interrupt(s, ended);
}

bool TrackMotion::interrupt(const KinematicsSettings& s, Sprint& ended) {
  const bool sprinted =
      sprint_.start != kNoTime && to_seconds(sprint_.end - sprint_.start) >= s.sprint_min_s;
  if (sprinted) ended = sprint_;
  sprint_ = {};
  return sprinted;
}

bool TrackMotion::update(Nanoseconds now, std::int64_t frame, const FieldPoint* measured,
                         const KinematicsSettings& s, Sprint& ended) {
  if (time_ != kNoTime) filter_.predict(to_seconds(now - time_), s.accel_noise_m2_s3);
  time_ = now;
  if (measured) measure(now, *measured, s);
  if (measured_ == kNoTime) return false;
  const double speed = filter_.speed();
  const double threshold =
      sprint_.start == kNoTime ? s.sprint_m_s : s.sprint_m_s - kSprintHysteresis;
  const bool fast = settled(now, s) && speed >= threshold && speed <= s.max_speed_m_s;
  return follow_sprint(now, frame, fast, s, ended);
}

void TrackMotion::read(Nanoseconds now, const KinematicsSettings& s, PlayerMotion& out) const {
  out.distance_m = distance_;
  if (measured_ == kNoTime || to_seconds(now - measured_) > s.coast_s) {
    const char* why = measured_ == kNoTime ? "not placed on the field" : "not seen";
    out.position_m = out.velocity_m_s = Known<Vec2d>::none(why);
    out.speed_m_s = Known<double>::none(why);
    return;
  }
  out.position_m = filter_.position();
  const double speed = filter_.speed();
  if (!settled(now, s) || speed > s.max_speed_m_s) {
    const char* why =
        speed > s.max_speed_m_s ? "faster than a person can be" : "seen for too short a time";
    out.velocity_m_s = Known<Vec2d>::none(why);
    out.speed_m_s = Known<double>::none(why);
    return;
  }
  out.velocity_m_s = filter_.velocity();
  out.speed_m_s = speed;
  out.sprinting = sprint_.start != kNoTime && to_seconds(now - sprint_.start) >= s.sprint_min_s;
}

double Kinematics::distance_m(std::int64_t id) const {
  const auto at = std::ranges::lower_bound(entries_, id, {}, &Entry::id);
  return at != entries_.end() && at->id == id ? at->motion.distance_m() : 0;
}

Kinematics::Entry& Kinematics::entry(std::int64_t id) {
  if (hint_ < entries_.size() && entries_[hint_].id == id) return entries_[hint_];
  auto at = std::ranges::lower_bound(entries_, id, {}, &Entry::id);
  if (at == entries_.end() || at->id != id) {
    at = entries_.insert(at, Entry{});
    at->id = id;
  }
  hint_ = static_cast<std::size_t>(at - entries_.begin());
  return *at;
}

void Kinematics::report(const Entry& entry, const Sprint& sprint, std::vector<Event>& events) {
  Event& event = events.emplace_back();
  event.type = "sprint";
  event.start_ns = sprint.start;
  event.end_ns = sprint.end;
  event.track_ids = {entry.id};
  event.team = entry.team;
  event.field_m = sprint.from;
  event.field_end_m = sprint.to;
  event.evidence = {sprint.start_frame, sprint.end_frame};
  event.values = {{"distance_m", sprint.distance_m}, {"top_speed_m_s", sprint.top_m_s}};
}

void Kinematics::forget(Nanoseconds now) {
  if (swept_ != kNoTime && now - swept_ < kForget) return;
  swept_ = now;
  std::erase_if(entries_, [&](const Entry& e) {
    return e.motion.last_measured() == kNoTime || now - e.motion.last_measured() > kForget;
  });
}

void Kinematics::update(Nanoseconds now, std::int64_t frame,
                        std::span<const TrackSample* const> people, std::vector<PlayerMotion>& out,
                        std::vector<Event>& events) {
  hint_ = 0;
  Sprint sprint;
  for (std::size_t i = 0; i < people.size(); ++i, ++hint_) {
    const TrackSample& sample = *people[i];
    Entry& track = entry(sample.track_id);
    track.team = sample.team;
    const bool measured = sample.source == SampleSource::measured && sample.field;
    if (track.motion.update(now, frame, measured ? &*sample.field : nullptr, settings_, sprint))
      report(track, sprint, events);
    out[i].sprinting = false;
    track.motion.read(now, settings_, out[i]);
  }
  forget(now);
}

void Kinematics::interrupt(std::vector<Event>& events) {
  Sprint sprint;
  for (auto& track : entries_)
    if (track.motion.interrupt(settings_, sprint)) report(track, sprint, events);
}

}  // namespace touchline
