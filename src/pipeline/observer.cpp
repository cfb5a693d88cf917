#include "pipeline/observer.h"

#include "field/image_motion.h"
#include "field/line_points.h"
#include "image/transfer.h"
#include "kernels/cuda/glance.h"
#include "kernels/kit_colour.h"
#include "track/shots.h"

namespace touchline {
namespace {

/// Whether anything can be measured in such a shot.
bool counts(ShotKind kind, bool on_field) {
  if (!on_field) return kind != ShotKind::replay;
  return kind == ShotKind::live || kind == ShotKind::unknown;
}

ShotNote note_of(const ShotUpdate& shot, bool on_field) {
  ShotNote note{shot.cut, shot.shot, counts(shot.kind, on_field), shot.why, {}};
  if (shot.replay) note.replay = {shot.replay->first, shot.replay->last};
  return note;
}

Vec2d size_of(const Frame& frame) {
  return {static_cast<double>(frame.width()), static_cast<double>(frame.height())};
}

/// What reads pictures on a GPU, on a stream of its own.
struct DeviceEyes {
  explicit DeviceEyes(std::unique_ptr<cuda::Stream> of)
      : stream(std::move(of)), glance(*stream), sampler(*stream), kit_zones(*stream) {}

  /// About as many samples as a picture is asked for, once, of a grey one.
  Status try_sampler(const FrameInfo& info) {
    constexpr std::size_t kLines = 256, kPlaces = 4096;
    constexpr int kHalf = 15, kLeastSize = 64;
    if (info.width < kLeastSize || info.height < kLeastSize) return {};
    TL_ASSIGN(const Frame grey, grey_picture(info, stream->context()));
    LineProfile line{info.width / 2.0, info.height / 2.0, 1, 0, 1, 0, kHalf, 0};
    auto& lines = sampler.lines();
    for (std::size_t i = 0; i < kLines; ++i, line.first += line.samples()) lines.push_back(line);
    TL_CHECK(sampler.read_lines(grey));
    if (!YuvReader(grey).has_chroma()) return {};
    sampler.places().resize(kPlaces);
    TL_CHECK(sampler.read_places(grey));
    return {};
  }

  std::unique_ptr<cuda::Stream> stream;
  DeviceGlance glance;
  FrameSampler sampler;
  DeviceKitZones kit_zones;
};

Result<std::unique_ptr<DeviceEyes>> open_eyes(const Device& device) {
  TL_ASSIGN(auto context, cuda::Context::open(device.index));
  TL_ASSIGN(auto stream, cuda::Stream::create(std::move(context), cuda::Urgency::urgent));
  return std::make_unique<DeviceEyes>(std::move(stream));
}

}  // namespace

struct Observer::State {
  explicit State(const ObserverOptions& options)
      : given(options.calibration),
        on_field(options.on_field),
        kits(options.kits),
        ball_class(options.ball_class),
        sure_score(options.sure_score) {
    if (options.marked) {
      marked.emplace(*options.marked);
      LineFinderOptions paint;
      paint.paint_m = options.marked->paint_m;
      lines.emplace(options.marked->field, paint);
    }
    if (!options.calibrator) return;
    calibrator.emplace(*options.calibrator);
    fixed_camera = options.calibrator->fixed_camera;
    on_grass = options.calibrator->on_grass;
    LineFinderOptions paint;
    paint.paint_m = options.calibrator->paint_m;
    lines.emplace(options.calibrator->field, paint);
  }

  void find_people(const Detections& detections) {
    people.clear();
    for (const auto& detection : detections)
      if (detection.class_id != ball_class && detection.score >= sure_score)
        people.push_back(detection.box);
  }

  /// What can read frames where they lie; null: on the host.
  Result<DeviceEyes*> eyes_for(const FrameInfo& info) {
    if (!info.device.is_cuda()) return nullptr;
    if (!eyes) {
      TL_ASSIGN(eyes, open_eyes(info.device));
    }
    return eyes.get();
  }

  [[nodiscard]] bool calibrates() const { return !given && calibrator; }
  [[nodiscard]] bool measures_motion() const { return calibrates() && !fixed_camera; }

  Status glance_at(Moment& moment) {
    if (moment.glance) {
      moment.glance->read(glance);
      moment.glance.reset();
      return {};
    }
    const Frame& frame = moment.picture.frame;
    TL_ASSIGN(const auto device, eyes_for(frame.info()));
    if (device) return device->glance.make(frame, measures_motion(), glance);
    host.make(frame, measures_motion(), glance);
    return {};
  }

  /// How the camera moved since the last picture of the same shot.
  void follow_motion(CalibrationInput& input) {
    if (fixed_camera) {
      if (seen_any && !input.cut) input.motion = Mat3{};
      seen_any = true;
      return;
    }
    const auto& moved = motion.push(glance, people);
    if (!input.cut) input.motion = moved.previous_to_this;
    input.motion_sigma_px = moved.sigma_px;
  }

  /// Where the camera of marked corners looks. Its field may have any colours on it.
  Status read_marks(Moment& moment) {
    const auto& frame = moment.picture.frame;
    auto& seen = moment.seen;
    TL_ASSIGN(const auto device, eyes_for(frame.info()));
    lines->look_at(frame, {}, people, device ? &device->sampler : nullptr);
    TL_CHECK(marked->update(seen.pts_ns, size_of(frame), seen.shot.cut, *lines));
    seen.view = marked->view();
    const bool there = seen.view.state != CalibrationState::lost;
    if (there && seen_any && !seen.shot.cut) seen.motion = Mat3{};  // it stands still
    seen_any = there;
    return lines->status();
  }

  /// Where the camera looks, from what it saw and how it moved.
  Status calibrate(Moment& moment) {
    const auto& frame = moment.picture.frame;
    auto& seen = moment.seen;
    if (given) {
      seen.view = given->at(seen.pts_ns, size_of(frame));
      return {};
    }
    if (marked) return read_marks(moment);
    if (!calibrator) {
      seen.view.why = "the field is not calibrated";
      return {};
    }
    TL_ASSIGN(const auto device, eyes_for(frame.info()));
    lines->look_at(frame, on_grass ? grass : GrassColour(), people,
                   device ? &device->sampler : nullptr);
    CalibrationInput input;
    input.frame = seen.frame;
    input.pts_ns = seen.pts_ns;
    input.size = size_of(frame);
    input.landmarks = moment.landmarks ? &*moment.landmarks : nullptr;
    input.cut = seen.shot.cut;
    follow_motion(input);
    input.lines = &*lines;
    input.people = people;
    seen.view = calibrator->update(input);
    seen.motion = input.motion;
    return lines->status();
  }

  std::shared_ptr<const CalibrationFile> given;
  bool on_field = true, kits = false;
  bool fixed_camera = false, on_grass = true, seen_any = false;
  int ball_class = -1;
  double sure_score = 0;
  std::unique_ptr<DeviceEyes> eyes;  ///< null until a picture lies on a GPU
  GlanceMaker host;
  Glance glance;
  ShotDetector shots;
  ImageMotionEstimator motion;
  std::optional<FrameLineFinder> lines;
  std::optional<Calibrator> calibrator;
  std::optional<MarkedCamera> marked;
  GrassColour grass;
  KitMeter kit_meter;
  std::vector<Box> people, boxes;
};

Observer::Observer(const ObserverOptions& options) : state_(std::make_unique<State>(options)) {}
Observer::~Observer() = default;
Observer::Observer(Observer&&) noexcept = default;
Observer& Observer::operator=(Observer&&) noexcept = default;

Status Observer::warm_up(const FrameInfo& info) {
  if (!state_->calibrates() && !state_->marked) return {};
  TL_ASSIGN(const auto device, state_->eyes_for(info));
  return device ? device->try_sampler(info) : Status();
}

GlanceNeeds Observer::needs() const { return {true, state_->measures_motion(), state_->kits}; }

Status Observer::see(Moment& moment) {
  auto& s = *state_;
  const auto& picture = moment.picture;
  auto& seen = moment.seen;
  seen.frame = picture.index;
  seen.pts_ns = picture.pts_ns;
  seen.epoch = picture.epoch;
  seen.seam = picture.seam;
  seen.width = picture.frame.width();
  seen.height = picture.frame.height();
  s.find_people(seen.detections);
  TL_CHECK(s.glance_at(moment));
  s.grass = moment.grass ? *moment.grass : learn_grass(s.glance);
  seen.shot = note_of(s.shots.push(s.glance, picture.pts_ns), s.on_field);
  return s.calibrate(moment);
}

Status Observer::see_kits(Moment& moment) {
  auto& s = *state_;
  if (!s.kits || moment.kits_seen) return {};
  s.boxes.clear();
  for (const auto& detection : moment.seen.detections) s.boxes.push_back(detection.box);
  const auto& frame = moment.picture.frame;
  TL_ASSIGN(const auto device, s.eyes_for(frame.info()));
  if (device) {
    const KitsOf worn{&frame, &s.grass, s.boxes, &moment.seen.kits};
    return s.kit_meter.measure({&worn, 1}, {}, device->kit_zones);
  }
  s.kit_meter.measure(frame, s.grass, s.boxes, {}, moment.seen.kits);
  return {};
}

}  // namespace touchline
