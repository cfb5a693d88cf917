#include "pipeline/observer.h"

#include "field/image_motion.h"
#include "field/line_points.h"
#include "kernels/kit_colour.h"
#include "track/shots.h"

namespace touchline {
namespace {

/// Whether anything can be measured in such a shot.
bool counts(ShotKind kind) { return kind == ShotKind::live || kind == ShotKind::unknown; }

ShotNote note_of(const ShotUpdate& shot) {
  ShotNote note{shot.cut, shot.shot, counts(shot.kind), shot.why, {}};
  if (shot.replay) note.replay = {shot.replay->first, shot.replay->last};
  return note;
}

Vec2d size_of(const Frame& frame) {
  return {static_cast<double>(frame.width()), static_cast<double>(frame.height())};
}

}  // namespace

struct Observer::State {
  explicit State(const ObserverOptions& options)
      : given(options.calibration), kits(options.kits), ball_class(options.ball_class) {
    if (!options.calibrator) return;
    calibrator.emplace(*options.calibrator);
    lines.emplace(options.calibrator->pitch);
  }

  void find_people(const Detections& detections) {
    people.clear();
    for (const auto& detection : detections)
      if (detection.class_id != ball_class) people.push_back(detection.box);
  }

  /// Where the camera looks, from what it saw and how it moved.
  void calibrate(Moment& moment) {
    const auto& frame = moment.picture.frame;
    auto& seen = moment.seen;
    if (given) {
      seen.view = given->at(seen.pts_ns, size_of(frame));
      return;
    }
    if (!calibrator) {
      seen.view.why = "the field is not calibrated";
      return;
    }
    const auto& moved = motion.push(frame, people);
    lines->look_at(frame, grass, people);
    CalibrationInput input;
    input.frame = seen.frame;
    input.pts_ns = seen.pts_ns;
    input.size = size_of(frame);
    input.landmarks = moment.landmarks ? &*moment.landmarks : nullptr;
    input.motion = seen.shot.cut ? std::nullopt : moved.previous_to_this;
    input.motion_sigma_px = moved.sigma_px;
    input.cut = seen.shot.cut;
    input.lines = &*lines;
    input.people = people;
    seen.view = calibrator->update(input);
    seen.motion = input.motion;
  }

  std::shared_ptr<const CalibrationFile> given;
  bool kits = false;
  int ball_class = -1;
  ShotDetector shots;
  ImageMotionEstimator motion;
  std::optional<FrameLineFinder> lines;
  std::optional<Calibrator> calibrator;
  GrassColour grass;
  std::vector<Box> people, boxes;
};

Observer::Observer(const ObserverOptions& options) : state_(std::make_unique<State>(options)) {}
Observer::~Observer() = default;

void Observer::see(Moment& moment) {
  auto& s = *state_;
  const auto& picture = moment.picture;
  auto& seen = moment.seen;
  seen.frame = picture.index;
  seen.pts_ns = picture.pts_ns;
  seen.width = picture.frame.width();
  seen.height = picture.frame.height();
  s.find_people(seen.detections);
  s.grass = learn_grass(picture.frame);
  seen.shot = note_of(s.shots.push(picture.frame, picture.pts_ns));
  s.calibrate(moment);
}

void Observer::see_kits(Moment& moment) {
  auto& s = *state_;
  if (!s.kits) return;
  s.boxes.clear();
  for (const auto& detection : moment.seen.detections) s.boxes.push_back(detection.box);
  measure_kits(moment.picture.frame, s.grass, s.boxes, {}, moment.seen.kits);
}

}  // namespace touchline
