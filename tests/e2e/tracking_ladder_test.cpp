// The tracking ladder (tools/eval/tracking_ladder.py) on one match, with a ByteTrack of our own:
// knowing the camera, the field and the kits must be worth something on the very same detections.
#include <algorithm>
#include <map>

#include "analytics/mot_metrics.h"
#include "e2e/program.h"
#include "track/byte_track.h"

namespace touchline::testing {
namespace {

/// Tracks of the detections in a MOTChallenge file, where every id is -1.
MotRows byte_track(const std::string& path) {
  std::map<int, Detections> frames;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream numbers(line);
    int frame = 0, id = 0;
    Detection d;
    if (numbers >> frame >> id >> d.box.x >> d.box.y >> d.box.w >> d.box.h >> d.score)
      frames[frame].push_back(d);
  }
  if (frames.empty()) return {};
  ByteTrack tracker;
  MotRows rows;
  for (int frame = 1; frame <= frames.rbegin()->first; ++frame)
    for (const auto& s : tracker.update(frames[frame]))
      rows.push_back({frame, s.id, s.box.x, s.box.y, s.box.w, s.box.h, s.score, -1, 0});
  return rows;
}

MotRows read(const TempDir& dir, const std::string& name) {
  const auto rows = read_mot(dir / name);
  EXPECT_TRUE(rows) << name;
  return rows ? *rows : MotRows{};
}

TEST(SlowTrackingLadder, TheProductBeatsByteTrackOnTheSameDetections) {
  const TempDir dir;
  const std::string command = std::string(TOUCHLINE_TRACK_MATCHES) + " " + (dir / "") + " 1";
  std::string notes = (dir / "notes.jsonl");
  ASSERT_EQ(std::system((command + " > " + notes).c_str()), 0);
  for (const std::string match : {"broadcast1", "wide1", "near_kits1"}) {
    const MotRows truth = read(dir, match + "_gt.txt");
    ASSERT_GT(truth.size(), 5000U);
    const auto theirs = evaluate_mot(truth, byte_track(dir / (match + "_det.txt")));
    const auto ours = evaluate_mot(truth, read(dir, match + "_ours_all.txt"));
    ASSERT_TRUE(theirs && ours);
    const double their_hota = HotaScores::mean(theirs->hota.hota),
                 our_hota = HotaScores::mean(ours->hota.hota);
    GTEST_LOG_(INFO) << match << ": HOTA " << our_hota << " against " << their_hota << ", IDF1 "
                     << ours->identity.idf1 << " against " << theirs->identity.idf1;
    // A yardstick that finds nobody would prove nothing.
    EXPECT_GT(theirs->clear.mota, 0.85);
    EXPECT_GT(our_hota, their_hota + 0.05);
    EXPECT_GT(ours->identity.idf1, theirs->identity.idf1 + 0.05);
  }
  for (const Json& note : json_lines(notes)) {
    if (note["run"] != "ours_all") continue;
    const double right = note["team_right"], wrong = note["team_wrong"],
                 unknown = note["team_unknown"];
    EXPECT_GE(right / (right + wrong + unknown), 0.98) << note.dump();
  }
}

}  // namespace
}  // namespace touchline::testing
