#include "track/tracker.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/assert.h"
#include "track/ball_track.h"
#include "track/flight_track.h"
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

/// The same of a peak.
bool usable_peak(const Peak& peak) {
  constexpr float kLargest = 1e6F;
  return std::abs(peak.pixel.x) <= kLargest && std::abs(peak.pixel.y) <= kLargest &&
         std::isfinite(peak.score);
}

Event cut_event(const FrameStamp& now) {
  Event event;
  event.type = "cut";
  event.start_ns = event.end_ns = now.pts_ns;
  event.evidence = {now.frame};
  return event;
}

}  // namespace

struct Tracker::State {
  explicit State(const TrackerOptions& o)
      : options(o), ids(o.first_id), people(o, ids), ball(o, ids), flight(o, ids) {
    persons.reserve(kUsualPeople);
    balls.reserve(kUsualPeople);
    result.people.reserve(kUsualPeople);
    result.kits.reserve(kUsualPeople);
    order.reserve(kUsualPeople);
    kits.reserve(kUsualPeople);
  }

  void sort_out(const FrameInput& input) {
    const Detections& detections = input.detections;
    balls.clear();
    order.clear();
    for (std::size_t i = 0; i < detections.size(); ++i) {
      const Detection& d = detections[i];
      if (!usable(d) || d.score < options.low_score) continue;
      if (d.class_id < 0 || (options.class_count > 0 && d.class_id >= options.class_count))
        continue;
      if (d.class_id == options.ball_class) {
        balls.push_back(d);
      } else {
        order.push_back(i);
      }
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return canonical_order(detections[a], detections[b]);
    });
    std::sort(balls.begin(), balls.end(), canonical_order);
    persons.clear();
    kits.clear();
    for (const std::size_t i : order) {
      const Detection& d = detections[i];
      // Suppression in a detector is per class: a person seen as player and as referee comes twice.
      const bool again = std::any_of(persons.begin(), persons.end(), [&](const Detection& k) {
        return k.class_id != d.class_id && iou(k.box, d.box) > kSameBox;
      });
      if (again) continue;
      persons.push_back(d);
      if (!input.kits.empty()) kits.push_back(input.kits[i]);
    }
  }

  void follow_ball(const FrameInput& input, const std::optional<PictureMotion>& motion) {
    if (options.ball_class < 0) return;
    flies |= input.peaks != nullptr;
    if (!flies) {
      const PictureMotion moved = motion ? *motion : PictureMotion{people.camera_shift(), {}};
      return ball.update(
          {now, balls, people.body_height(), moved, people.camera_velocity(), view, result.people},
          result.ball, result.events);
    }
    peaks.clear();
    if (input.peaks != nullptr)
      std::copy_if(input.peaks->begin(), input.peaks->end(), std::back_inserter(peaks),
                   usable_peak);
    flight.update({now, peaks, motion.value_or(PictureMotion{})}, result);
  }

  void clear_result() {
    result.people.clear();
    result.kits.clear();
    result.events.clear();
    result.firsts.clear();
    result.ball_firsts.clear();
  }

  /// What moved the picture, when something better than the detections tells.
  std::optional<PictureMotion> motion_of(const FrameInput& input) const {
    if (now.dt_s <= 0) return std::nullopt;
    std::optional<PictureMotion> motion;
    if (input.motion) motion = as_motion(*input.motion, input.width, input.height);
    // The ground between two calibrated frames.
    if (!motion && view != nullptr && field_from_last)
      motion = as_motion(view->image_from_field * *field_from_last, input.width, input.height);
    return motion;
  }

  void remember_view() {
    field_from_last.reset();
    if (view != nullptr) field_from_last = view->field_from_image;
  }

  void end_all() {
    people.finish(now, result);
    ball.finish(now, result.events);
    flight.finish(now, result.events);
    field_from_last.reset();
  }

  TrackerOptions options;
  IdLedger ids;
  PersonTracks people;
  BallTrack ball;
  FlightTrack flight;
  bool flies = false;  ///< the ball is followed in peaks
  FrameStamp now;
  bool started = false;
  Nanoseconds first_pts = 0;
  TrackUpdate result;
  std::optional<Mat3> field_from_last;  ///< the previous frame's calibration
  const FieldView* view = nullptr;      ///< of this frame
  // Scratch of one update.
  std::vector<std::size_t> order;
  Detections persons, balls;
  Peaks peaks;
  std::vector<KitSample> kits;
};

Tracker::Tracker(const TrackerOptions& options) : state_(std::make_unique<State>(options)) {}
Tracker::~Tracker() = default;
Tracker::Tracker(Tracker&&) noexcept = default;
Tracker& Tracker::operator=(Tracker&&) noexcept = default;

const TrackUpdate& Tracker::update(const FrameInput& input) {
  State& s = *state_;
  TL_ASSERT(!s.started || input.pts_ns > s.now.pts_ns);
  TL_ASSERT(input.kits.empty() || input.kits.size() == input.detections.size());
  s.clear_result();
  const bool cut = input.cut && s.started;
  if (cut) s.end_all();
  if (!s.started) s.first_pts = input.pts_ns;
  const double dt = s.started && !cut ? to_seconds(input.pts_ns - s.now.pts_ns) : 0.0;
  s.now = {input.frame, input.pts_ns, dt, input.width, input.height};
  s.started = true;
  if (cut) s.result.events.push_back(cut_event(s.now));
  s.view =
      input.view != nullptr && input.view->state != CalibrationState::lost ? input.view : nullptr;
  s.sort_out(input);
  const std::optional<PictureMotion> motion = s.motion_of(input);
  s.people.update({s.now, s.persons, s.kits, s.view, motion ? &*motion : nullptr}, s.result);
  s.follow_ball(input, motion);
  s.remember_view();
  return s.result;
}

const TrackUpdate& Tracker::finish() {
  State& s = *state_;
  s.clear_result();
  if (!s.started) return s.result;
  const bool too_short =
      to_seconds(s.now.pts_ns - s.first_pts) + kTimeSlack_s < s.options.confirm_s;
  if (too_short && s.options.first_samples) s.people.confirm_all(s.now, s.result);
  s.end_all();
  s.result.open_since = s.now.frame + 1;
  return s.result;
}

std::int64_t Tracker::next_id() const { return state_->ids.peek(); }

}  // namespace touchline
