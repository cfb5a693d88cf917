// Sound files of every kind: times, numbers and pixels against the ffmpeg and ffprobe commands.
#include "playback.h"

namespace touchline {
namespace {

using namespace testing;

void expect_times(const std::string& url, const Played& played) {
  const auto expected = reference_times(url);
  ASSERT_EQ(played.frames.size(), expected.size()) << url << played.error;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(played.frames[i].index, static_cast<std::int64_t>(i));
    EXPECT_NEAR(to_seconds(played.frames[i].pts_ns), expected[i] - expected[0], 2e-6)
        << url << " picture " << i;
  }
}

void expect_sound(const Played& played) {
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(
      played.counts.frames_corrupt + played.counts.packets_corrupt + played.counts.times_repaired,
      0);
  EXPECT_FALSE(played.counts.truncated);
  EXPECT_TRUE(strictly_increasing(played.frames));
}

TEST(Play, BFramesInPresentationOrderWithoutCopy) {
  const Scratch scratch;
  const auto clip = scratch / "b.mp4";
  ffmpeg(test_picture(320, 180, 2) + "-c:v libx264 -preset medium -bf 3 -g 20 -threads 1 " + clip);
  const Played played = play(clip, true);
  expect_sound(played);
  expect_times(clip, played);
  EXPECT_EQ(hashes(played), reference_hashes(clip, played));
  EXPECT_TRUE(played.info.conversions.empty());
  EXPECT_EQ(played.info.codec, "h264");
  EXPECT_EQ(played.info.frames, 50);
  EXPECT_EQ(played.info.nominal_rate.value(), 25.0);
  EXPECT_EQ(played.frames[3].duration_ns, 40'000'000);
}

TEST(Play, VariableRateKeepsItsStamps) {
  const Scratch scratch;
  const auto clip = scratch / "vfr.mp4";
  ffmpeg(test_picture(160, 120, 3) + "-vf \"select='not(mod(n,7))+not(mod(n,5))'\" -vsync vfr " +
         kX264 + clip);
  const Played played = play(clip);
  expect_sound(played);
  expect_times(clip, played);
  EXPECT_NE(played.frames[2].pts_ns - played.frames[1].pts_ns,
            played.frames[1].pts_ns - played.frames[0].pts_ns);
}

struct FormatCase {
  const char* name;
  const char* arguments;
  const char* conversion;  ///< empty: passes through
};

class PlayFormat : public ::testing::TestWithParam<FormatCase> {};

TEST_P(PlayFormat, BecomesI420OfTheSameSize) {
  const Scratch scratch;
  const auto clip = scratch / "clip.mkv";
  ffmpeg(test_picture(322, 182, 0.4) + GetParam().arguments + " " + clip);
  const Played played = play(clip, true);
  expect_sound(played);
  expect_times(clip, played);
  EXPECT_EQ(played.frames.size(), 10U);
  EXPECT_EQ(played.shape.format, PixelFormat::i420);
  EXPECT_EQ(played.info.conversions, std::string(GetParam().conversion).empty()
                                         ? std::vector<std::string>{}
                                         : std::vector<std::string>{GetParam().conversion});
  if (played.info.conversions.empty()) {
    EXPECT_EQ(hashes(played), reference_hashes(clip, played));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PlayFormat,
    ::testing::Values(
        FormatCase{"yuv420p", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p", ""},
        FormatCase{"ten_bit", "-c:v libx264 -preset ultrafast -pix_fmt yuv420p10le",
                   "yuv420p10le -> i420"},
        FormatCase{"yuv422p", "-c:v libx264 -preset ultrafast -pix_fmt yuv422p", "yuv422p -> i420"},
        FormatCase{"yuv444p", "-c:v libx264 -preset ultrafast -pix_fmt yuv444p", "yuv444p -> i420"},
        FormatCase{"rgb", "-c:v ffv1 -pix_fmt bgr0", "bgr0 -> i420"},
        FormatCase{"gray", "-c:v ffv1 -pix_fmt gray", "gray -> i420"},
        FormatCase{"mjpeg", "-c:v mjpeg -pix_fmt yuvj420p", ""},
        FormatCase{"mpeg2", "-c:v mpeg2video", ""},
        FormatCase{"vp9", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8", ""}),
    [](const auto& each) { return each.param.name; });

TEST(Play, OddSizes) {
  const Scratch scratch;
  const auto clip = scratch / "odd.mkv";
  ffmpeg(test_picture(854, 482, 0.2) + "-vf scale=853:481 -c:v ffv1 -pix_fmt yuv420p " + clip);
  const Played played = play(clip, true);
  expect_sound(played);
  EXPECT_EQ(played.info.width, 853);
  EXPECT_EQ(played.info.height, 481);
  EXPECT_EQ(hashes(played), reference_hashes(clip, played));
}

TEST(Play, ColourIsCarriedAndRangeKept) {
  const Scratch scratch;
  const auto clip = scratch / "colour.mp4";
  ffmpeg(test_picture(320, 180, 0.2) + kX264 +
         "-vf scale=out_range=full:out_color_matrix=bt709,"
         "setparams=range=pc:color_primaries=bt709:color_trc=bt709:colorspace=bt709 "
         "-pix_fmt yuv420p -color_range pc "
         "-colorspace bt709 "
         "-color_primaries bt709 -color_trc bt709 " +
         clip);
  const Played played = play(clip);
  EXPECT_EQ(played.shape.colour, (Colour{Colour::Matrix::bt709, Colour::Range::full, 1, 1}));
  // Full range survives a conversion: white stays 255.
  const auto white = scratch / "white.mkv";
  ffmpeg("-f lavfi -i color=white:size=64x64:rate=25:duration=0.1 -c:v mjpeg -pix_fmt yuvj422p " +
         white);
  auto source = Source::open({.url = white});
  ASSERT_TRUE(source);
  auto frame = (*source)->read();
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ((*source)->frame_info().colour.range, Colour::Range::full);
  EXPECT_GE((*frame)->frame.plane(0).row(20)[20], 254);
}

TEST(Play, SampleAspectIsAValue) {
  const Scratch scratch;
  const auto clip = scratch / "sar.mp4";
  ffmpeg(test_picture(320, 180, 0.2) + "-vf setsar=4/3 " + kX264 + clip);
  const Played played = play(clip);
  EXPECT_EQ(played.info.sample_aspect.num * 3, played.info.sample_aspect.den * 4);
  EXPECT_EQ(played.info.width, 320);
}

class PlayRotation : public ::testing::TestWithParam<int> {};

TEST_P(PlayRotation, IsUprightLikeFfmpegsAutorotation) {
  const Scratch scratch;
  const auto plain = scratch / "plain.mp4", turned = scratch / "turned.mp4";
  ffmpeg(test_picture(320, 180, 0.2) + kX264 + plain);
  turn(plain, GetParam(), turned);
  const Played played = play(turned, true);
  expect_sound(played);
  EXPECT_EQ(played.info.width, GetParam() % 180 ? 180 : 320);
  EXPECT_EQ(played.info.coded_width, 320);
  EXPECT_NE(played.info.rotation_deg, 0);
  EXPECT_EQ(hashes(played), reference_hashes(turned, played));
}

INSTANTIATE_TEST_SUITE_P(Angles, PlayRotation, ::testing::Values(90, 180, 270));

TEST(Play, InterlacedBecomesProgressiveFrameForFrame) {
  const Scratch scratch;
  const auto clip = scratch / "interlaced.mpg";
  ffmpeg(test_picture(320, 192, 0.4, 50) +
         "-vf tinterlace=interleave_top -flags +ildct+ilme -c:v mpeg2video -q:v 2 " + clip);
  const Played played = play(clip, true);
  expect_sound(played);
  EXPECT_TRUE(played.info.interlaced);
  ASSERT_EQ(played.info.conversions, std::vector<std::string>{"interlaced -> progressive (bwdif)"});
  expect_times(clip, played);
  EXPECT_EQ(hashes(played), reference_hashes(clip, played, "-vf bwdif=mode=send_frame"));
  // A part of the file gives the same pictures as the whole.
  const Played part =
      play_with({.url = clip, .start_ns = 100'000'000, .end_ns = 300'000'000, .every = 2}, true);
  ASSERT_FALSE(part.frames.empty());
  for (const auto& frame : part.frames) {
    EXPECT_EQ(frame.hash, played.frames[static_cast<std::size_t>(frame.index)].hash) << frame.index;
  }
}

TEST(Play, ChangingSizeIsScaledToTheFirst) {
  const Scratch scratch;
  const auto one = scratch / "1.ts", two = scratch / "2.ts", both = scratch / "both.ts";
  ffmpeg(test_picture(320, 180, 1) + kX264 + one);
  ffmpeg(test_picture(640, 360, 1) + kX264 + two);
  run_command("cat " + one + " " + two + " > " + both);
  const Played played = play(both);  // play() checks that the shape never changes
  EXPECT_EQ(played.error, "");
  // The demuxer flags the packet at the seam (its continuity counter breaks), so its picture is not
  // trusted.
  EXPECT_EQ(played.counts.frames_decoded, 50);
  EXPECT_GE(played.frames.size(), 49U);
  EXPECT_EQ(played.shape.width, 320);
  EXPECT_TRUE(strictly_increasing(played.frames));
  // The second part's clock starts again; it is joined to the first.
  EXPECT_NEAR(to_seconds(played.frames.back().pts_ns), 1.96, 0.05);
  EXPECT_EQ(played.counts.times_repaired, 1);
}

TEST(Play, AudioSharesThePicturesClock) {
  const Scratch scratch;
  const auto clip = scratch / "late.mkv";
  ffmpeg(test_picture(160, 120, 2) +
         "-itsoffset 0.5 -f lavfi -i sine=frequency=440:duration=1.5 -c:a pcm_s16le " + kX264 +
         clip);
  const Played played = play(clip);
  expect_sound(played);
  ASSERT_TRUE(played.info.audio);
  EXPECT_EQ(played.info.audio->codec, "pcm_s16le");
  EXPECT_EQ(played.info.audio->channels, 1);
  ASSERT_FALSE(played.audio.empty());
  EXPECT_EQ(played.frames[0].pts_ns, 0);
  EXPECT_NEAR(to_seconds(played.audio.front().pts_ns), 0.5, 0.002);
  const Packet& last = played.audio.back();
  EXPECT_NEAR(to_seconds(last.pts_ns + last.duration_ns), 2.0, 0.03);
  std::size_t bytes = 0;
  for (const auto& packet : played.audio) bytes += packet.bytes.size();
  EXPECT_EQ(bytes, static_cast<std::size_t>(1.5 * played.info.audio->sample_rate) * 2);
}

TEST(Play, PicturesThatStartAfterTheAudioKeepTheirDelay) {
  const Scratch scratch;
  const auto clip = scratch / "late_video.mkv";
  ffmpeg("-itsoffset 0.4 " + test_picture(160, 120, 1) +
         "-f lavfi -i sine=duration=1.4 -c:a pcm_s16le " + kX264 + clip);
  const Played played = play(clip);
  EXPECT_NEAR(to_seconds(played.frames[0].pts_ns), 0.4, 0.002);
  EXPECT_NEAR(to_seconds(played.audio.front().pts_ns), 0.0, 0.002);
}

TEST(Play, AudioStaysInsideTheWantedSpan) {
  const Scratch scratch;
  const auto clip = scratch / "span.mp4";
  ffmpeg(test_picture(160, 120, 3) + "-f lavfi -i sine=duration=3 -c:a aac " + kX264 + clip);
  const Played played = play_with({.url = clip, .start_ns = kSecond, .end_ns = 2 * kSecond});
  ASSERT_FALSE(played.audio.empty());
  EXPECT_NEAR(to_seconds(played.audio.front().pts_ns), 1.0, 0.03);
  EXPECT_NEAR(to_seconds(played.audio.back().pts_ns + played.audio.back().duration_ns), 2.0, 0.03);
  EXPECT_EQ(played.frames.front().index, 25);
  EXPECT_EQ(played.frames.size(), 25U);
}

/// Three tracks: mono English, stereo French, 5.1 German which is marked as the default.
std::string three_tracks(const Scratch& scratch) {
  const auto clip = scratch / "tracks.mkv";
  ffmpeg(test_picture(160, 120, 0.4) +
         "-f lavfi -i sine=duration=0.4 -map 0 -map 1 -map 1 -map 1 -c:a pcm_s16le -ac:a:0 1 "
         "-ac:a:1 2 -ac:a:2 6 -metadata:s:a:0 language=eng -metadata:s:a:1 language=fra "
         "-metadata:s:a:2 language=ger -disposition:a:0 0 -disposition:a:1 0 "
         "-disposition:a:2 default " +
         std::string(kX264) + clip);
  return clip;
}

TEST(Play, TheAudioTrackIsChosenByDefaultNumberOrLanguage) {
  const Scratch scratch;
  const auto clip = three_tracks(scratch);
  struct Case {
    const char* wanted;
    int track;
    const char* language;
  };
  for (const Case& c : {Case{"auto", 3, "ger"}, Case{"1", 1, "eng"}, Case{"2", 2, "fra"},
                        Case{"fra", 2, "fra"}, Case{"ENG", 1, "eng"}}) {
    const Played played = play_with({.url = clip, .audio_track = c.wanted});
    ASSERT_TRUE(played.info.audio) << c.wanted;
    EXPECT_EQ(played.info.audio->track, c.track) << c.wanted;
    EXPECT_EQ(played.info.audio->tracks, 3);
    EXPECT_EQ(played.info.audio->language, c.language);
    EXPECT_EQ(played.info.audio->channels, c.track == 3 ? 6 : c.track);
  }
  const auto none = Source::open({.url = clip, .audio_track = "ita"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::bad_config);
  EXPECT_NE(none.error().message.find("1 (pcm_s16le, eng), 2 (pcm_s16le, fra), 3 (pcm_s16le, ger)"),
            std::string::npos)
      << none.error().message;
}

TEST(Play, WithoutADefaultTheFirstTrackIsTaken) {
  const Scratch scratch;
  const auto marked = three_tracks(scratch), clip = scratch / "plain.mkv";
  ffmpeg("-i " + marked + " -map 0 -c copy -disposition:a 0 " + clip);
  EXPECT_EQ(play(clip).info.audio->track, 1);
}

TEST(Play, PartsKeepSourceFrameNumbers) {
  const Scratch scratch;
  const auto clip = scratch / "numbers.mp4";
  ffmpeg(test_picture(160, 120, 4) + "-c:v libx264 -bf 2 -g 12 -threads 1 " + clip);
  const Played whole = play(clip, true);
  ASSERT_EQ(whole.frames.size(), 100U);
  struct Case {
    Nanoseconds start, end;
    std::int64_t max;
    int every;
  };
  for (const Case& c : {Case{kNoTime, kNoTime, 0, 7}, Case{1'010'000'000, kNoTime, 0, 1},
                        Case{kNoTime, 500'000'000, 0, 1}, Case{1'000'000'000, 3'000'000'000, 0, 3},
                        Case{2'000'000'000, kNoTime, 5, 2}}) {
    std::vector<PlayedFrame> expected;
    for (const auto& frame : whole.frames) {
      if (frame.index % c.every || (c.start != kNoTime && frame.pts_ns < c.start)) continue;
      if ((c.end != kNoTime && frame.pts_ns >= c.end) ||
          (c.max && static_cast<std::int64_t>(expected.size()) == c.max))
        break;
      expected.push_back(frame);
    }
    const Played part = play_with(
        {.url = clip, .start_ns = c.start, .end_ns = c.end, .max_frames = c.max, .every = c.every},
        true);
    ASSERT_EQ(part.frames.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(part.frames[i].index, expected[i].index);
      EXPECT_EQ(part.frames[i].pts_ns, expected[i].pts_ns);
      EXPECT_EQ(part.frames[i].hash, expected[i].hash);
    }
  }
}

TEST(Play, ImageSequenceRunsAtTheGivenRate) {
  const Scratch scratch;
  ffmpeg(test_picture(160, 120, 0.4) + "-start_number 30 " + (scratch / "img_%04d.png"));
  const Played played = play_with({.url = scratch / "img_%04d.png", .image_rate = 12.5});
  expect_sound(played);
  ASSERT_EQ(played.frames.size(), 10U);
  EXPECT_EQ(played.frames[3].pts_ns, 240'000'000);
  EXPECT_EQ(played.info.conversions, std::vector<std::string>{"rgb24 -> i420"});
}

TEST(Play, FramesOutliveTheSource) {
  const Scratch scratch;
  const auto clip = scratch / "clip.mp4";
  ffmpeg(test_picture(160, 120, 0.4) + kX264 + clip);
  Frame kept;
  std::string before;
  {
    auto source = Source::open({.url = clip});
    ASSERT_TRUE(source);
    kept = (*(*source)->read())->frame;
    before = samples(kept);
    while (*(*source)->read()) {
    }
  }
  EXPECT_EQ(samples(kept), before);
}

TEST(Play, OneAndManyDecoderThreadsGiveTheSamePictures) {
  const Scratch scratch;
  const auto clip = scratch / "clip.mp4";
  ffmpeg(test_picture(320, 180, 1) + "-c:v libx264 -bf 2 -threads 1 " + clip);
  EXPECT_EQ(hashes(play_with({.url = clip, .threads = 1}, true)),
            hashes(play_with({.url = clip, .threads = 4}, true)));
}

}  // namespace
}  // namespace touchline
