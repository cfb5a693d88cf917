#include "pipeline/analyst.h"

#include <algorithm>

#include "field/image_motion.h"
#include "field/line_points.h"
#include "kernels/kit_colour.h"
#include "pipeline/gap_watch.h"
#include "track/shots.h"

namespace touchline {
namespace {

Span& span(Moment& moment, Stage stage) { return moment.spans[static_cast<std::size_t>(stage)]; }

/// What a shot is when nothing can be measured in it.
bool counts(const ShotUpdate& shot) {
  return shot.kind == ShotKind::live || shot.kind == ShotKind::unknown;
}

}  // namespace

struct Analyst::State {
  explicit State(const AnalystOptions& options)
      : tracker(options.tracker), analyser(options.analyser), given(options.calibration) {
    ball_class = options.tracker.ball_class;
    if (options.calibrator) {
      calibrator.emplace(*options.calibrator);
      lines.emplace(options.calibrator->pitch);
    }
    if (options.teams) teams.emplace(*options.teams);
  }

  void find_people(const Moment& moment) {
    people.clear();
    for (const auto& detection : moment.detections)
      if (detection.class_id != ball_class) people.push_back(detection.box);
  }

  /// Where the camera looks, from what it saw and how it moved.
  void calibrate(Moment& moment, bool cut) {
    const auto& picture = moment.picture;
    if (given) {
      moment.view = given->at(picture.pts_ns, size_of(picture.frame));
      return;
    }
    if (!calibrator) {
      moment.view.why = "the field is not calibrated";
      return;
    }
    const auto& moved = motion.push(picture.frame, people);
    lines->look_at(picture.frame, grass, people);
    CalibrationInput input;
    input.frame = picture.index;
    input.pts_ns = picture.pts_ns;
    input.size = size_of(picture.frame);
    input.landmarks = moment.landmarks ? &*moment.landmarks : nullptr;
    input.motion = cut ? std::nullopt : moved.previous_to_this;
    input.motion_sigma_px = moved.sigma_px;
    input.cut = cut;
    input.lines = &*lines;
    moment.view = calibrator->update(input);
    step = input.motion;
  }

  static Vec2d size_of(const Frame& frame) {
    return {static_cast<double>(frame.width()), static_cast<double>(frame.height())};
  }

  /// People, ball and teams of this frame.
  void follow(Moment& moment, bool cut) {
    const auto& picture = moment.picture;
    if (teams) measure_kits(picture.frame, grass, all_boxes(moment), {}, samples);
    FrameInput input{picture.index, picture.pts_ns, picture.frame.width(), picture.frame.height(),
                     moment.detections};
    if (teams) input.kits = samples;
    input.view = &moment.view;
    input.motion = step;
    input.cut = cut;
    const auto& update = tracker.update(input);
    moment.row.objects = update.people;
    moment.ball = update.ball;
    moment.events.insert(moment.events.end(), update.events.begin(), update.events.end());
    if (teams) {
      teams->update(picture.pts_ns, moment.row.objects, update.kits);
      moment.shirts = teams->palette();
    }
  }

  std::span<const Box> all_boxes(const Moment& moment) {
    boxes.clear();
    for (const auto& detection : moment.detections) boxes.push_back(detection.box);
    return boxes;
  }

  /// News about earlier shots: what was counted then was a replay after all.
  void note_shots(Moment& moment, const ShotUpdate& shot) {
    const auto index = static_cast<std::size_t>(shot.shot);
    while (shot_begin.size() <= index) shot_begin.push_back(moment.picture.pts_ns);
    if (!shot.replay) return;
    Event event;
    event.type = "replay";
    event.start_ns = shot_begin[static_cast<std::size_t>(shot.replay->first)];
    event.end_ns = shot_begin[std::min(shot_begin.size() - 1,
                                       static_cast<std::size_t>(shot.replay->last) + 1)];
    event.evidence = {moment.picture.index};
    moment.events.push_back(std::move(event));
  }

  /// The record of this frame, rounded to what the files hold.
  void record(Moment& moment, const ShotUpdate& shot, const std::string& source_id) const {
    auto& row = moment.row;
    row.source_id = source_id;
    row.frame = moment.picture.index;
    row.pts_ns = moment.picture.pts_ns;
    row.ball = moment.ball.state;
    if (row.ball != BallState::lost) row.objects.push_back(moment.ball.sample);
    row.calibration = moment.view.state;
    if (row.calibration != CalibrationState::lost) row.sigma_m = moment.view.sigma_m;
    row.shot = shot.shot;
    row.counted = counts(shot);
    if (!row.counted) row.why_uncounted = shot.why;
    quantise(row);
    if (row.ball != BallState::lost) moment.ball.sample = row.objects.back();
  }

  int ball_class = -1;
  ShotDetector shots;
  ImageMotionEstimator motion;
  std::optional<FrameLineFinder> lines;
  std::optional<Calibrator> calibrator;
  Tracker tracker;
  std::optional<Teams> teams;
  std::optional<Analyser> analyser;
  std::shared_ptr<const CalibrationFile> given;
  GapWatch gaps;
  std::vector<Nanoseconds> shot_begin;  ///< of each shot so far
  std::optional<Mat3> step;             ///< the last frame's pixels -> this one's
  GrassColour grass;
  std::vector<Box> people, boxes;
  std::vector<KitSample> samples;
};

Analyst::Analyst(const AnalystOptions& options) : state_(std::make_unique<State>(options)) {}
Analyst::~Analyst() = default;

void Analyst::look(Moment& moment, const std::string& source_id) {
  auto& s = *state_;
  if (auto gap = s.gaps.see(moment.picture.index, moment.picture.pts_ns))
    moment.events.push_back(std::move(*gap));
  ShotUpdate shot;
  {
    SpanTimer timer(span(moment, Stage::calibrate));
    s.find_people(moment);
    s.grass = learn_grass(moment.picture.frame);
    shot = s.shots.push(moment.picture.frame, moment.picture.pts_ns);
    s.calibrate(moment, shot.cut);
  }
  {
    SpanTimer timer(span(moment, Stage::track));
    s.note_shots(moment, shot);
    s.follow(moment, shot.cut);
    s.record(moment, shot, source_id);
  }
  SpanTimer timer(span(moment, Stage::measure));
  for (auto& event : moment.events) event.row = moment.row.frame;
  if (!s.analyser) return;
  const auto& update = s.analyser->push(moment.row);
  moment.measures = update.measures;
  moment.events.insert(moment.events.end(), update.events.begin(), update.events.end());
}

std::vector<Event> Analyst::finish() {
  auto events = state_->tracker.finish();
  if (state_->analyser) {
    auto more = state_->analyser->finish();
    events.insert(events.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
  }
  return events;
}

}  // namespace touchline
