#include "track/flight_track.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchline {
namespace {

// Lengths in picture heights.
constexpr std::size_t kMostFlights = 5;
constexpr double kNoise = 0.002;           ///< of a peak
constexpr double kJerk = 300;              ///< density of the jerk, 1/s^5: drag comes and goes
constexpr double kNewSpeed = 1.5;          ///< spread of a new path's velocity
constexpr double kStruckSpeed = 2.5;       ///< and of one that was struck
constexpr double kStartAcceleration = 10;  ///< drag of a smash
constexpr double kGate = 16;               ///< squared standard deviations
constexpr double kFastest = 5;             ///< per second
constexpr double kSlack = 0.01;            ///< about where a ball was last seen
constexpr double kWent = 0.01;             ///< in half of its time, farther than a lamp shakes
constexpr double kResting = 0.25;          ///< per second: slower, a ball may lie still
constexpr double kPlaceBody = 0.05;        ///< the body of StillPlaces
constexpr int kSeenOften = 4, kSeenAgain = 2;
constexpr double kLived_s = 0.05, kShareSeen = 0.4;
constexpr double kYoungPatience_s = 0.1;  ///< what is no ball yet is not waited for longer
constexpr double kEvidence_s = 0.4;       ///< of evidence
constexpr double kStuck_s = 0.15;         ///< a path that went nowhere gives way
constexpr double kYield_s = 0.5;        ///< at rest for so long, a ball gives way to one that flies
constexpr double kCourse_s = 1.2;       ///< of a course is kept
constexpr double kNominalSize = 0.012;  ///< of a ball's box: a point has none

Vec2f predicted(const FlightFilter& x, const FlightFilter& y) {
  return {static_cast<float>(x.position()), static_cast<float>(y.position())};
}
double gap_s(const FrameStamp& now, const FrameStamp& then) {
  return to_seconds(now.pts_ns - then.pts_ns);
}

Event break_event(const FlightBreak& found, std::int64_t id) {
  Event event;
  event.type = "flight_break";
  event.start_ns = event.end_ns = found.pts_ns;
  event.track_ids = {id};
  event.evidence = {found.nearest.frame};
  event.values = {{"x_px", double{found.nearest.pixel.x}}, {"y_px", double{found.nearest.pixel.y}},
                  {"before_x_px_s", found.before.x},       {"before_y_px_s", found.before.y},
                  {"after_x_px_s", found.after.x},         {"after_y_px_s", found.after.y}};
  return event;
}

}  // namespace

bool FlightTrack::has_flown(const Path& path) const {
  if (path.parent != 0 || path.seen < kSeenOften || path.seen_s < kShareSeen * path.life_s ||
      gap_s(path.last, path.first) + kTimeSlack_s < kLived_s)
    return false;
  // A step from lamp to lamp goes far in one half of the time and nowhere in the other.
  const FlightPoint &middle = path.course[path.course.size() / 2], &end = path.course.back();
  const auto far = [&](Vec2f from, Vec2f to, Nanoseconds time) {
    return distance(from, to) >= std::max(kWent, kResting * to_seconds(time)) * height_;
  };
  return far(path.origin, middle.at, middle.pts_ns - path.first.pts_ns) &&
         far(middle.at, end.at, end.pts_ns - middle.pts_ns);
}

FlightTrack::FlightTrack(const TrackerOptions& options, IdLedger& ids)
    : options_(options), ids_(&ids) {}

void FlightTrack::update(const FlightFrame& frame, BallSample& sample, std::vector<Event>& events) {
  const FrameStamp& now = frame.now;
  height_ = std::max(1, now.height);
  predict(frame);
  look_up_places(frame.peaks);
  pair_up(frame);
  learn_places(frame);
  settle_branches();
  drop_expired(now, events);
  choose(now, events);
  tell_breaks(now.pts_ns - from_seconds(kSettle_s), events);
  if (const Path* path = find(shown_)) last_seen_ = path->last;
  report(now, sample);
}

void FlightTrack::finish(const FrameStamp& now, std::vector<Event>& events) {
  if (const Path* path = find(shown_)) lose(*path, now, events);
  paths_.clear();
  places_.clear();
}

FlightTrack::Path* FlightTrack::find(std::int64_t key) {
  const auto at =
      std::find_if(paths_.begin(), paths_.end(), [&](const Path& path) { return path.key == key; });
  return at == paths_.end() ? nullptr : &*at;
}

void FlightTrack::predict(const FlightFrame& frame) {
  const double dt = frame.now.dt_s;
  if (dt <= 0) return;
  places_.carry(frame.motion, 0, dt, kPlaceBody * height_);
  const double keep = std::exp(-dt / kEvidence_s);
  for (Path& path : paths_) {
    for (FlightFilter* axis : {&path.x, &path.y}) axis->predict(dt, kJerk * height_ * height_);
    const Vec2f at = frame.motion.apply(predicted(path.x, path.y));
    path.x.place(at.x);
    path.y.place(at.y);
    path.origin = frame.motion.apply(path.origin);
    for (auto& point : path.course) point.at = frame.motion.apply(point.at);
    path.evidence *= keep;
    path.life_s += dt;
  }
}

void FlightTrack::look_up_places(std::span<const Peak> peaks) {
  marks_.clear();
  for (const Peak& peak : peaks) {
    const int place = places_.find(peak.pixel);
    marks_.push_back({places_.known(place), places_.clutter(place), 0});
  }
}

bool FlightTrack::reaches(const Path& path, const FrameStamp& now, Vec2f to) const {
  return distance(path.course.back().at, to) <=
         (kFastest * gap_s(now, path.last) + kSlack) * height_;
}

double FlightTrack::speed(const Path& path) const {
  return std::hypot(path.x.velocity(), path.y.velocity()) / height_;
}

std::optional<double> FlightTrack::cost(const Path& path, const FrameStamp& now, std::size_t peak,
                                        const Peak& seen) const {
  // What flies does not stop at a lamp, nor was it struck there.
  if (marks_[peak].known && (path.parent != 0 || (path.ball && speed(path) > kResting)))
    return std::nullopt;
  if (!reaches(path, now, seen.pixel)) return std::nullopt;
  const double noise = kNoise * kNoise * height_ * height_;
  const double across = path.x.variance() + noise, down = path.y.variance() + noise;
  const double dx = seen.pixel.x - path.x.position(), dy = seen.pixel.y - path.y.position();
  const double d2 = dx * dx / across + dy * dy / down;
  if (d2 > kGate) return std::nullopt;
  return d2 + std::log(across * down / (noise * noise)) - 2 * std::log(std::max(0.01F, seen.score));
}

void FlightTrack::pair_up(const FlightFrame& frame) {
  const FrameStamp& now = frame.now;
  while (true) {
    double least = std::numeric_limits<double>::infinity();
    Path* best = nullptr;
    std::size_t which = 0;
    for (Path& path : paths_) {
      if (path.last.frame == now.frame) continue;
      for (std::size_t i = 0; i < frame.peaks.size(); ++i) {
        if (marks_[i].taken != 0) continue;
        const auto costs = cost(path, now, i, frame.peaks[i]);
        if (costs && *costs < least) least = *costs, best = &path, which = i;
      }
    }
    if (best == nullptr) break;
    marks_[which].taken = best->key;
    measure(*best, now, frame.peaks[which]);
  }
  for (std::size_t i = 0; i < frame.peaks.size(); ++i) {
    if (marks_[i].taken != 0 || marks_[i].clutter) continue;
    const bool struck = !marks_[i].known && branch(now, frame.peaks[i]);
    if (!struck) begin(now, frame.peaks[i]);
  }
}

void FlightTrack::measure(Path& path, const FrameStamp& now, const Peak& peak) const {
  const double noise = kNoise * kNoise * height_ * height_;
  path.x.update(peak.pixel.x, noise);
  path.y.update(peak.pixel.y, noise);
  path.course.push_back({now.pts_ns, now.frame, peak.pixel, peak.pixel});
  std::erase_if(path.course, [&](const FlightPoint& point) {
    return to_seconds(now.pts_ns - point.pts_ns) > kCourse_s;
  });
  path.last = now;
  path.score = peak.score;
  path.evidence += (1 - std::exp(-now.dt_s / kEvidence_s)) * double{peak.score};
  path.travelled = std::max(path.travelled, distance(path.origin, peak.pixel) / height_);
  path.seen_s += now.dt_s;
  ++path.seen;
  path.rest_s = speed(path) <= kResting ? path.rest_s + now.dt_s : 0;
  path.ball = path.ball || has_flown(path);
}

bool FlightTrack::make_room(const FrameStamp& now) {
  if (paths_.size() < kMostFlights) return true;
  const auto idle = [&](const Path& path) {
    const bool stuck = path.life_s > kStuck_s && !path.ball;
    return path.key != shown_ && stuck && path.last.frame != now.frame;
  };
  const auto stuck = [&](const Path& path) {
    return path.key != shown_ && path.life_s > kStuck_s && path.travelled < kWent;
  };
  auto worst = std::find_if(paths_.begin(), paths_.end(), idle);
  if (worst == paths_.end()) worst = std::find_if(paths_.begin(), paths_.end(), stuck);
  if (worst == paths_.end()) return false;
  paths_.erase(worst);
  return true;
}

void FlightTrack::begin(const FrameStamp& now, const Peak& peak) {
  if (!make_room(now)) return;
  Path path;
  path.key = ++last_key_;
  const FlightFilter::Spread spread{kNoise * height_, kNewSpeed * height_,
                                    kStartAcceleration * height_};
  path.x = FlightFilter(peak.pixel.x, spread);
  path.y = FlightFilter(peak.pixel.y, spread);
  path.course.push_back({now.pts_ns, now.frame, peak.pixel, peak.pixel});
  path.first = path.last = now;
  path.origin = peak.pixel;
  path.score = peak.score;
  path.evidence = (1 - std::exp(-now.dt_s / kEvidence_s)) * double{peak.score};
  path.seen = 1;
  paths_.push_back(std::move(path));
}

bool FlightTrack::branch(const FrameStamp& now, const Peak& peak) {
  const Path* from = nullptr;
  for (const Path& path : paths_) {
    const bool could = path.parent == 0 && path.ball && path.last.frame != now.frame &&
                       reaches(path, now, peak.pixel);
    if (could && (from == nullptr || path.evidence > from->evidence)) from = &path;
  }
  if (from == nullptr) return false;
  Path path = *from;
  if (!make_room(now)) return true;  // nor is there room for another ball
  path.parent = path.key;
  path.key = ++last_key_;
  const FlightFilter::Spread spread{kNoise * height_, kStruckSpeed * height_,
                                    kStartAcceleration * height_};
  path.x = FlightFilter(peak.pixel.x, spread);
  path.y = FlightFilter(peak.pixel.y, spread);
  path.struck = now;
  path.origin = peak.pixel;
  path.seen = 0;
  path.seen_s = path.life_s = path.rest_s = path.travelled = 0;
  path.ball = false;
  path.evidence /= 2;
  measure(path, now, peak);
  paths_.push_back(std::move(path));
  return true;
}

void FlightTrack::learn_places(const FlightFrame& frame) {
  const double step = std::min(frame.now.dt_s, kLongestStep_s);
  for (std::size_t i = 0; i < frame.peaks.size(); ++i) {
    const Path* path = marks_[i].taken == 0 ? nullptr : find(marks_[i].taken);
    if (path == nullptr || !path->ball) {
      places_.see(frame.peaks[i].pixel, step);
    } else if (speed(*path) <= kResting) {
      places_.excuse(frame.peaks[i].pixel, step);
    }
  }
}

void FlightTrack::settle_branches() {
  for (Path& path : paths_) {
    if (path.parent == 0) continue;
    const Path* parent = find(path.parent);
    if (parent != nullptr && parent->last.pts_ns >= path.struck.pts_ns) {
      path.seen = 0;  // the ball flew on: this was something else
      path.last.pts_ns = kNoTime;
      continue;
    }
    if (path.seen < kSeenAgain || path.travelled < kWent) continue;
    const std::int64_t before = path.parent;
    if (shown_ == before) shown_ = path.key;
    path.parent = 0;
    path.ball = true;
    for (Path& other : paths_)
      if (other.key == before || other.parent == before) other.last.pts_ns = kNoTime;
  }
  std::erase_if(paths_, [](const Path& path) { return path.last.pts_ns == kNoTime; });
}

void FlightTrack::lose(const Path& path, const FrameStamp& now, std::vector<Event>& events) {
  tell_breaks(now.pts_ns, events);
  events.push_back(make_event("ball_lost", shown_id_, path.last, now, path.score));
  shown_ = 0;
}

void FlightTrack::drop_expired(const FrameStamp& now, std::vector<Event>& events) {
  const auto expired = [&](const Path& path) {
    const double patience = path.ball ? options_.ball_coast_s : kYoungPatience_s;
    const double unseen = gap_s(now, path.last);
    if (unseen > std::max(patience, path.ball ? 0 : now.dt_s) + kTimeSlack_s) return true;
    const Vec2f at = predicted(path.x, path.y);
    const auto margin = static_cast<float>(kWent * height_);
    return unseen > 0 &&
           (at.x < -margin || at.y < -margin || at.x > static_cast<float>(now.width) + margin ||
            at.y > static_cast<float>(now.height) + margin);
  };
  if (const Path* path = find(shown_); path != nullptr && expired(*path)) lose(*path, now, events);
  std::erase_if(paths_, expired);
}

void FlightTrack::choose(const FrameStamp& now, std::vector<Event>& events) {
  Path* shown = find(shown_);
  const bool rests = shown != nullptr && shown->rest_s >= kYield_s;
  if (shown != nullptr && shown->last.frame == now.frame && !rests) return;
  Path* best = nullptr;
  for (Path& path : paths_) {
    if (path.key == shown_ || path.parent != 0 || !path.ball || path.last.frame != now.frame)
      continue;
    if (path.rest_s > 0 && (rests || path.rest_s >= kYield_s)) continue;
    // Another ball, as long as this one is not lost.
    if (shown != nullptr && !rests &&
        (path.first.pts_ns <= shown->last.pts_ns ||
         !reaches(*shown, path.first, path.course.front().at)))
      continue;
    if (best == nullptr || path.evidence > best->evidence) best = &path;
  }
  if (best == nullptr) return;
  if (rests) {
    lose(*shown, now, events);
    shown = nullptr;
  }
  if (shown != nullptr) {
    best->course.insert(best->course.begin(), shown->course.begin(), shown->course.end());
  } else {
    shown_id_ = ids_->next();
    told_ = best->course.front().pts_ns;
    events.push_back(make_event("ball_found", shown_id_, best->first, now, best->score));
  }
  const std::int64_t before = shown == nullptr ? 0 : shown->key;
  shown_ = best->key;
  std::erase_if(paths_, [&](const Path& path) { return before != 0 && path.key == before; });
}

void FlightTrack::tell_breaks(Nanoseconds until, std::vector<Event>& events) {
  const Path* path = find(shown_);
  if (path == nullptr) return;
  for (const auto& found : find_breaks(path->course, height_, {}, {told_, until}))
    events.push_back(break_event(found, shown_id_));
  told_ = std::max(told_, until);
}

void FlightTrack::report(const FrameStamp& now, BallSample& sample) const {
  sample = {};
  const auto at = std::find_if(paths_.begin(), paths_.end(),
                               [&](const Path& path) { return path.key == shown_; });
  if (at == paths_.end()) {
    if (last_seen_) sample.unseen_ns = now.pts_ns - last_seen_->pts_ns;
    return;
  }
  const bool seen = at->last.frame == now.frame;
  sample.state = seen ? BallState::visible : BallState::predicted;
  sample.unseen_ns = now.pts_ns - at->last.pts_ns;
  const Vec2f centre = seen ? at->course.back().pixel : predicted(at->x, at->y);
  const auto size = static_cast<float>(kNominalSize * height_);
  sample.sample = {shown_id_,
                   options_.ball_class,
                   {centre.x - size / 2, centre.y - size / 2, size, size},
                   at->score,
                   seen ? SampleSource::measured : SampleSource::predicted};
  if (!seen)
    sample.sample.conf *=
        static_cast<float>(std::exp2(-2 * to_seconds(sample.unseen_ns) / options_.ball_coast_s));
  sample.velocity = {static_cast<float>(at->x.velocity()), static_cast<float>(at->y.velocity())};
}

}  // namespace touchline
