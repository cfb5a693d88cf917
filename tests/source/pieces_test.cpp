// One transport stream in several files, cut anywhere.
#include <gmock/gmock.h>

#include "playback.h"
#include "source/stream_pieces.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Four seconds (100 pictures, a key picture each 50) and a tone.
class Pieces : public ::testing::Test {
 protected:
  Pieces() { whole_ = stream("whole.ts"); }

  std::string stream(const std::string& name, const std::string& options = "") {
    const auto path = scratch_ / name;
    ffmpeg(test_picture(160, 120, 4) +
           "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=4 -c:v libx264 -preset "
           "veryfast -bf 2 -g 50 -threads 1 -c:a aac -shortest " +
           options + " " + path);
    return path;
  }
  /// The file from one share of it to another.
  std::string piece(const std::string& name, double from, double to, const std::string& of) {
    const auto bytes = bytes_of(of);
    const auto at = [&](double share) {
      return static_cast<std::size_t>(share * static_cast<double>(bytes.size()));
    };
    std::ofstream(scratch_ / name, std::ios::binary) << bytes.substr(at(from), at(to) - at(from));
    return scratch_ / name;
  }
  /// What a run gets of files that follow each other.
  Played joined(const std::vector<std::string>& files, Nanoseconds start_ns = 0) {
    SourceOptions options;
    options.url = files.front();
    options.more.assign(files.begin() + 1, files.end());
    options.start_ns = start_ns;
    return play_with(options, true);
  }

  Scratch scratch_;
  std::string whole_;
};

void expect_the_same(const Played& got, const Played& want) {
  EXPECT_EQ(got.error, "");
  ASSERT_EQ(got.frames.size(), want.frames.size());
  for (std::size_t i = 0; i < want.frames.size(); ++i) {
    EXPECT_EQ(got.frames[i].pts_ns, want.frames[i].pts_ns) << i;
    EXPECT_EQ(got.frames[i].hash, want.frames[i].hash) << i;
  }
  EXPECT_EQ(got.counts.frames_corrupt, 0);
  EXPECT_FALSE(got.counts.truncated);
}

TEST_F(Pieces, AreReadAsTheStreamThatTheyWere) {
  const Played want = play(whole_, true);
  ASSERT_EQ(want.frames.size(), 100U);
  // In the middle of a packet, of a picture and of a group; then after the last key picture.
  expect_the_same(joined({piece("a.ts", 0, 0.3, whole_), piece("b.ts", 0.3, 0.77, whole_),
                          piece("c.ts", 0.77, 1, whole_)}),
                  want);
}

TEST_F(Pieces, ATimeInsideOneIsEntered) {
  const std::vector<std::string> files{piece("a.ts", 0, 0.35, whole_),
                                       piece("b.ts", 0.35, 1, whole_)};
  const Played want = joined({whole_}, 3 * kSecond);
  ASSERT_EQ(want.frames.size(), 25U);
  expect_the_same(joined(files, 3 * kSecond), want);
}

TEST_F(Pieces, OfABluRayRecorderToo) {
  const auto m2ts = stream("whole.m2ts", "-f mpegts -mpegts_m2ts_mode 1");
  expect_the_same(joined({piece("a.m2ts", 0, 0.41, m2ts), piece("b.m2ts", 0.41, 1, m2ts)}),
                  play(m2ts, true));
}

TEST_F(Pieces, RecordingsOfTheirOwnAreNone) {
  EXPECT_FALSE(StreamPieces::find({whole_, stream("other.ts")}));
  EXPECT_EQ(joined({whole_, stream("other.ts")}).frames.size(), 200U);
}

TEST_F(Pieces, InAnotherOrderAreRefusedByName) {
  const auto a = piece("a.ts", 0, 0.3, whole_), b = piece("b.ts", 0.8, 1, whole_);
  EXPECT_FALSE(StreamPieces::find({a, b})) << "one is missing";
  EXPECT_THAT(joined({a, b}).error, AllOf(HasSubstr("b.ts"), HasSubstr("order")));
}

TEST_F(Pieces, BytesThatAreNoPacketsAreNone) {
  const std::vector<std::uint8_t> zeros(4096), sync(4096, 0x47);
  EXPECT_FALSE(runs_on(zeros, zeros));
  EXPECT_FALSE(runs_on(sync, zeros));
  EXPECT_FALSE(runs_on({}, {}));
  EXPECT_FALSE(StreamPieces::find({}));
  EXPECT_FALSE(StreamPieces::find({whole_}));
  EXPECT_FALSE(StreamPieces::find({whole_, scratch_ / "none.ts"}));
}

}  // namespace
}  // namespace touchline
