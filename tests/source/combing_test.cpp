// Fields woven into pictures that are flagged progressive: seen, mended, and never seen where there
// are none.
#include "source/combing.h"

#include <gmock/gmock.h>

#include <utility>

#include "playback.h"
#include "source/probe.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kMended = "combed though flagged progressive -> progressive (bwdif)";

/// A busy picture that moves a little with every field: 50 a second.
std::string moving_fields(double seconds) {
  return fmt::format(
      "-f lavfi -i mandelbrot=size=640x400:rate=1,trim=end_frame=1,loop=-1:1,"
      "setpts=N/50/TB,fps=50,trim=duration={},crop=320:192:x='20+2*n':y=100,format=yuv420p ",
      seconds);
}

/// `filters` weave; the file says progressive and is coded without loss.
std::string combed(const Scratch& scratch, const std::string& filters,
                   const std::string& name = "combed.mkv") {
  const auto clip = scratch / name;
  ffmpeg(moving_fields(1) + "-vf " + filters +
         ",setfield=prog -c:v ffv1 -field_order progressive " + clip);
  return clip;
}

class Combed : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

/// From the first picture on as if the flag had been right, and every picture at its time.
TEST_P(Combed, IsMendedAsIfItWereFlagged) {
  const Scratch scratch;
  const auto [order, filters] = GetParam();
  const auto clip = combed(scratch, filters);
  const Played played = play(clip, true);
  EXPECT_EQ(played.frames.size(), 25U);
  EXPECT_EQ(played.counts.frames_combed, 25);
  EXPECT_FALSE(played.info.interlaced);
  for (std::size_t i = 0; i < played.frames.size(); ++i)
    EXPECT_EQ(played.frames[i].pts_ns, static_cast<std::int64_t>(i) * 40'000'000);
  EXPECT_EQ(
      hashes(played),
      reference_hashes(clip, played, fmt::format("-vf setfield={},bwdif=mode=send_frame", order)));
}

INSTANTIATE_TEST_SUITE_P(Orders, Combed,
                         ::testing::Values(std::pair{"tff", "tinterlace=interleave_top"},
                                           std::pair{"bff", "tinterlace=interleave_bottom"},
                                           std::pair{"tff", "interlace=scan=tff:lowpass=linear"}),
                         [](const auto& each) {
                           return std::string(each.param.first) +
                                  (each.index == 2 ? "_lowpass" : "");
                         });

TEST(CombedPictures, AreNamedByTheSourceAndByTheProbe) {
  const Scratch scratch;
  const auto clip = combed(scratch, "tinterlace=interleave_top");
  auto source = Source::open({.url = clip});
  ASSERT_TRUE(source) << source.error().message;
  for (;;) {
    auto frame = (*source)->read();
    ASSERT_TRUE(frame);
    if (!*frame) break;
  }
  EXPECT_THAT((*source)->info().conversions, Contains(kMended));
  const auto report = probe(clip, kEnough);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_DOUBLE_EQ(report->pictures.combed, 1.0);
  EXPECT_THAT(report->reasons, Contains(HasSubstr("100 % of the pictures are combed")));
  EXPECT_GE(report->verdict, Verdict::usable);
}

TEST(CombedPictures, AreLeftOrAlwaysMendedWhenTold) {
  const Scratch scratch;
  const auto clip = combed(scratch, "tinterlace=interleave_top");
  const Played left = play_with({.url = clip, .deinterlace = Deinterlace::off}, true);
  EXPECT_EQ(left.counts.frames_combed, 0);
  EXPECT_EQ(hashes(left), reference_hashes(clip, left));
  const auto plain = scratch / "plain.mkv";
  ffmpeg(moving_fields(0.4) + "-c:v ffv1 " + plain);
  const Played all = play_with({.url = plain, .deinterlace = Deinterlace::on}, true);
  EXPECT_THAT(all.info.conversions, Contains("interlaced -> progressive (bwdif)"));
  EXPECT_EQ(hashes(all), reference_hashes(plain, all, "-vf setfield=tff,bwdif=mode=send_frame"));
}

TEST(CombedPictures, FlaggedOnesAreLeftWhenTold) {
  const Scratch scratch;
  const auto clip = scratch / "flagged.mkv";
  ffmpeg(moving_fields(0.4) + "-vf tinterlace=interleave_top -c:v ffv1 -field_order tt " + clip);
  const Played left = play_with({.url = clip, .deinterlace = Deinterlace::off}, true);
  EXPECT_THAT(left.info.conversions, IsEmpty());
  EXPECT_EQ(hashes(left), reference_hashes(clip, left));
}

/// Share of neighbouring pictures that look like fields.
double field_share(const std::string& url, Deinterlace how, Nanoseconds from = 0) {
  auto source = Source::open({.url = url, .deinterlace = how});
  EXPECT_TRUE(source) << source.error().message;
  InterlacedRows before, now;
  int pairs = 0, fields = 0;
  bool any = false;
  while (source) {
    auto frame = (*source)->read();
    if (!frame || !*frame) break;
    const Frame& picture = (*frame)->frame;
    const UniqueAVFrame view(av_frame_alloc());
    view->format = AV_PIX_FMT_GRAY8;
    view->width = picture.width();
    view->height = picture.height();
    view->data[0] = const_cast<std::uint8_t*>(picture.plane(0).data);
    view->linesize[0] = static_cast<int>(picture.plane(0).pitch);
    const auto bands = bands_of(*view);
    EXPECT_GT(bands.count, 0);
    now.take(bands);
    if (std::exchange(any, true) && (*frame)->pts_ns > from) {
      ++pairs;
      fields += field_votes(before, now, bands).are_fields(3);
    }
    std::swap(before, now);
  }
  return pairs ? static_cast<double>(fields) / pairs : -1;
}

/// Film on video: two of five pictures are woven from two film pictures.
TEST(CombedPictures, OfTelecinedFilmAreMended) {
  const Scratch scratch;
  const auto clip = combed(scratch, "fps=24,telecine=pattern=23");
  EXPECT_GT(field_share(clip, Deinterlace::off), 0.3);
  EXPECT_LT(field_share(clip, Deinterlace::automatic), 0.1);
}

/// Nothing moves for a second, then everything does.
TEST(CombedPictures, AreMendedFromTheFirstThatMoves) {
  const Scratch scratch;
  const auto clip = scratch / "still.mkv";
  ffmpeg(
      "-f lavfi -i mandelbrot=size=640x400:rate=1,trim=end_frame=1,loop=-1:1,setpts=N/50/TB,fps=50,"
      "trim=duration=2,crop=320:192:x='20+2*max(0\\,n-50)':y=100,format=yuv420p "
      "-vf tinterlace=interleave_top,setfield=prog -c:v ffv1 -field_order progressive " +
      clip);
  const Played played = play(clip, true);
  EXPECT_EQ(played.frames.size(), 50U);
  EXPECT_GE(played.counts.frames_combed, 24);
  EXPECT_LE(played.counts.frames_combed, 26);
  EXPECT_LT(field_share(clip, Deinterlace::automatic), 0.05);
}

/// Programme and advertisements: the progressive part passes through untouched.
TEST(CombedPictures, BesideProgressiveOnesOnlyTheyAreMended) {
  const Scratch scratch;
  const auto clip = scratch / "mixed.mkv";
  ffmpeg(moving_fields(2) +
         "-filter_complex \"[0]split[a][b];[a]fps=25,trim=duration=1[p];"
         "[b]trim=start=1,setpts=PTS-STARTPTS,tinterlace=interleave_top[i];"
         "[p][i]concat,setfield=prog\" -c:v ffv1 -field_order progressive " +
         clip);
  const Played played = play(clip, true);
  const auto plain = reference_hashes(clip, played);
  ASSERT_EQ(played.frames.size(), plain.size());
  for (std::size_t i = 0; i < 24; ++i) EXPECT_EQ(played.frames[i].hash, plain[i]) << i;
  EXPECT_LT(field_share(clip, Deinterlace::automatic), 0.05);
}

TEST(CombedPictures, ScaledAfterwardsAreNamedAndLeft) {
  const Scratch scratch;
  const auto clip = scratch / "scaled.mkv";
  const std::string people =
      "-f lavfi -i "
      "mandelbrot=size=1280x1000:rate=1,trim=end_frame=1,loop=-1:1,setpts=N/50/TB,fps=50,"
      "trim=duration=1,crop=960:576:x='3*n':y='200+20*sin(n/9)',format=yuv420p ";
  // The left half moves, the right half stands.
  const auto half =
      "split[a][b];[b]trim=end_frame=1,loop=-1:1,setpts=N/50/TB,crop=480:576:480:0[c];"
      "[a][c]overlay=480:0:shortest=1";
  ffmpeg(people + "-filter_complex \"[0]" + half +
         ",tinterlace=interleave_top,setfield=prog,scale=1280:720\" -c:v ffv1 " + clip);
  const auto report = probe(clip, kEnough);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->pictures.scaled_combing);
  EXPECT_EQ(report->verdict, Verdict::poor);
  EXPECT_THAT(report->reasons, Contains(HasSubstr("cannot be mended")));
  ffmpeg(people + "-filter_complex \"[0]" + half + ",fps=25,scale=1280:720\" -c:v ffv1 " + clip);
  const auto whole = probe(clip, kEnough);
  ASSERT_TRUE(whole);
  EXPECT_FALSE(whole->pictures.scaled_combing);
  EXPECT_EQ(whole->pictures.combed, 0);
}

/// Fine stripes that stand, scroll and pass behind others, a scrolling caption, cuts, flashes.
class Progressive : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Progressive, IsNeverCalledCombed) {
  const Scratch scratch;
  const auto clip = scratch / "progressive.mkv";
  ffmpeg("-f lavfi -i " + std::string(GetParam().second) +
         " -frames:v 40 -pix_fmt yuv420p -c:v ffv1 " + clip);
  const Played played = play(clip, true);
  EXPECT_EQ(played.counts.frames_combed, 0);
  EXPECT_THAT(played.info.conversions, IsEmpty());
  EXPECT_EQ(hashes(played), reference_hashes(clip, played));
}

/// Small random texture, of which a few blocks are of one mind by chance.
TEST(CombWatch, IsNotPersuadedByChance) {
  EXPECT_FALSE((FieldVotes{16, 4, 0}).beyond_chance());
  EXPECT_FALSE((FieldVotes{2, 13, 0}).beyond_chance());
  EXPECT_TRUE((FieldVotes{12, 0, 0}).beyond_chance());
  EXPECT_TRUE((FieldVotes{3, 27, 0}).beyond_chance());
}

INSTANTIATE_TEST_SUITE_P(
    Pictures, Progressive,
    ::testing::Values(
        std::pair{"test_picture", "testsrc2=size=320x192:rate=25"},
        std::pair{"small_test_picture", "testsrc2=size=160x120:rate=25"},
        std::pair{"life", "life=size=320x192:rate=25:ratio=0.2:seed=1"},
        std::pair{"lines_stand",
                  "nullsrc=size=320x192:rate=25,geq=lum='255*mod(Y\\,2)':cb=128:cr=128"},
        std::pair{"lines_scroll",
                  "nullsrc=size=320x192:rate=25,geq=lum='255*lt(mod(Y+N\\,3)\\,1)':cb=128:cr=128"},
        std::pair{"lines_scroll_slowly",
                  "nullsrc=size=320x192:rate=25,geq=lum='128+90*sin((Y+N/3)*2.6)':cb=128:cr=128"},
        std::pair{"a_striped_shirt_passes",
                  "nullsrc=size=320x192:rate=25,geq=lum='if(between(X\\,4*N\\,4*N+60)\\,"
                  "60+120*mod(Y\\,2)\\,90)':cb=128:cr=128"},
        std::pair{"striped_shirts_pass",
                  "nullsrc=size=320x192:rate=25,geq=lum='60+120*mod(Y\\,2)*lt(mod(X+3*N\\,50)\\,"
                  "30)':cb=128:cr=128"},
        std::pair{"flashes",
                  "testsrc2=size=320x192:rate=25,eq=brightness=0.3:enable='eq(mod(n\\,3)\\,0)'"}),
    [](const auto& each) { return each.param.first; });

TEST(CombWatch, PicturesTooSmallToTellAreLeftAlone) {
  const Scratch scratch;
  const auto clip = scratch / "small.mkv";
  ffmpeg(
      moving_fields(0.4) +
      "-vf crop=32:24,tinterlace=interleave_top,setfield=prog -c:v ffv1 -field_order progressive " +
      clip);
  const Played played = play(clip, true);
  EXPECT_EQ(hashes(played), reference_hashes(clip, played));
  EXPECT_EQ(played.counts.frames_combed, 0);
}

TEST(CombWatch, OneSinglePictureComesOut) {
  const Scratch scratch;
  const auto clip = scratch / "one.mkv";
  ffmpeg(moving_fields(0.02) + "-frames:v 1 -c:v ffv1 " + clip);
  EXPECT_EQ(play(clip).frames.size(), 1U);
}

}  // namespace
}  // namespace touchline
