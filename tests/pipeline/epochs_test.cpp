// Sources that were lost and came back: everything that is followed ends and begins anew, and what
// was there before is not mixed with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "pipeline/scripted_looks.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;
using Json = nlohmann::json;

constexpr int kFrames = 100, kEpoch = 40;
const SourceScript kScript{.id = "cam1", .frames = kFrames, .epoch_every = kEpoch};

std::vector<Json> lines_in(const std::string& path) {
  std::vector<Json> lines;
  std::istringstream text(read_text(path));
  for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
  return lines;
}

/// Of people.
std::set<int> ids_of(const std::vector<Json>& rows, int from, int to) {
  std::set<int> ids;
  for (const auto& row : rows)
    if (row["frame"] >= from && row["frame"] < to)
      for (const auto& object : row["objects"])
        if (object["class"] != "ball") ids.insert(object["track_id"].get<int>());
  return ids;
}

class Epochs : public ::testing::TestWithParam<int> {
 protected:
  /// Runs the script with so many rows held back.
  LaneResult run() {
    ScriptedDetector detector({.delay_us = 200});
    ScriptedNetwork<WindowPeaks> network(numbers, 3);
    std::vector<LaneSetup> lanes;
    lanes.push_back(remembering(kScript, told_, dir_.path()));
    lanes.back().looks_every_s = {0, 0};
    lanes.back().clip = {3, 3};
    lanes.back().analyst.rows_held = GetParam();
    lanes.back().frames_under_way = 12 + GetParam();
    auto results = run_lanes(
        std::move(lanes), {{"detector", frame_look(detector)}, {"small", window_look(network, 1)}},
        {.streams = 3});
    return std::move(results.front());
  }
  TempDir dir_;
  Told told_;
};

TEST_P(Epochs, BeginTracksAndTheSportAnewAndTellOfTheEnds) {
  const auto result = run();
  ASSERT_FALSE(result.error) << result.error->message;
  const auto rows = lines_in((dir_ / "cam1") + ".tracking");
  ASSERT_EQ(rows.size(), static_cast<std::size_t>(kFrames));
  for (int i = 0; i < kFrames; ++i) EXPECT_EQ(rows[static_cast<std::size_t>(i)]["frame"], i);
  const auto first = ids_of(rows, 0, kEpoch), second = ids_of(rows, kEpoch, 2 * kEpoch),
             third = ids_of(rows, 2 * kEpoch, kFrames);
  EXPECT_GE(first.size(), 2U);
  for (const auto* later : {&second, &third}) EXPECT_GE(later->size(), 2U);
  EXPECT_LT(*first.rbegin(), *second.begin()) << "ids are not used again";
  EXPECT_LT(*second.rbegin(), *third.begin());
  EXPECT_EQ(told_.analyses, 3);

  std::set<int> ended;
  int id = 0;
  for (const auto& event : lines_in((dir_ / "cam1") + ".events")) {
    EXPECT_EQ(event["id"], ++id);
    if (event["type"] == "track_end") ended.insert(event["track_ids"][0].get<int>());
  }
  for (const auto* ids : {&first, &second, &third})
    EXPECT_TRUE(std::includes(ended.begin(), ended.end(), ids->begin(), ids->end()));
}

TEST_P(Epochs, NoWindowReachesBackIntoTheOneBefore) {
  run();
  ASSERT_EQ(told_.seen.size(), static_cast<std::size_t>(kFrames));
  for (int i = 0; i < kFrames; ++i) {
    const int begin = i / kEpoch * kEpoch;
    for (const auto& peak : *told_.seen[static_cast<std::size_t>(i)].peaks) {
      EXPECT_GE(peak.pixel.y, static_cast<float>(begin)) << i;
      EXPECT_LT(peak.pixel.y, static_cast<float>(begin + kEpoch)) << i;
    }
  }
}

TEST_P(Epochs, AreTheSameFromTheObservationsAlone) {
  run();
  AnalystOptions how = lane_of(kScript).analyst;
  how.rows_held = GetParam();
  Analyst analyst(how);
  std::string rows;
  const auto write = [&] {
    while (const auto done = analyst.next()) rows += json_of(done->row, kClasses) + "\n";
  };
  for (const auto& seen : told_.seen) {
    Moment moment;
    moment.seen = seen;
    analyst.follow(std::move(moment), "cam1");
    write();
  }
  analyst.end();
  write();
  EXPECT_EQ(rows, read_text((dir_ / "cam1") + ".tracking"));
}

TEST_P(Epochs, CountShotsOn) {
  run();
  for (int i = 1; i < kFrames; ++i) {
    const auto &shot = told_.seen[static_cast<std::size_t>(i)].shot,
               &before = told_.seen[static_cast<std::size_t>(i - 1)].shot;
    EXPECT_EQ(shot.shot, before.shot + shot.cut) << i;
    EXPECT_TRUE(shot.cut || i % kEpoch != 0) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(RowsHeld, Epochs, ::testing::Values(0, 5));

}  // namespace
}  // namespace touchline
