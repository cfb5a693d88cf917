#include "track/flight_track.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

// Lengths in picture heights.
constexpr std::size_t kMostFlights = 12;
constexpr double kGate = 16;         ///< squared standard deviations
constexpr double kPlaceBody = 0.05;  ///< the body of StillPlaces
constexpr int kSeenAgain = 2;
constexpr double kBelieved = -1;  ///< evidence of a branch that is the ball
constexpr double kDoubted = -2;   ///< and of what is a ball no more
constexpr double kSurer = 8;      ///< than the one shown is another ball that takes its place
constexpr double kYoungPatience_s = 0.1;  ///< what is no ball yet is not waited for longer
constexpr double kStuck_s = 0.15;         ///< a path that went nowhere gives way
constexpr double kYield_s = 0.5;        ///< at rest for so long, a ball gives way to one that flies
constexpr double kNominalSize = 0.012;  ///< of a ball's box: a point has none
constexpr double kRecent_s = 1;         ///< whose frames are remembered

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

FlightTrack::FlightTrack(const TrackerOptions& options, IdLedger& ids)
    : options_(options), ids_(&ids) {}

void FlightTrack::update(const FlightFrame& frame, TrackUpdate& result) {
  const FrameStamp& now = frame.now;
  height_ = std::max(1, now.height);
  predict(frame);
  look_up_places(frame);
  pair_up(frame);
  learn_places(frame);
  settle_branches(now, result);
  drop_expired(now, result.events);
  choose(now, result);
  tell_breaks(now.pts_ns - from_seconds(kSettle_s), result.events);
  if (const Path* path = find(shown_)) last_seen_ = path->last;
  report(now, result.ball);
  if (options_.first_samples) keep_open(now, result);
}

void FlightTrack::finish(const FrameStamp& now, std::vector<Event>& events) {
  if (const Path* path = find(shown_)) lose(*path, now, events);
  paths_.clear();
  places_.clear();
  resting_.clear();
  recent_.clear();
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
  resting_.carry(frame.motion);
  for (Path& path : paths_) path.predict(dt, frame.motion, height_);
}

void FlightTrack::look_up_places(const FlightFrame& frame) {
  marks_.clear();
  for (const Peak& peak : frame.peaks) {
    marks_.push_back({places_.clutter(places_.find(peak.pixel)),
                      resting_.rests(peak.pixel, frame.now.pts_ns, height_), 0});
  }
}

std::optional<double> FlightTrack::cost(const Path& path, const FrameStamp& now, const Mark& mark,
                                        const Peak& seen) const {
  // What flies does not stop at a lamp; a ball that hardly moves may be at the top of its flight.
  const bool slow = path.ball && path.speed(height_) <= Path::kResting;
  if (mark.rests && !slow) return std::nullopt;
  if (!path.reaches(now, seen.pixel, height_)) return std::nullopt;
  const auto fit = path.fit(seen, height_);
  if (fit.d2 > kGate) return std::nullopt;
  return fit.d2 + std::log(fit.gate) - 2 * std::log(std::max(0.01F, seen.score));
}

void FlightTrack::pair_up(const FlightFrame& frame) {
  const FrameStamp& now = frame.now;
  pairs_.clear();
  for (std::size_t p = 0; p < paths_.size(); ++p)
    for (std::size_t i = 0; i < frame.peaks.size(); ++i)
      if (const auto costs = cost(paths_[p], now, marks_[i], frame.peaks[i]))
        pairs_.emplace_back(*costs, p, i);
  std::sort(pairs_.begin(), pairs_.end());
  for (const auto& [costs, p, i] : pairs_) {
    Path& path = paths_[p];
    if (marks_[i].taken != 0 || path.last.frame == now.frame) continue;
    marks_[i].taken = path.key;
    const bool was_ball = path.ball;
    path.measure(now, frame.peaks[i], height_, marks_[i].rests);
    if (path.ball && !was_ball) resting_.excuse(path.key);
  }
  for (Path& path : paths_)
    if (path.last.frame != now.frame) path.miss(now);
  for (std::size_t i = 0; i < frame.peaks.size(); ++i) {
    if (marks_[i].taken != 0 || marks_[i].clutter || marks_[i].rests) continue;
    if (branch(now, frame.peaks[i])) continue;
    if (frame.peaks[i].score >= options_.ball_start_score) begin(now, frame.peaks[i]);
  }
}

bool FlightTrack::make_room(const FrameStamp& now) {
  if (paths_.size() < kMostFlights) return true;
  const auto idle = [&](const Path& path) {
    const bool stuck = path.life_s > kStuck_s && !path.ball;
    return path.key != shown_ && stuck && path.last.frame != now.frame;
  };
  const auto stuck = [&](const Path& path) {
    return path.key != shown_ && path.life_s > kStuck_s && path.travelled < Path::kWent;
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
  path.begin(now, peak, height_, Path::kNewSpeed);
  paths_.push_back(std::move(path));
}

bool FlightTrack::branch(const FrameStamp& now, const Peak& peak) {
  const Path* from = nullptr;
  for (const Path& path : paths_) {
    const bool could = path.parent == 0 && path.ball && path.last.frame != now.frame &&
                       path.reaches(now, peak.pixel, height_);
    if (could && (from == nullptr || path.evidence > from->evidence)) from = &path;
  }
  if (from == nullptr) return false;
  Path path = *from;
  if (!make_room(now)) return true;  // nor is there room for another ball
  path.parent = path.key;
  path.key = ++last_key_;
  path.begin(now, peak, height_, Path::kStruckSpeed);
  paths_.push_back(std::move(path));
  return true;
}

void FlightTrack::learn_places(const FlightFrame& frame) {
  const double step = std::min(frame.now.dt_s, kLongestStep_s);
  for (std::size_t i = 0; i < frame.peaks.size(); ++i) {
    const Vec2f at = frame.peaks[i].pixel;
    const Path* path = marks_[i].taken == 0 ? nullptr : find(marks_[i].taken);
    if (path == nullptr || !path->ball) {
      places_.see(at, step);
    } else if (path->speed(height_) <= Path::kResting) {
      places_.excuse(at, step);
    }
    const bool flies = path != nullptr && path->ball && path->rest_s < kYield_s;
    if (!flies) resting_.see(at, frame.now.pts_ns, marks_[i].taken);
  }
}

void FlightTrack::settle_branches(const FrameStamp& now, TrackUpdate& result) {
  for (Path& path : paths_) {
    if (path.parent == 0) continue;
    const Path* parent = find(path.parent);
    if (parent != nullptr && parent->last.pts_ns >= path.struck.pts_ns) {
      path.part();  // the ball flew on: this is something else
      continue;
    }
    if (path.seen < kSeenAgain || path.evidence < kBelieved || path.travelled < Path::kWent)
      continue;
    const std::int64_t before = path.parent;
    path.parent = 0;
    path.ball = true;
    // Struck, it is no less of a ball than it was.
    if (parent != nullptr) path.evidence = std::max(path.evidence, parent->evidence);
    resting_.excuse(path.key);
    if (shown_ == before) {
      shown_ = path.key;
      tell_firsts(path, path.struck.pts_ns, now, result);
    }
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
    if (path.ball && path.evidence < kDoubted) return true;
    if (unseen > std::max(patience, path.ball ? 0 : now.dt_s) + kTimeSlack_s) return true;
    const Vec2f at = path.predicted();
    const auto margin = static_cast<float>(Path::kWent * height_);
    return unseen > 0 &&
           (at.x < -margin || at.y < -margin || at.x > static_cast<float>(now.width) + margin ||
            at.y > static_cast<float>(now.height) + margin);
  };
  if (const Path* path = find(shown_); path != nullptr && expired(*path)) lose(*path, now, events);
  std::erase_if(paths_, expired);
}

void FlightTrack::choose(const FrameStamp& now, TrackUpdate& result) {
  Path* shown = find(shown_);
  const bool rests = shown != nullptr && shown->rest_s >= kYield_s;
  const bool seen = shown != nullptr && shown->last.frame == now.frame;
  Path* best = nullptr;
  for (Path& path : paths_) {
    if (path.key == shown_ || path.parent != 0 || !path.ball || path.last.frame != now.frame)
      continue;
    if (path.rest_s > 0 && (rests || path.rest_s >= kYield_s)) continue;
    const bool surer = shown != nullptr && path.evidence > shown->evidence + kSurer;
    if (seen && !rests && !surer) continue;
    // Another ball, as long as this one is not lost.
    if (shown != nullptr && !rests && !surer &&
        (path.first.pts_ns <= shown->last.pts_ns ||
         !shown->reaches(path.first, path.course.front().at, height_)))
      continue;
    if (best == nullptr || path.evidence > best->evidence) best = &path;
  }
  if (best == nullptr) return;
  const bool other = rests || (shown != nullptr &&
                               (best->first.pts_ns <= shown->last.pts_ns ||
                                !shown->reaches(best->first, best->course.front().at, height_)));
  const Nanoseconds last_shown = shown == nullptr ? kNoTime : shown->last.pts_ns;
  if (other) {
    lose(*shown, now, result.events);
    shown = nullptr;
  }
  if (shown != nullptr) {
    best->course.insert(best->course.begin(), shown->course.begin(), shown->course.end());
  } else {
    shown_id_ = ids_->next();
    told_ = best->course.front().pts_ns;
    result.events.push_back(make_event("ball_found", shown_id_, best->first, now, best->score));
  }
  const std::int64_t before = shown == nullptr ? 0 : shown->key;
  shown_ = best->key;
  tell_firsts(*best, std::max(best->first.pts_ns, last_shown), now, result);
  std::erase_if(paths_, [&](const Path& path) { return before != 0 && path.key == before; });
}

void FlightTrack::tell_breaks(Nanoseconds until, std::vector<Event>& events) {
  const Path* path = find(shown_);
  if (path == nullptr) return;
  for (const auto& found : find_breaks(path->course, height_, {}, {told_, until}))
    events.push_back(break_event(found, shown_id_));
  told_ = std::max(told_, until);
}

BallSample FlightTrack::sample_of(const FlightPoint& point, bool seen) const {
  const auto size = static_cast<float>(kNominalSize * height_);
  BallSample ball;
  ball.state = seen ? BallState::visible : BallState::predicted;
  ball.sample = {shown_id_,
                 options_.ball_class,
                 {point.pixel.x - size / 2, point.pixel.y - size / 2, size, size},
                 point.score,
                 seen ? SampleSource::measured : SampleSource::predicted};
  return ball;
}

void FlightTrack::tell_firsts(const Path& path, Nanoseconds since, const FrameStamp& now,
                              TrackUpdate& result) const {
  if (!options_.first_samples) return;
  const auto& course = path.course;
  for (const FrameStamp& then : recent_) {
    if (then.pts_ns < since || then.frame == now.frame) continue;
    const auto next =
        std::lower_bound(course.begin(), course.end(), then.pts_ns,
                         [](const FlightPoint& point, Nanoseconds t) { return point.pts_ns < t; });
    if (next == course.end()) continue;
    const bool seen = next->pts_ns == then.pts_ns;
    if (!seen && next == course.begin()) continue;
    const auto before = next == course.begin() ? next : next - 1,
               after = seen && next + 1 != course.end() ? next + 1 : next;
    const double seconds = to_seconds(after->pts_ns - before->pts_ns);
    FlightPoint point = *next;
    BallSample ball;
    if (seconds > 0)
      ball.velocity = {static_cast<float>((after->pixel.x - before->pixel.x) / seconds),
                       static_cast<float>((after->pixel.y - before->pixel.y) / seconds)};
    if (!seen) {
      const auto t = static_cast<float>(to_seconds(then.pts_ns - before->pts_ns));
      point.pixel = {before->pixel.x + t * ball.velocity.x, before->pixel.y + t * ball.velocity.y};
      point.score = before->score;
    }
    const Vec2f velocity = ball.velocity;
    ball = sample_of(point, seen);
    ball.velocity = velocity;
    if (!seen) ball.unseen_ns = then.pts_ns - before->pts_ns;
    result.ball_firsts.push_back({then.frame, ball});
  }
}

void FlightTrack::keep_open(const FrameStamp& now, TrackUpdate& result) {
  recent_.push_back(now);
  std::erase_if(recent_, [&](const FrameStamp& then) { return gap_s(now, then) > kRecent_s; });
  for (const Path& path : paths_)
    if (path.key != shown_) result.open_since = std::min(result.open_since, path.struck.frame);
}

void FlightTrack::report(const FrameStamp& now, BallSample& ball) const {
  ball = {};
  const auto at = std::find_if(paths_.begin(), paths_.end(),
                               [&](const Path& path) { return path.key == shown_; });
  if (at == paths_.end()) {
    if (last_seen_) ball.unseen_ns = now.pts_ns - last_seen_->pts_ns;
    return;
  }
  const bool seen = at->last.frame == now.frame;
  FlightPoint point = at->course.back();
  if (!seen) point.pixel = at->predicted();
  ball = sample_of(point, seen);
  ball.unseen_ns = now.pts_ns - at->last.pts_ns;
  if (!seen)
    ball.sample.conf *=
        static_cast<float>(std::exp2(-2 * to_seconds(ball.unseen_ns) / options_.ball_coast_s));
  ball.velocity = {static_cast<float>(at->x.velocity()), static_cast<float>(at->y.velocity())};
}

}  // namespace touchline
