// A small ball followed in what a network sees in windows of frames, from pack to records.
#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

using ::testing::HasSubstr;

constexpr double kWide = 1280, kHigh = 720;

/// A hall of people and a ball, with a network of others for windows of nine grey frames.
std::string write_pack(const TempDir& dir) {
  const auto path = dir / "hall.yaml";
  std::ofstream(path) << "schema: 1\nname: hall\nclasses: [person, ball]\nball: ball\n"
                         "aliases: {sports ball: ball}\nlooks:\n  - {network: "
                      << TOUCHLINE_ROOT << "/tests/models/vballnet_fast_seq9.yaml, stride: 9}\n";
  return path;
}

class SmallBall : public ::testing::Test {
 protected:
  Outcome run(const std::string& output, Words more = {}) {
    Words words{"--sport", write_pack(dir_),
                "--model", TOUCHLINE_ROOT "/tests/models/yolox_nano.yaml",
                "--set",   "output.observations=true",
                "--set",   "device=cpu"};
    words.insert(words.end(), more.begin(), more.end());
    return run_touchline({(shared_data() / "clips/volleyball_short_clip.mp4").string()},
                         dir_ / output, words);
  }
  /// Pixels, by frame.
  static std::vector<std::pair<double, double>> labels() {
    std::ifstream file(shared_data() / "truth/volleyball_short_clip_ball.csv");
    std::string line;
    std::getline(file, line);
    std::vector<std::pair<double, double>> all;
    while (std::getline(file, line)) {
      double x = 0, y = 0;
      int frame = 0, hidden = 0;
      EXPECT_EQ(std::sscanf(line.c_str(), "%d,%lf,%lf,%d", &frame, &x, &y, &hidden), 4);
      all.emplace_back(x * kWide, y * kHigh);
    }
    return all;
  }
  TempDir dir_;
};

TEST_F(SmallBall, IsFollowedInPeaksSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto outcome = run("o");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto seen = json_lines(dir_ / "o/observations.jsonl");
  const auto rows = json_lines(dir_ / "o/tracking.jsonl");
  ASSERT_EQ(seen.size(), rows.size());
  const auto truth = labels();
  ASSERT_GE(rows.size(), truth.size());
  int candidates = 0, followed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_TRUE(seen[i].contains("peaks")) << "every frame of a window has its own";
    for (const auto& peak : seen[i]["peaks"])
      candidates += i < truth.size() && std::hypot(peak[0].get<double>() - truth[i].first,
                                                   peak[1].get<double>() - truth[i].second) < 15;
    for (const auto& object : rows[i]["objects"]) {
      if (object["class"] != "ball") continue;
      EXPECT_NE(rows[i]["ball"], "lost");
      EXPECT_TRUE(object["field"].is_null());
      const auto& box = object["box"];
      const double x = box[0].get<double>() + box[2].get<double>() / 2,
                   y = box[1].get<double>() + box[3].get<double>() / 2;
      followed += i < truth.size() && rows[i]["ball"] == "visible" &&
                  std::hypot(x - truth[i].first, y - truth[i].second) < 15;
    }
  }
  EXPECT_GE(candidates, 18) << "of " << truth.size();
  EXPECT_GE(followed, 15) << "all but the first frames";
  EXPECT_THAT(read_text(dir_ / "o/events.jsonl"), HasSubstr("ball_found"));
}

TEST_F(SmallBall, HasTheSameRecordsAgainSharedData) {
  TL_NEEDS_SHARED_DATA();
  ASSERT_EQ(run("one", {"--set", "video.enabled=false", "--set", "detect.streams=1"}).exit_code, 0);
  ASSERT_EQ(run("two", {"--set", "video.enabled=false", "--set", "detect.streams=2"}).exit_code, 0);
  for (const std::string name : {"tracking.jsonl", "events.jsonl", "observations.jsonl"})
    EXPECT_EQ(read_text(dir_ / ("one/" + name)), read_text(dir_ / ("two/" + name))) << name;
  const auto rows = read_text(dir_ / "one/tracking.jsonl"),
             events = read_text(dir_ / "one/events.jsonl");
  const auto again = touchline({"retrack", dir_ / "one"});
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(read_text(dir_ / "one/tracking.jsonl"), rows);
  EXPECT_EQ(read_text(dir_ / "one/events.jsonl"), events);
}

}  // namespace
}  // namespace touchline::testing
