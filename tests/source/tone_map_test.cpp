// HDR becomes BT.709: against the values of the standards, and against libavfilter's own chain.
#include "source/tone_map.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <cmath>

#include "playback.h"

namespace touchline {
namespace {

using namespace testing;

constexpr Colour kBt709{Colour::Matrix::bt709, Colour::Range::limited, 1, 1};

/// Said of the pictures, as the last of the filters, for FFmpeg 7; of the file for those before.
std::string tags(const char* transfer, const char* range = "tv") {
  return fmt::format(
      "setparams=color_primaries=bt2020:color_trc={0}:colorspace=bt2020nc:range={1} "
      "-color_primaries bt2020 -color_trc {0} -colorspace bt2020nc -color_range {1} ",
      transfer, range);
}

/// One flat picture, coded without loss.
std::string flat(const Scratch& scratch, int y, int u, int v, const std::string& more,
                 const char* format = "yuv420p10le") {
  const auto clip = scratch / "flat.mkv";
  ffmpeg(
      fmt::format("-f lavfi -i color=black:size=64x64:rate=25:duration=0.08,format={},geq=lum={}:"
                  "cb={}:cr={},{} -c:v ffv1 ",
                  format, y, u, v, more) +
      clip);
  return clip;
}

struct Seen {
  MediaInfo info;
  FrameInfo shape;
  std::array<int, 3> middle{};
};

Seen look(SourceOptions options) {
  Seen seen;
  auto source = Source::open(options);
  EXPECT_TRUE(source) << source.error().message;
  if (!source) return seen;
  seen.info = (*source)->info();
  seen.shape = (*source)->frame_info();
  auto frame = (*source)->read();
  EXPECT_TRUE(frame && *frame);
  if (!frame || !*frame) return seen;
  for (int p = 0; p < 3; ++p)
    seen.middle[static_cast<std::size_t>(p)] = (*frame)->frame.plane(p).row(10)[10];
  return seen;
}

/// HLG at 75 % is 203 cd/m2 on the display of 1000 (ITU-R BT.2100), reference white: 85 % here. At
/// 50 % it is 50.7 cd/m2, a quarter of white, which is kept: 0.25^(1/2.4) of the signal.
TEST(ToneMap, HybridLogGammaByTheStandard) {
  const Scratch scratch;
  const auto white = look({.url = flat(scratch, 721, 512, 512, tags("arib-std-b67"))});
  EXPECT_NEAR(white.middle[0], 16 + 219 * 0.851, 1);
  EXPECT_NEAR(white.middle[1], 128, 1);
  EXPECT_NEAR(white.middle[2], 128, 1);
  EXPECT_EQ(white.shape.colour, kBt709);
  EXPECT_EQ(white.info.conversions,
            (std::vector<std::string>{"yuv420p10le -> i420",
                                      "HDR (arib-std-b67) -> BT.709 (tone-mapped)"}));
  const auto grey = look({.url = flat(scratch, 502, 512, 512, tags("arib-std-b67"))});
  EXPECT_NEAR(grey.middle[0], 16 + 219 * 0.561, 1);
  const auto black = look({.url = flat(scratch, 64, 512, 512, tags("arib-std-b67"))});
  EXPECT_EQ(black.middle[0], 16);
  const auto peak = look({.url = flat(scratch, 940, 512, 512, tags("arib-std-b67"))});
  EXPECT_NEAR(peak.middle[0], 235, 1);
}

/// PQ at 50.6 % is 98 cd/m2, at 58.1 % 203 (SMPTE ST 2084).
TEST(ToneMap, PerceptualQuantizerByTheStandard) {
  const Scratch scratch;
  const auto white = look({.url = flat(scratch, 64 + 509, 512, 512, tags("smpte2084"))});
  EXPECT_NEAR(white.middle[0], 16 + 219 * 0.851, 1);
  const auto dark = look({.url = flat(scratch, 64 + 383, 512, 512, tags("smpte2084"))});
  // 43.7 % is 49 cd/m2: 0.2414 of white.
  EXPECT_NEAR(dark.middle[0], 16 + 219 * std::pow(0.2414, 1 / 2.4), 2);
}

TEST(ToneMap, FullRangeAndEightBitsAreReadAsTagged) {
  const Scratch scratch;
  const auto full = look({.url = flat(scratch, 767, 512, 512, tags("arib-std-b67", "pc"))});
  EXPECT_NEAR(full.middle[0], 16 + 219 * 0.851, 1);
  EXPECT_EQ(full.shape.colour, kBt709);
  const auto eight = look({.url = flat(scratch, 180, 128, 128, tags("arib-std-b67"), "yuv420p")});
  EXPECT_NEAR(eight.middle[0], 16 + 219 * 0.851, 2);
  EXPECT_EQ(eight.info.conversions,
            std::vector<std::string>{"HDR (arib-std-b67) -> BT.709 (tone-mapped)"});
}

TEST(ToneMap, SdrStaysAsItIs) {
  const Scratch scratch;
  const auto wide = look({.url = flat(scratch, 502, 400, 600, tags("bt2020-10"))});
  EXPECT_NEAR(wide.middle[0], 126, 1);
  EXPECT_NEAR(wide.middle[1], 100, 1);
  EXPECT_EQ(wide.shape.colour.matrix, Colour::Matrix::bt2020);
  EXPECT_EQ(wide.info.conversions, std::vector<std::string>{"yuv420p10le -> i420"});
}

TEST(ToneMap, CanBeTurnedOff) {
  const Scratch scratch;
  const auto clip = flat(scratch, 502, 512, 512, tags("arib-std-b67"));
  const auto left = look({.url = clip, .tone_map = false});
  EXPECT_NEAR(left.middle[0], 126, 1);
  EXPECT_EQ(left.shape.colour.transfer, AVCOL_TRC_ARIB_STD_B67);
  EXPECT_EQ(left.info.conversions.back(), "HDR (arib-std-b67) not tone-mapped");
}

/// The table against the same filters run on every picture: colours as footage has them. They
/// differ in what a filter does to chroma between its samples, and by a level or so with the
/// processor, because zimg computes curves in a way for each; not in tones.
TEST(ToneMap, AgreesWithTheFiltersItIsMadeBy) {
  const Scratch scratch;
  const auto clip = scratch / "colours.mkv";
  ffmpeg(test_picture(320, 180, 0.04) + "-vf hue=s=0.4,gblur=sigma=3,format=yuv420p10le," +
         tags("arib-std-b67") + "-c:v ffv1 " + clip);
  auto source = Source::open({.url = clip});
  ASSERT_TRUE(source) << source.error().message;
  auto frame = (*source)->read();
  ASSERT_TRUE(frame && *frame);
  const auto mapped = samples((*frame)->frame);
  const auto wanted =
      ffmpeg("-i " + clip +
             " -vf zscale=t=linear:npl=203:p=709,format=gbrpf32le,"
             "tonemap=mobius:param=0.3:desat=0:peak=4.9261,zscale=t=709:m=709:r=tv,format=yuv420p "
             "-f rawvideo -");
  ASSERT_EQ(mapped.size(), wanted.size());
  double sum = 0;
  for (std::size_t i = 0; i < mapped.size(); ++i)
    sum += std::abs(static_cast<std::uint8_t>(mapped[i]) - static_cast<std::uint8_t>(wanted[i]));
  EXPECT_LT(sum / static_cast<double>(mapped.size()), 3.0);
}

TEST(ToneMap, TurnedPicturesToo) {
  const Scratch scratch;
  const auto plain = scratch / "plain.mp4", turned = scratch / "turned.mp4";
  ffmpeg(
      "-f lavfi -i color=black:size=96x64:rate=25:duration=0.08,format=yuv420p10le,"
      "geq=lum=721:cb=512:cr=512," +
      tags("arib-std-b67") + "-c:v libx264 -qp 0 -preset ultrafast " + plain);
  turn(plain, 90, turned);
  const auto seen = look({.url = turned});
  EXPECT_EQ(seen.info.width, 64);
  EXPECT_EQ(seen.shape.colour, kBt709);
  EXPECT_NEAR(seen.middle[0], 16 + 219 * 0.851, 2);
}

TEST(ToneMap, PeakComesFromSoundMetadataOnly) {
  const UniqueAVFrame frame(av_frame_alloc());
  EXPECT_EQ(peak_of(*frame), 1000);
  auto* light = av_content_light_metadata_create_side_data(frame.get());
  light->MaxCLL = 0;
  EXPECT_EQ(peak_of(*frame), 1000);
  light->MaxCLL = 600;
  EXPECT_EQ(peak_of(*frame), 600);
  light->MaxCLL = 65000;
  EXPECT_EQ(peak_of(*frame), 4000);
}

}  // namespace
}  // namespace touchline
