#include "track/tracker.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "track/ball_track.h"
#include "track/person_tracks.h"

namespace touchline {
namespace {

/// Two detections of different classes that overlap this much are one person.
constexpr float kSameBox = 0.8F;

/// An order that depends neither on the detector's nor, as far as possible, on left and right.
bool canonical_order(const Detection& a, const Detection& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.box.y != b.box.y) return a.box.y < b.box.y;
  if (a.box.h != b.box.h) return a.box.h < b.box.h;
  if (a.box.w != b.box.w) return a.box.w < b.box.w;
  if (a.class_id != b.class_id) return a.class_id < b.class_id;
  return a.box.x < b.box.x;
}

/// Finite, with an area, and not larger than any picture: everything behind this door can trust its
/// numbers.
bool usable(const Detection& d) {
  constexpr float kSmallest = 0.01F, kLargest = 1e6F;
  const auto bounded = [](float v) { return std::abs(v) <= kLargest; };  // false for NaN
  return bounded(d.box.x) && bounded(d.box.y) && bounded(d.box.w) && bounded(d.box.h) &&
         std::isfinite(d.score) && d.box.w >= kSmallest && d.box.h >= kSmallest;
}

}  // namespace

struct Tracker::State {
  explicit State(const TrackerOptions& o) : options(o), people(o, ids), ball(o, ids) {
    persons.reserve(kUsualPeople);
    balls.reserve(kUsualPeople);
    result.people.reserve(kUsualPeople);
  }

  void sort_out(const Detections& detections) {
    persons.clear();
    balls.clear();
    for (const Detection& d : detections) {
      if (!usable(d) || d.score < options.low_score) continue;
      if (d.class_id < 0 || (options.class_count > 0 && d.class_id >= options.class_count))
        continue;
      (d.class_id == options.ball_class ? balls : persons).push_back(d);
    }
    std::sort(persons.begin(), persons.end(), canonical_order);
    std::sort(balls.begin(), balls.end(), canonical_order);
    // Suppression in a detector is per class: a person seen as player and as referee comes twice.
    std::size_t kept = 0;
    for (const Detection& d : persons) {
      const bool again =
          std::any_of(persons.begin(), persons.begin() + static_cast<std::ptrdiff_t>(kept),
                      [&](const Detection& k) {
                        return k.class_id != d.class_id && iou(k.box, d.box) > kSameBox;
                      });
      if (!again) persons[kept++] = d;
    }
    persons.resize(kept);
  }

  TrackerOptions options;
  IdLedger ids;
  PersonTracks people;
  BallTrack ball;
  FrameStamp now;
  bool started = false;
  TrackUpdate result;
  Detections persons, balls;
};

Tracker::Tracker(const TrackerOptions& options) : state_(std::make_unique<State>(options)) {}
Tracker::~Tracker() = default;
Tracker::Tracker(Tracker&&) noexcept = default;
Tracker& Tracker::operator=(Tracker&&) noexcept = default;

const TrackUpdate& Tracker::update(std::int64_t frame, Nanoseconds pts_ns, int width, int height,
                                   const Detections& detections) {
  State& s = *state_;
  TL_ASSERT(!s.started || pts_ns > s.now.pts_ns);
  const double dt = s.started ? to_seconds(pts_ns - s.now.pts_ns) : 0.0;
  s.now = {frame, pts_ns, dt, width, height};
  s.started = true;
  s.result.people.clear();
  s.result.events.clear();
  s.sort_out(detections);
  s.people.update(s.now, s.persons, s.result.people, s.result.events);
  if (s.options.ball_class >= 0) {
    s.ball.update(s.now, s.balls, s.people.body_height(), s.people.camera_shift(),
                  s.people.camera_velocity(), s.result.ball, s.result.events);
  }
  return s.result;
}

std::vector<Event> Tracker::finish() {
  State& s = *state_;
  std::vector<Event> events;
  if (!s.started) return events;
  s.people.finish(s.now, events);
  s.ball.finish(s.now, events);
  return events;
}

}  // namespace touchline
