// The overlay on frames on a GPU: the same bits and the same texts as on the host.
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/blend_twins.h"
#include "kernels/cuda/images.h"
#include "overlay/match.h"

namespace touchline {
namespace {

using overlay_testing::Match, overlay_testing::soccer;

struct Case {
  int width, height;
  PixelFormat format;
};

std::string name_of(const ::testing::TestParamInfo<Case>& test) {
  const Case& c = test.param;
  return std::string(format_info(c.format).name) + "_" + std::to_string(c.width) + "x" +
         std::to_string(c.height);
}

std::vector<std::string> texts(const Overlay& overlay) {
  std::vector<std::string> all;
  for (const auto& entry : overlay.drawn())
    all.push_back(std::string(entry.element) + ":" + entry.text + "@" +
                  std::to_string(entry.box.x) + "," + std::to_string(entry.box.y));
  return all;
}

/// What changes from frame to frame of a match.
void move_on(Match& match, int frame) {
  const auto step = static_cast<float>(frame);
  for (std::size_t i = 0; i < match.people.size(); ++i) {
    TrackSample& person = match.people[i];
    person.box.x += 3.7F - static_cast<float>(i % 7);
    person.box.y += 0.8F * static_cast<float>(i % 3) - 0.9F;
    person.source = (i + static_cast<std::size_t>(frame)) % 9 == 0 ? SampleSource::predicted
                                                                   : SampleSource::measured;
    person.field->m.x += 0.2;
  }
  match.ball.sample.box.x = 0.3F * static_cast<float>(match.info.width) + 11 * step;
  match.ball.sample.box.y = 0.5F * static_cast<float>(match.info.height) - 7 * step;
  match.ball.state = frame % 4 == 3 ? BallState::predicted : BallState::visible;
  match.measures.evaluation.bar = Known<double>(40.0 - 17 * frame);
  match.measures.control_ns = from_seconds(0.1 * frame);
  std::fill(match.measures.surface.begin(), match.measures.surface.end(), 0.15F * step);
  if (frame == 4) match.view.state = CalibrationState::stale;
  match.scene.pts_ns = from_seconds(0.1 * frame);
}

class GpuOverlay : public ::testing::TestWithParam<Case> {};

TEST_P(GpuOverlay, DrawsTheSameBitsAndTextsInEveryView) {
  TL_NEEDS_GPU_CODE();
  const auto [width, height, format] = GetParam();
  std::mt19937 random(7);
  for (const std::string view : {"tracking", "tactical", "eval", "passes", "radar"}) {
    if (view == "radar" && std::min(width, height) < 120) continue;
    OverlayOptions options = soccer(view);
    options.switches["boxes"] = view == "eval";
    options.switches["lines"] = view != "tracking";
    options.switches["bar"] = options.switches["radar"] = view != "tracking";
    testing::TwinPictures pictures(width, height, format);
    Match match(options, pictures.on_host);
    match.add_pass(13, 0.8);
    match.add_pass(5, 0.3, true);
    match.scene.caption = "Cup final 12:34";
    const auto on_gpu = Overlay::create(options, pictures.info);
    ASSERT_TRUE(on_gpu) << on_gpu.error().message;
    for (int frame = 0; frame < 6; ++frame) {
      auto twins = pictures.make(random);
      move_on(match, frame);
      match.overlay->draw(twins.first, match.scene);
      const Status drawn = (*on_gpu)->draw(twins.second, match.scene, *pictures.stream);
      ASSERT_TRUE(drawn) << drawn.error().message;
      EXPECT_EQ(texts(**on_gpu), texts(*match.overlay));
      EXPECT_FALSE(texts(**on_gpu).empty());
      ASSERT_EQ(pictures.differences(std::move(twins)), 0) << view << ", frame " << frame;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Frames, GpuOverlay,
    ::testing::Values(Case{1280, 720, PixelFormat::nv12}, Case{1920, 1080, PixelFormat::nv12},
                      Case{1920, 1080, PixelFormat::i420}, Case{1279, 717, PixelFormat::i420},
                      Case{333, 777, PixelFormat::nv12}, Case{16, 12, PixelFormat::nv12},
                      Case{3, 5, PixelFormat::i420}),
    name_of);

TEST(GpuOverlayView, TheCleanViewLeavesThePictureAlone) {
  TL_NEEDS_GPU_CODE();
  std::mt19937 random(8);
  testing::TwinPictures pictures(640, 360, PixelFormat::nv12);
  const Match match(soccer("clean"), pictures.on_host);
  const auto overlay = Overlay::create(soccer("clean"), pictures.info);
  ASSERT_TRUE(overlay) << overlay.error().message;
  auto twins = pictures.make(random);
  ASSERT_TRUE((*overlay)->draw(twins.second, match.scene, *pictures.stream));
  EXPECT_EQ(pictures.differences(std::move(twins)), 0);
}

}  // namespace
}  // namespace touchline
