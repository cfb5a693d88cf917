// What is seen in a picture does not depend on where the picture lies.
#include "pipeline/observer.h"
#include "pipeline/batch_glance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "kernels/cuda/images.h"
#include "pipeline/analyst.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/scene/detections.h"
#include "sports/soccer/scene/match_camera.h"
#include "sports/soccer/scene/render.h"
#include "support/shared_data.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

constexpr int kSeconds = 2, kFps = 25;
const std::vector<std::string> kClasses{"ball", "goalkeeper", "player", "referee"};

/// The same picture with its chroma planes interleaved.
Frame to_nv12(const Frame& frame) {
  FrameInfo info = frame.info();
  info.format = PixelFormat::nv12;
  Pool pool(image_bytes(info));
  Image image(info, pool);
  for (int y = 0; y < info.height; ++y)
    std::copy_n(frame.plane(0).row(y), info.width, image.plane(0).row(y));
  for (int y = 0; y < image.plane(1).height; ++y)
    for (int x = 0; x < image.plane(1).width; ++x)
      for (int i = 0; i < 2; ++i) image.plane(1).row(y)[2 * x + i] = frame.plane(1 + i).row(y)[x];
  return freeze(std::move(image));
}

/// Two seconds of a match: a camera that pans, then another one.
class SceneClip {
 public:
  SceneClip(int width, int height, PixelFormat format)
      : width_(width), height_(height), format_(format), renderer_(options(width, height)) {}

  /// Frame `i` as it comes from the networks.
  Moment at(int i) {
    const double t = 3 + static_cast<double>(i) / kFps;
    CameraOptions seen_by;
    seen_by.kind = i < kSeconds * kFps / 2 ? CameraKind::broadcast : CameraKind::tactical;
    const Camera camera = camera_at(seen_by, match_, t);
    const MatchState state = match_.at(t);
    Moment moment;
    moment.picture.frame = freeze(renderer_.render(state, camera));
    if (format_ == PixelFormat::nv12) moment.picture.frame = to_nv12(moment.picture.frame);
    moment.picture.index = i;
    moment.picture.pts_ns = from_seconds(static_cast<double>(i) / kFps);
    moment.seen.detections =
        detect(state, true_view(state, camera, width_, height_), width_, height_).detections;
    if (i % 6 == 0) {
      moment.landmarks.emplace();
      for (const auto& mark : find_landmarks({}, camera, width_, height_, t))
        moment.landmarks->push_back({mark.index, mark.pixel, mark.score, 1});
    }
    return moment;
  }

 private:
  static RendererOptions options(int width, int height) {
    RendererOptions o;
    o.width = width, o.height = height;
    return o;
  }
  int width_, height_;
  PixelFormat format_;
  Match match_;
  Renderer renderer_;
};

AnalystOptions everything() {
  AnalystOptions options;
  options.calibrator.emplace();
  options.calibrator->field = field_of({});
  options.kits = true;
  options.ball_class = 0;
  options.classes = kClasses;
  options.tracker.ball_class = 0;
  options.tracker.field = options.calibrator->field;
  options.teams.emplace();
  return options;
}

/// Everything about one moment, at once.
Status analyse(Analyst& analyst, Moment& moment) {
  TL_CHECK(analyst.look(moment));
  analyst.follow(std::move(moment), "clip");
  moment = std::move(*analyst.next());
  return {};
}

TEST(Observer, TheAnalysisOfAClipOnTheGpuIsTheSame) {
  TL_UPLOADS(gpu);
  for (const PixelFormat format : {PixelFormat::i420, PixelFormat::nv12}) {
    SceneClip clip(640, 360, format);
    Analyst here(everything()), there(everything());
    int measured = 0, cuts = 0, kits = 0;
    if (format == PixelFormat::nv12) {  // it may be warmed, and forgets that
      const FrameInfo info = gpu(clip.at(0).picture.frame).info();
      const auto warm = there.warm_up(info);
      ASSERT_TRUE(warm) << warm.error().message;
    }
    const auto before = gpu.traffic();
    for (int i = 0; i < kSeconds * kFps; ++i) {
      Moment a = clip.at(i), b = a;
      b.picture.frame = gpu(a.picture.frame);
      ASSERT_TRUE(analyse(here, a));
      const auto looked = analyse(there, b);
      ASSERT_TRUE(looked) << looked.error().message;
      ASSERT_EQ(json_of(a.seen, "clip"), json_of(b.seen, "clip")) << "frame " << i;
      ASSERT_EQ(json_of(a.row, kClasses), json_of(b.row, kClasses)) << "frame " << i;
      measured += a.seen.view.state == CalibrationState::measured ? 1 : 0;
      cuts += a.seen.shot.cut ? 1 : 0;
      for (const KitSample& kit : a.seen.kits) kits += kit.weight > 0 ? 1 : 0;
    }
    const auto after = gpu.traffic();
    EXPECT_EQ(after.frames_to_host, before.frames_to_host);
    std::printf(
        "%s 640x360: %lld bytes a frame to the host\n", format_info(format).name,
        static_cast<long long>((after.bytes_to_host - before.bytes_to_host) / (kSeconds * kFps)));
    EXPECT_GT(measured, kSeconds * kFps / 3) << "there was something to compare";
    EXPECT_EQ(cuts, 1);
    EXPECT_GT(kits, 100);
  }
}

TEST(Observer, WhatWasReadWithTheBatchIsWhatItWouldRead) {
  TL_UPLOADS(gpu);
  auto glance = BatchGlance::open(*testing::gpu());
  ASSERT_TRUE(glance) << glance.error().message;
  SceneClip clip(640, 360, PixelFormat::nv12);
  Analyst here(everything()), there(everything());
  const GlanceNeeds needs = there.needs();
  EXPECT_TRUE(needs.glance && needs.motion && needs.kits);
  int kits = 0;
  for (int i = 0; i < 24; i += 3) {
    std::vector<Moment> alone;
    std::vector<Clip> batch(3);
    for (int k = 0; k < 3; ++k) {
      alone.push_back(clip.at(i + k));
      Moment moment = alone.back();
      moment.picture.frame = gpu(moment.picture.frame);
      if (k != 1) moment.needs = needs;  // the second is read by the observer itself
      batch[static_cast<std::size_t>(k)].moments.push_back(std::move(moment));
    }
    const auto read = (*glance)->see(batch);
    ASSERT_TRUE(read) << read.error().message;
    for (std::size_t k = 0; k < 3; ++k) {
      Moment& a = alone[k];
      Moment& b = batch[k].moments.front();
      EXPECT_EQ(b.glance.has_value(), k != 1);
      EXPECT_EQ(b.kits_seen, k != 1);
      ASSERT_TRUE(analyse(here, a));
      ASSERT_TRUE(analyse(there, b));
      EXPECT_FALSE(b.glance) << "its memory is given back";
      ASSERT_EQ(json_of(a.seen, "clip"), json_of(b.seen, "clip")) << "frame " << i << " + " << k;
      for (const KitSample& kit : b.seen.kits) kits += kit.weight > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(kits, 20);
}

TEST(Observer, APictureOnTheHostIsNotReadAhead) {
  TL_UPLOADS(gpu);
  auto glance = BatchGlance::open(*testing::gpu());
  ASSERT_TRUE(glance) << glance.error().message;
  SceneClip clip(64, 36, PixelFormat::nv12);
  std::vector<Clip> batch(1);
  batch[0].moments.push_back(clip.at(0));
  batch[0].moments[0].needs = Analyst(everything()).needs();
  ASSERT_TRUE((*glance)->see(batch));
  EXPECT_FALSE(batch[0].moments[0].glance);
}

TEST(Observer, SmallResultsGoToTheHostAndNeverThePicture) {
  TL_UPLOADS(gpu);
  constexpr int kFrames = 12;
  SceneClip clip(1920, 1080, PixelFormat::nv12);
  Analyst analyst(everything());
  std::int64_t bytes = 0, sent = 0;
  for (int i = 0; i < kFrames; ++i) {
    Moment moment = clip.at(i);
    moment.picture.frame = gpu(moment.picture.frame);
    const auto before = gpu.traffic();
    ASSERT_TRUE(analyst.look(moment));
    bytes += gpu.traffic().bytes_to_host - before.bytes_to_host;
    sent += gpu.traffic().bytes_to_device - before.bytes_to_device;
  }
  EXPECT_LT(bytes / kFrames, 1920 * 1080 / 4);
  EXPECT_LT(sent / kFrames, 1920 * 1080 / 4);
}

TEST(Observer, AFrameOnAGpuThatIsNotThereIsAnError) {
  testing::gpu_is_emulated();
  FrameInfo info;
  info.width = 64, info.height = 32, info.device = {Device::Kind::cuda, 77};
  Moment moment;
  moment.picture.frame = Frame(info, {}, std::make_shared<int>());
  Observer observer(everything());
  const auto seen = observer.see(moment);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, Errc::no_device);
  EXPECT_FALSE(observer.see_kits(moment));
}

TEST(Observer, RealPicturesOnTheGpuAreTheSameSharedData) {
  TL_NEEDS_SHARED_DATA();
  TL_UPLOADS(gpu);
  for (const char* name : {"football_mafeuz_4.mp4", "football_bundesliga_08fd33_848p.mp4"}) {
    SourceOptions options;
    options.url = (testing::shared_data() / "clips" / name).string();
    options.max_frames = 25;
    auto source = Source::open(options);
    ASSERT_TRUE(source) << source.error().message;
    Analyst here(everything()), there(everything());
    for (auto picture = (*source)->read(); picture && *picture; picture = (*source)->read()) {
      Moment a;
      a.picture = std::move(**picture);
      for (int i = 0; i < 20; ++i)
        a.seen.detections.push_back({{60.0F * static_cast<float>(i) + 0.3F,
                                      150.0F + 13.7F * static_cast<float>(i % 7), 22.5F, 58.2F},
                                     0.9F,
                                     2});
      Moment b = a;
      b.picture.frame = gpu(a.picture.frame);
      ASSERT_TRUE(analyse(here, a));
      const auto looked = analyse(there, b);
      ASSERT_TRUE(looked) << looked.error().message;
      ASSERT_EQ(json_of(a.seen, "clip"), json_of(b.seen, "clip")) << name;
    }
  }
}

}  // namespace
}  // namespace touchline
