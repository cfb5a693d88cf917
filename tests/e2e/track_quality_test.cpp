// Tracker and metrics together: real detections in, scores out. The gates are today's figures with
// a margin.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "analytics/mot_metrics.h"
#include "sports/soccer/pitch.h"
#include "support/shared_data.h"
#include "support/synthetic_scene.h"
#include "track/tracker.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

MotRow to_row(std::int64_t frame, std::int64_t id, const Box& b) {
  return {static_cast<int>(frame) + 1, id, b.x, b.y, b.w, b.h, 1, -1, 0};
}

/// Detections of a MOTChallenge file by frame, from 0.
std::map<std::int64_t, Detections> read_detections(const fs::path& path) {
  std::map<std::int64_t, Detections> frames;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream numbers(line);
    std::int64_t frame = 0;
    double id = 0;
    Detection d;
    if (numbers >> frame >> id >> d.box.x >> d.box.y >> d.box.w >> d.box.h >> d.score)
      frames[frame - 1].push_back(d);
  }
  return frames;
}

/// Only what was measured: a benchmark of detections' tracks counts predictions of those who left
/// as errors.
MotRows track(const std::map<std::int64_t, Detections>& frames, double fps, int width, int height) {
  TrackerOptions options;
  options.class_count = 1;
  Tracker tracker(options);
  MotRows rows;
  for (std::int64_t f = 0; f <= frames.rbegin()->first; ++f) {
    const auto found = frames.find(f);
    const Detections detections = found == frames.end() ? Detections{} : found->second;
    const Nanoseconds pts = from_seconds(static_cast<double>(f) / fps);
    for (const TrackSample& s : tracker.update({f, pts, width, height, detections}).people) {
      if (s.source == SampleSource::measured) rows.push_back(to_row(f, s.track_id, s.box));
    }
  }
  return rows;
}

void print(const char* name, const MotScores& s) {
  std::ostringstream text;
  text << name << ": HOTA " << HotaScores::mean(s.hota.hota) << " DetA "
       << HotaScores::mean(s.hota.det_a) << " AssA " << HotaScores::mean(s.hota.ass_a) << " IDF1 "
       << s.identity.idf1 << " MOTA " << s.clear.mota << " IDSW " << s.clear.id_switches;
  GTEST_LOG_(INFO) << text.str();
}

TEST(TrackQuality, TudCampusSharedData) {
  TL_NEEDS_SHARED_DATA();
  const fs::path folder = testing::shared_data() / "truth" / "mot";
  const auto gt = read_mot((folder / "mot_TUD-Campus_gt.txt").string());
  ASSERT_TRUE(gt);
  const MotScores s =
      *evaluate_mot(*gt, track(read_detections(folder / "mot_det_TUD-Campus.txt"), 25, 640, 480));
  print("TUD-Campus", s);
  EXPECT_GT(HotaScores::mean(s.hota.hota), 0.48);
  EXPECT_GT(s.identity.idf1, 0.70);
  EXPECT_GT(s.clear.mota, 0.55);
  EXPECT_LE(s.clear.id_switches, 4);
}

TEST(TrackQuality, PetsS2L1KeepsLongTracksSharedData) {
  TL_NEEDS_SHARED_DATA();
  // No truth beside these detections: 19 people walk in and out for 795 frames at 7 per second.
  const auto detections =
      read_detections(testing::shared_data() / "truth" / "mot" / "mot_det_PETS09-S2L1.txt");
  std::size_t boxes = 0;
  for (const auto& [frame, list] : detections) boxes += list.size();
  const MotRows rows = track(detections, 7, 768, 576);
  std::map<std::int64_t, int> lengths;
  for (const MotRow& row : rows) ++lengths[row.id];
  EXPECT_GT(static_cast<double>(rows.size()), 0.95 * static_cast<double>(boxes));
  EXPECT_LE(lengths.size(), 55U);
}

TEST(TrackQuality, SyntheticMatch) {
  double hota = 0, idf1 = 0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    testing::SceneOptions options;
    options.seed = seed;
    options.players = 22;
    const testing::SyntheticScene scene(options);
    TrackerOptions settings;
    settings.class_count = 4;
    settings.ball_class = testing::kBallClass;
    settings.field = field_of({});
    Tracker tracker(settings);
    MotRows gt, pred;
    for (const testing::SceneFrame& f : scene.frames(25, 20)) {
      for (const testing::TruthObject& t : f.truth) {
        if (t.object != 0) gt.push_back(to_row(f.frame, t.object, t.box));
      }
      const TrackUpdate& update =
          tracker.update({f.frame, f.pts_ns, scene.width(), scene.height(), f.detections});
      for (const TrackSample& s : update.people) pred.push_back(to_row(f.frame, s.track_id, s.box));
    }
    const MotScores s = *evaluate_mot(gt, pred);
    print("synthetic", s);
    EXPECT_GT(s.clear.mota, 0.97);
    hota += HotaScores::mean(s.hota.hota) / 3;
    idf1 += s.identity.idf1 / 3;
  }
  EXPECT_GT(hota, 0.87);
  EXPECT_GT(idf1, 0.90);
}

}  // namespace
}  // namespace touchline
