// Every file of shared/data/odd does what tests/odd_files.tsv says.
#include <algorithm>

#include "playback.h"
#include "support/odd_files.h"
#include "support/shared_data.h"

namespace touchline {
namespace {

using namespace testing;

class OddFiles : public ::testing::TestWithParam<OddFile> {};

TEST_P(OddFiles, HasItsOutcomeSharedData) {
  TL_NEEDS_SHARED_DATA();
  const OddFile& odd = GetParam();
  const auto path = shared_data() / "odd" / odd.file;
  ASSERT_TRUE(std::filesystem::exists(path));
  const Nanoseconds before = process_cpu_now();
  const Played played = play(path.string());
  constexpr double kMost_s = 20, kOfAFrame_s = 0.01;
  EXPECT_LT(to_seconds(process_cpu_now() - before),
            kMost_s + kOfAFrame_s * static_cast<double>(odd.frames))
      << "of work: other programs do not count";
  EXPECT_EQ(static_cast<std::int64_t>(played.frames.size()), odd.frames) << odd.note;
  EXPECT_TRUE(strictly_increasing(played.frames));
  const bool harmed =
      played.counts.frames_corrupt + played.counts.packets_corrupt > 0 || played.counts.truncated;
  EXPECT_EQ(odd.outcome, !played.error.empty() ? "error"
                         : harmed              ? "partial"
                                               : "full")
      << played.error;
  if (played.error.empty()) return;
  EXPECT_NE(played.error.find(odd.file), std::string::npos) << played.error;
  EXPECT_NE(played.error.find("; "), std::string::npos) << "no advice: " << played.error;
}

INSTANTIATE_TEST_SUITE_P(Table, OddFiles, ::testing::ValuesIn(odd_files()), [](const auto& each) {
  std::string name = each.param.file;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
});

TEST(OddFilesTable, NamesEveryFileOnceSharedData) {
  TL_NEEDS_SHARED_DATA();
  std::vector<std::string> there, named;
  for (const auto& entry : std::filesystem::directory_iterator(shared_data() / "odd")) {
    there.push_back(entry.path().filename().string());
  }
  for (const auto& odd : odd_files()) named.push_back(odd.file);
  std::sort(there.begin(), there.end());
  std::sort(named.begin(), named.end());
  EXPECT_EQ(there, named);
}

TEST(RealClips, StampsEqualFfprobeSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const char* name :
       {"clips/badminton_tracknet_1_10_12.mp4", "clips/football_bundesliga_08fd33_848p.mp4",
        "odd/filetype_null.webm", "odd/media3_bframes_pyramid.mp4", "odd/vali_pts_test.mkv",
        "odd/media3_h264.ts", "odd/media3_dolbyVision-hdr.MOV"}) {
    const auto url = (shared_data() / name).string();
    const Played played = play(url);
    const auto expected = reference_times(url);
    ASSERT_EQ(played.frames.size(), expected.size()) << name;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(to_seconds(played.frames[i].pts_ns), expected[i] - expected[0], 2e-6)
          << name << " picture " << i;
    }
  }
}

TEST(RealClips, UprightPicturesEqualFfmpegsSharedData) {
  TL_NEEDS_SHARED_DATA();
  for (const char* name :
       {"decord_rot0.mov", "decord_rot270.mov", "vali_rot90.mp4", "mp4parse_rotation_90.mp4",
        "media3_rotate_and_reflect.mp4", "media3_portrait.mp4", "media3_htc_rotation.mkv"}) {
    const auto url = (shared_data() / "odd" / name).string();
    const Played played = play(url, true);
    EXPECT_FALSE(played.frames.empty());
    EXPECT_EQ(hashes(played), reference_hashes(url, played)) << name;
  }
}

}  // namespace
}  // namespace touchline
