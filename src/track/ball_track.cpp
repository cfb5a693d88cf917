#include "track/ball_track.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kGate99 = 9.21, kGate9999 = 18.42;
constexpr float kSure = 0.75F, kVerySure = 0.85F;

constexpr double kAcceleration =
    400;                         ///< density, bodies^2/s^3: a pass changes ~9 bodies/s within 50 ms
constexpr double kSigma = 0.05;  ///< of a detection, bodies
constexpr double kStartSpeed = 8;    ///< spread of a new path's velocity, bodies/s
constexpr double kBallsPerBody = 8;  ///< a person is this many balls tall
constexpr double kEvidenceMemory_s = 0.4;
constexpr double kStill = 0.35;  ///< weight of evidence from a path that never moved
constexpr double kMoved = 0.4;   ///< bodies: a path that went this far is no mark on the ground
constexpr double kSwayShare =
    0.15;                           ///< of the camera's swing: what depth makes a mark seem to move
constexpr double kSetOff = 0.15;    ///< bodies from where it began: a path at rest is moving
constexpr double kSeenShare = 0.4;  ///< of its young life a path must have been seen
constexpr double kRestSpeed = 1.5;  ///< bodies/s: below, a ball may come to rest on a mark
constexpr double kRestReach = 0.5;  ///< bodies from the mark, where it was last seen before
constexpr double kRestGap_s = 0.2;  ///< and how long ago
constexpr double kKickReach_s = 0.1;  ///< a kick from a mark is first seen within this time
constexpr double kStrayGap_s = 0.1;   ///< unseen for so long, a ball is only expected somewhere
constexpr double kStrayReach = 2;     ///< bodies from there: what a weak detection is believed
constexpr double kMarkCost = 1e3;     ///< any other candidate goes before one on a mark
constexpr double kClearlyBetter =
    2.0;  ///< ratio of evidence that takes over from a ball still seen
constexpr std::size_t kMostPaths = 6;
constexpr double kDrag_s = 6;    ///< a ball's speed falls by a factor of e in this time
constexpr double kWait_s = 0.8;  ///< before what lies still is clutter (StillPlaces)
constexpr double kPersonHeight_m = 1.8;
constexpr double kGroundSigma = 0.25;  ///< of where a ball touches the ground, ball sizes

double square(double a) { return a * a; }
/// What drag takes from a step at constant velocity; exact, so that two half steps make one.
void slow_down(AxisFilter& axis, double start_velocity, double dt) {
  const double keep = std::exp(-dt / kDrag_s);
  axis.position -= start_velocity * (dt - kDrag_s * (1 - keep));
  axis.velocity = start_velocity * keep;
}
double since_s(const FrameStamp& now, const FrameStamp& then) {
  return to_seconds(now.pts_ns - then.pts_ns);
}

}  // namespace

bool ball_gate(double d2, double speed_bodies, double max_speed_bodies, float score) {
  if (speed_bodies > max_speed_bodies) return false;
  if (score >= kVerySure) return true;
  return d2 <= (score >= kSure ? kGate9999 : kGate99);
}

BallTrack::BallTrack(const TrackerOptions& options, IdLedger& ids)
    : options_(options), ids_(&ids), ground_(options.field) {
  paths_.reserve(kMostPaths);
  pairs_.reserve(kMostPaths * kMostPaths);
  taken_.reserve(kMostPaths);
  marks_.reserve(kMostPaths);
}

void BallTrack::update(const BallFrame& frame, BallSample& sample, std::vector<Event>& events) {
  const FrameStamp& now = frame.now;
  const std::span<const Detection> candidates = frame.candidates;
  ground_.look(frame.view, frame.people);
  if (frame.body > 0) body_ = frame.body;
  if (body_ == 0 && !candidates.empty()) {
    body_ = kBallsPerBody * std::max(candidates[0].box.w, candidates[0].box.h);
  }
  if (now.dt_s > 0) {
    drop_expired(now, events);
    const Vec2f pan = frame.camera_velocity;
    predict(now, frame.motion, std::hypot(pan.x, pan.y) * now.dt_s / body_);
  }
  find_marks(candidates);
  measure_paths(now, candidates);
  learn_places(now, candidates);
  drop_marks(now);
  begin_paths(now, candidates);
  choose(now, events);
  report(frame, sample);
}

void BallTrack::finish(const FrameStamp& now, std::vector<Event>& events) {
  if (shown_ >= 0) {
    const Path& path = paths_[static_cast<std::size_t>(shown_)];
    events.push_back(make_event("ball_lost", shown_id_, path.last, now, path.measured.score));
  }
  paths_.clear();
  places_.clear();
  shown_ = -1;
}

bool BallTrack::Path::moved() const { return resumed || guessed || went(); }

bool BallTrack::Path::went() const {
  return crossed >= kMoved && travelled >= kMoved + kSwayShare * panned;
}

void BallTrack::drop_expired(const FrameStamp& now, std::vector<Event>& events) {
  for (int p = static_cast<int>(paths_.size()) - 1; p >= 0; --p) {
    const Path& path = paths_[static_cast<std::size_t>(p)];
    if (since_s(now, path.last) <= options_.ball_coast_s + kTimeSlack_s) continue;
    if (p == shown_) {
      events.push_back(make_event("ball_lost", shown_id_, path.last, now, path.measured.score));
      shown_ = -1;
    }
    if (p < shown_) --shown_;
    paths_.erase(paths_.begin() + p);
  }
}

void BallTrack::drop_marks(const FrameStamp& now) {
  for (int p = static_cast<int>(paths_.size()) - 1; p >= 0; --p) {
    const Path& path = paths_[static_cast<std::size_t>(p)];
    if (p == shown_ || path.last.frame != now.frame || path.moved()) continue;
    if (!places_.clutter(places_.find(path.measured.box.center()))) continue;
    if (p < shown_) --shown_;
    paths_.erase(paths_.begin() + p);
  }
}

void BallTrack::predict(const FrameStamp& now, const PictureMotion& motion, double panned) {
  places_.carry(motion, panned, now.dt_s, body_);
  const double keep = std::exp(-now.dt_s / kEvidenceMemory_s);
  for (Path& path : paths_) {
    for (AxisFilter* axis : {&path.x, &path.y}) {
      const double velocity = axis->velocity;
      axis->predict(now.dt_s, kAcceleration * square(body_));
      slow_down(*axis, velocity, now.dt_s);
    }
    const Vec2f at =
        motion.apply({static_cast<float>(path.x.position), static_cast<float>(path.y.position)});
    path.x.position = at.x;
    path.y.position = at.y;
    path.origin = motion.apply(path.origin);
    path.evidence *= keep;
    path.life_s += std::min(now.dt_s, kLongestStep_s);
    path.panned += panned;
    // Where it was last seen moves with the picture too, so speeds are relative to the ground.
    const Vec2f was = path.measured.box.center(), is = motion.apply(was);
    path.measured.box.x += is.x - was.x;
    path.measured.box.y += is.y - was.y;
  }
}

void BallTrack::find_marks(std::span<const Detection> candidates) {
  marks_.clear();
  for (const Detection& candidate : candidates) {
    const int place = places_.find(candidate.box.center());
    marks_.push_back({places_.known(place), places_.clutter(place), places_.trusted(place)});
  }
}

void BallTrack::learn_places(const FrameStamp& now, std::span<const Detection> candidates) {
  const double step = std::min(now.dt_s, kLongestStep_s);
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const Vec2f z = candidates[c].box.center();
    if (taken_[c] == Taken::by_moving) continue;
    taken_[c] == Taken::by_resting ? places_.excuse(z, step) : places_.see(z, step);
  }
}

bool BallTrack::may_rest(const Path& path, const Detection& candidate,
                         const FrameStamp& now) const {
  if (distance(path.measured.box.center(), candidate.box.center()) > kRestReach * body_)
    return false;
  if (!path.moved() || path.on_mark) return true;
  return std::hypot(path.x.velocity, path.y.velocity) <= kRestSpeed * body_ &&
         since_s(now, path.last) <= kRestGap_s;
}

bool BallTrack::strays(const Path& path, const Detection& candidate, const FrameStamp& now) const {
  if (candidate.score >= kSure || !path.moved()) return false;
  if (since_s(now, path.last) <= kStrayGap_s + kTimeSlack_s) return false;
  const Vec2f z = candidate.box.center();
  return std::hypot(z.x - path.x.position, z.y - path.y.position) > kStrayReach * body_;
}

void BallTrack::pair_up(const FrameStamp& now, std::span<const Detection> candidates) {
  pairs_.clear();
  const double r = square(kSigma * body_);
  for (std::size_t p = 0; p < paths_.size(); ++p) {
    const Path& path = paths_[p];
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      const bool mark = marks_[c].known;
      if (mark && !may_rest(path, candidates[c], now)) continue;
      if (strays(path, candidates[c], now)) continue;
      const Vec2f z = candidates[c].box.center();
      const double d2 = square(z.x - path.x.position) / (path.x.p00 + r) +
                        square(z.y - path.y.position) / (path.y.p00 + r);
      const double gone = std::max(0.0, distance(z, path.measured.box.center()) - kSigma * body_);
      const double share = effort(z, gone, std::max(since_s(now, path.last), 1e-9));
      if (!ball_gate(d2, share, 1, candidates[c].score)) continue;
      // Near the prediction, sure, and on the path believed so far.
      const double cost =
          d2 / kGate99 - candidates[c].score - path.evidence + (mark ? kMarkCost : 0);
      pairs_.push_back({cost, static_cast<int>(p), static_cast<int>(c)});
    }
  }
  std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
    if (a.cost != b.cost) return a.cost < b.cost;
    return a.path != b.path ? a.path < b.path : a.candidate < b.candidate;
  });
}

double BallTrack::effort(Vec2f at, double pixels, double seconds) const {
  const double local = ground_.pixels_per_metre(at);
  if (!(local > 0)) return pixels / body_ / seconds / options_.ball_max_speed_bodies;
  const double metre = std::max(local, body_ / kPersonHeight_m);
  return pixels / metre / seconds / options_.ball_max_speed_m_s;
}

void BallTrack::wait(Path& path, double seconds) const {
  if (path.moved() || !ground_.calibrated()) return;
  path.waited_s = ground_.may_wait(path.measured.box) ? path.waited_s + seconds : 0;
  path.guessed = path.waited_s + kTimeSlack_s >= kWait_s;
}

void BallTrack::measure_paths(const FrameStamp& now, std::span<const Detection> candidates) {
  taken_.assign(candidates.size(), Taken::no);
  pair_up(now, candidates);
  for (const Pair& pair : pairs_) {
    Path& path = paths_[static_cast<std::size_t>(pair.path)];
    const auto c = static_cast<std::size_t>(pair.candidate);
    if (taken_[c] != Taken::no || path.last.frame == now.frame) continue;
    // Two marks that take turns look like a ball that jumps: only one that comes in slowly rests.
    const bool slow = std::hypot(path.x.velocity, path.y.velocity) <= kRestSpeed * body_;
    measure(path, candidates[c], now);
    path.on_mark = marks_[c].known;
    taken_[c] = !path.moved() ? Taken::by_still : slow ? Taken::by_resting : Taken::by_moving;
  }
}

void BallTrack::measure(Path& path, const Detection& candidate, const FrameStamp& now) const {
  const Vec2f z = candidate.box.center();
  const double r = square(kSigma * body_), step = std::min(since_s(now, path.last), kLongestStep_s);
  const double spoken_s = std::min(now.dt_s, kLongestStep_s);
  path.x.update(z.x, r);
  path.y.update(z.y, r);
  path.travelled = std::max(path.travelled, distance(z, path.origin) / body_);
  path.crossed = std::max(path.crossed, distance(z, path.began) / body_);
  path.weight_s += candidate.score * spoken_s;
  path.seen_s += spoken_s;
  const double gain = 1 - std::exp(-step / kEvidenceMemory_s);
  path.evidence +=
      gain * candidate.score * (kStill + (1 - kStill) * std::min(1.0, path.travelled / kMoved));
  if (!path.moved() && distance(z, path.origin) < kSetOff * body_) {
    // Still where it began: what counts is the time since it set off, at every frame rate.
    path.first = now;
    path.weight_s = path.seen_s = path.life_s = 0;
  }
  path.measured = candidate;
  path.last = now;
  if (path.went()) path.guessed = false;
  wait(path, spoken_s);
}

void BallTrack::begin_paths(const FrameStamp& now, std::span<const Detection> candidates) {
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    if (taken_[c] != Taken::no || marks_[c].clutter) continue;
    if (candidates[c].score < options_.low_score) continue;
    if (paths_.size() >= kMostPaths) {
      // The weakest path gives way, never the shown one.
      int weakest = -1;
      for (int p = 0; p < static_cast<int>(paths_.size()); ++p) {
        if (p == shown_) continue;
        if (weakest < 0 || paths_[static_cast<std::size_t>(p)].evidence <
                               paths_[static_cast<std::size_t>(weakest)].evidence) {
          weakest = p;
        }
      }
      if (weakest < shown_) --shown_;
      paths_.erase(paths_.begin() + weakest);
    }
    const Vec2f z = candidates[c].box.center();
    const double r = square(kSigma * body_), v = square(kStartSpeed * body_);
    Path path;
    path.x = AxisFilter::start(z.x, r, v);
    path.y = AxisFilter::start(z.y, r, v);
    path.measured = candidates[c];
    path.first = path.last = now;
    path.origin = path.began = z;
    path.resumed = marks_[c].trusted;
    paths_.push_back(path);
  }
}

bool BallTrack::reachable(const Path& from, const Path& to) const {
  const double time = std::max(since_s(to.first, from.last), 0.0);
  const double apart = distance(from.measured.box.center(), to.origin) / body_;
  return apart <= options_.ball_max_speed_bodies * time + 0.5;
}

bool BallTrack::established(const Path& path) const {
  // Found once its score, integrated over time, equals a sure detection's over confirm_s.
  const bool long_enough = since_s(path.last, path.first) + kTimeSlack_s >= options_.confirm_s &&
                           path.weight_s >= options_.high_score * options_.confirm_s * 0.99;
  return path.moved() && long_enough && path.seen_s >= kSeenShare * path.life_s;
}

int BallTrack::best_rival(const FrameStamp& now) const {
  int best = -1;
  for (int p = 0; p < static_cast<int>(paths_.size()); ++p) {
    const Path& path = paths_[static_cast<std::size_t>(p)];
    if (p == shown_ || path.last.frame != now.frame || !established(path)) continue;
    if (best < 0 || path.evidence > paths_[static_cast<std::size_t>(best)].evidence) best = p;
  }
  return best;
}

void BallTrack::take_over(int rival, bool same_ball, const FrameStamp& now,
                          std::vector<Event>& events) {
  const Path& old = paths_[static_cast<std::size_t>(shown_)];
  const Path& path = paths_[static_cast<std::size_t>(rival)];
  if (!same_ball) {
    events.push_back(make_event("ball_lost", shown_id_, old.last, now, old.measured.score));
    shown_id_ = ids_->next();
    events.push_back(make_event("ball_found", shown_id_, path.first, now, path.measured.score));
    shown_ = rival;
    return;
  }
  paths_.erase(paths_.begin() + shown_);
  shown_ = rival > shown_ ? rival - 1 : rival;
}

void BallTrack::choose(const FrameStamp& now, std::vector<Event>& events) {
  const int rival = best_rival(now);
  if (rival >= 0 && shown_ < 0) {
    shown_ = rival;
    shown_id_ = ids_->next();
    const Path& path = paths_[static_cast<std::size_t>(rival)];
    events.push_back(make_event("ball_found", shown_id_, path.first, now, path.measured.score));
  } else if (rival >= 0) {
    const Path& shown = paths_[static_cast<std::size_t>(shown_)];
    const Path& other = paths_[static_cast<std::size_t>(rival)];
    if (shown.last.frame != now.frame) {
      // A kick or bounce that the motion model did not foresee: the same ball, the same id.
      if (reachable(shown, other)) take_over(rival, true, now, events);
    } else if (shown.on_mark || (shown.guessed && !other.guessed)) {
      const double apart = distance(shown.measured.box.center(), other.origin) / body_;
      const double reach = options_.ball_max_speed_bodies * kKickReach_s + kRestReach;
      take_over(rival, apart <= reach, now, events);
    } else if (other.evidence > kClearlyBetter * shown.evidence) {
      take_over(rival, false, now, events);
    }
  }
  if (shown_ >= 0) {
    last_seen_ = paths_[static_cast<std::size_t>(shown_)].last;
    ever_seen_ = true;
  }
}

void BallTrack::report(const BallFrame& frame, BallSample& sample) const {
  const FrameStamp& now = frame.now;
  sample = {};
  if (ever_seen_) sample.unseen_ns = now.pts_ns - last_seen_.pts_ns;
  if (shown_ < 0) return;
  const Path& path = paths_[static_cast<std::size_t>(shown_)];
  const bool seen = path.last.frame == now.frame;
  sample.state = seen ? BallState::visible : BallState::predicted;
  sample.sample = {shown_id_, options_.ball_class, path.measured.box, path.measured.score,
                   seen ? SampleSource::measured : SampleSource::predicted};
  if (!seen) {
    Box& box = sample.sample.box;
    box.x = static_cast<float>(path.x.position - box.w / 2);
    box.y = static_cast<float>(path.y.position - box.h / 2);
    const double unseen = to_seconds(sample.unseen_ns);
    sample.sample.conf *= static_cast<float>(std::exp2(-2 * unseen / options_.ball_coast_s));
  }
  const double drift = seen ? 0 : std::sqrt(std::max(path.x.p00, path.y.p00));
  const double size = sample.sample.box.h;
  sample.sample.field =
      ground_.place(sample.sample.box, std::max({1.0, kGroundSigma * size, drift}));
  sample.velocity = {static_cast<float>(path.x.velocity) + frame.camera_velocity.x,
                     static_cast<float>(path.y.velocity) + frame.camera_velocity.y};
}

}  // namespace touchline
