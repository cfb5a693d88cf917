#include "source/probe.h"

#include "playback.h"
#include "source/measure.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

using namespace testing;

bool has_reason(const ProbeReport& report, const std::string& word) {
  for (const auto& reason : report.reasons) {
    if (reason.find(word) != std::string::npos) return true;
  }
  return false;
}

/// Three shots of a second each, 720p.
std::string three_shots(const Scratch& scratch) {
  const auto clip = scratch / "shots.mp4";
  ffmpeg(
      "-f lavfi -i testsrc2=size=1280x720:rate=25:duration=1 -f lavfi -i "
      "mandelbrot=size=1280x720:rate=25 "
      "-f lavfi -i smptehdbars=size=1280x720:rate=25:duration=1 "
      "-filter_complex "
      "\"[1]trim=duration=1,setpts=PTS-STARTPTS[m];[0][m][2]concat=n=3,format=yuv420p\" " +
      std::string(kX264) + clip);
  return clip;
}

TEST(Probe, FindsTheCuts) {
  const Scratch scratch;
  const auto report = probe(three_shots(scratch), kEnough);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->pictures.cuts, (std::vector<Nanoseconds>{kSecond, 2 * kSecond}));
  EXPECT_EQ(report->times.frames, 75);
  EXPECT_TRUE(report->times.whole);
  EXPECT_EQ(report->times.interval_median_ns, 40'000'000);
  EXPECT_FALSE(report->times.variable);
  EXPECT_EQ(report->verdict, Verdict::usable);
  EXPECT_TRUE(has_reason(*report, "2 cuts"));
  EXPECT_EQ(report->media.codec, "h264");
  EXPECT_NE(report->profile, "");
}

TEST(Probe, AFlashIsNoCut) {
  const Scratch scratch;
  const auto clip = scratch / "flash.mp4";
  ffmpeg(test_picture(320, 180, 2) + "-vf \"eq=brightness=0.9:enable='eq(n,20)'\" " + kX264 + clip);
  const auto report = probe(clip, kEnough);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->pictures.cuts.empty());
}

TEST(Probe, DarkBlurredAndSoundPicturesAreToldApart) {
  const Scratch scratch;
  const auto sound = scratch / "sound.mp4", dark = scratch / "dark.mp4",
             blurred = scratch / "blurred.mp4";
  const auto picture = test_picture(1280, 720, 0.4);
  ffmpeg(picture + kX264 + sound);
  ffmpeg(picture + "-vf \"lutyuv=y=16+(val-16)*0.1\" " + kX264 + dark);
  ffmpeg(picture + "-vf gblur=sigma=4 " + kX264 + blurred);
  const auto a = probe(sound, kEnough), b = probe(dark, kEnough), c = probe(blurred, kEnough);
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->verdict, Verdict::good) << (a->reasons.empty() ? "" : a->reasons[0]);
  EXPECT_TRUE(a->reasons.empty());
  EXPECT_GE(b->verdict, Verdict::poor);
  EXPECT_TRUE(has_reason(*b, "dark"));
  EXPECT_NEAR(b->pictures.brightness, a->pictures.brightness * 0.1, 0.01);
  EXPECT_EQ(c->verdict, Verdict::poor);
  EXPECT_TRUE(has_reason(*c, "blurred"));
  EXPECT_FALSE(has_reason(*c, "dark"));
}

TEST(Probe, GrassIsGreenAndSkyIsNot) {
  const Scratch scratch;
  const auto clip = scratch / "half.mp4";
  ffmpeg(
      "-f lavfi -i color=0x5a8a3c:size=640x240:rate=25:duration=0.2 "
      "-f lavfi -i color=0x7ab0e0:size=640x240:rate=25:duration=0.2 -filter_complex vstack " +
      std::string(kX264) + clip);
  const auto report = probe(clip, kEnough);
  ASSERT_TRUE(report);
  EXPECT_NEAR(report->pictures.green_share, 0.5, 0.02);
}

TEST(Probe, VariableRateAndGaps) {
  const Scratch scratch;
  const auto clip = scratch / "gaps.mp4";
  ffmpeg(test_picture(320, 180, 3) + "-vf \"select='lt(n,25)+gt(n,60)'\" -vsync vfr " + kX264 +
         clip);
  const auto report = probe(clip, kEnough);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->times.gaps, 1);
  EXPECT_EQ(report->times.interval_max_ns, 37 * 40'000'000L);
  EXPECT_EQ(report->times.interval_min_ns, 40'000'000);
}

TEST(Probe, StaysInItsBudget) {
  const Scratch scratch;
  const auto report = probe(three_shots(scratch), {.budget_s = 0.0});
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->times.whole);
  EXPECT_EQ(report->times.frames, 2);
  EXPECT_LE(report->pictures.sampled, 2);
}

TEST(Probe, BadInputIsAnError) {
  const auto report = probe("/nowhere/x.mp4", {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::bad_input);
}

TEST(Measure, LaplacianVarianceByHand) {
  // One bright pixel of 100 in the middle of 5x5: the Laplacian is -400 once and 100 four times in
  // 3x3.
  std::array<std::uint8_t, 25> luma{};
  luma[12] = 100;
  std::array<Plane<const std::uint8_t>, 3> planes{};
  planes[0] = {luma.data(), 5, 5, 5};
  const Frame frame({PixelFormat::gray8, 5, 5, {}, {}}, planes, std::make_shared<int>(0));
  EXPECT_NEAR(laplacian_variance(frame), (400.0 * 400 + 4 * 100 * 100) / 9.0, 1e-6);
}

TEST(Measure, BrightnessFollowsTheRange) {
  std::array<std::uint8_t, 16> luma{};
  luma.fill(235);
  std::array<Plane<const std::uint8_t>, 3> planes{};
  planes[0] = {luma.data(), 4, 4, 4};
  FrameInfo info{PixelFormat::gray8, 4, 4, {}, {}};
  EXPECT_DOUBLE_EQ(mean_luma(Frame(info, planes, std::make_shared<int>(0))), 1.0);
  info.colour.range = Colour::Range::full;
  EXPECT_DOUBLE_EQ(mean_luma(Frame(info, planes, std::make_shared<int>(0))), 235.0 / 255.0);
}

TEST(Probe, RealClipsSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto serve = probe(
      (shared_data() / "clips/badminton_shuttleset_bottom_short_service_11_2_13_1.mp4").string(),
      {});
  ASSERT_TRUE(serve);
  EXPECT_EQ(serve->pictures.cuts,
            std::vector<Nanoseconds>{680'000'000});  // seen by eye: picture 17
  const auto black =
      probe((shared_data() / "odd/media3_long_1080p_lowbitrate.mp4").string(), {.budget_s = 0.5});
  ASSERT_TRUE(black);
  EXPECT_EQ(black->verdict, Verdict::unusable);
}

}  // namespace
}  // namespace touchline
