// What a run's files of rallies and strokes hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "records/read.h"
#include "sports/badminton/analysis.h"
#include "sports/badminton/formats/formats.h"
#include "sports/badminton/play_words.h"
#include "sports/badminton/recorded_film.h"

namespace touchline::badminton {
namespace {

using Json = nlohmann::json;

constexpr double kFilmed_s = 40;

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// What the analysis of a run tells of the rows.
std::vector<Event> told(const filmed::FilmedMatch& film, const std::vector<FrameRecord>& rows,
                        const AnalysisPlan& plan) {
  const auto analysis = badminton_analyses(plan)();
  std::vector<Event> events;
  for (const auto& row : rows)
    for (auto& event : analysis->push(row, filmed::seen_in(film, row)).events)
      events.push_back(std::move(event));
  for (auto& event : analysis->finish()) events.push_back(std::move(event));
  return events;
}

/// A run's folder, and what was told while it ran.
class PlayFilesOfARun : public filmed::RecordedFilm {
 protected:
  PlayFilesOfARun() : RecordedFilm(kFilmed_s) {}
  void SetUp() override {
    RecordedFilm::SetUp();
    in_.source_id = "match, first half";
  }
  Json play(const AnalysisPlan& plan) {
    in_.sport = formats(plan, true);
    const auto done = convert(in_, "play", dir_ / "out");
    EXPECT_TRUE(done) << done.error().message;
    return Json::parse(text_of(dir_ / "out/play.json"));
  }
};

int sum_of(const Json& counts) {
  int sum = 0;
  for (const auto& count : counts) sum += count.get<int>();
  return sum;
}

TEST_F(PlayFilesOfARun, StrokesAreThoseOfTheRun) {
  AnalysisPlan plan;
  const auto json = play(plan);
  plan.ball_class = filmed::kShuttleClass;
  std::vector<Event> strokes;
  for (auto& event : told(film_, rows_, plan))
    if (event.type == kStrokeType) strokes.push_back(std::move(event));
  ASSERT_GT(strokes.size(), 10U);
  std::size_t i = 0;
  for (const auto& rally : json["rallies"])
    for (const auto& stroke : rally["strokes"]) {
      ASSERT_LT(i, strokes.size());
      EXPECT_EQ(stroke["pts_ns"], strokes[i].start_ns);
      EXPECT_EQ(stroke["frame"], strokes[i].evidence[0]);
      EXPECT_EQ(stroke["kind"].is_null() ? "" : stroke["kind"], strokes[i].subtype);
      EXPECT_EQ(rally["rally"], *strokes[i].values[0].second);
      ++i;
    }
  EXPECT_EQ(i, strokes.size());
}

TEST_F(PlayFilesOfARun, SumsAreOfTheStrokes) {
  const auto json = play({});
  int strokes = 0;
  std::map<int, int> of_player;
  std::map<std::string, int> of_kind;
  for (const auto& rally : json["rallies"])
    for (const auto& stroke : rally["strokes"]) {
      ++strokes;
      if (!stroke["player"].is_null()) ++of_player[stroke["player"]];
      ++of_kind[stroke["kind"].is_null() ? "not_told" : stroke["kind"].get<std::string>()];
    }
  const auto& sums = json["sums"];
  EXPECT_EQ(sums["strokes"], strokes);
  EXPECT_EQ(sums["rallies"], json["rallies"].size());
  EXPECT_EQ(sum_of(sums["of_kind"]), strokes);
  EXPECT_EQ(sum_of(sums["of_side"]), strokes);
  for (const auto& [kind, count] : of_kind) EXPECT_EQ(sums["of_kind"][kind], count) << kind;
  int of_players = sums["strokes_of_nobody"];
  for (const auto& player : json["players"]) {
    EXPECT_EQ(player["strokes"], of_player[player["player"]]);
    EXPECT_EQ(sum_of(player["of_kind"]), player["strokes"]);
    EXPECT_GT(player["recovery"]["windows"], 0);
    EXPECT_TRUE(player["recovery"]["p50_s"].is_number() ||
                player["why_null"].contains("recovery.p50_s"));
    of_players += player["strokes"].get<int>();
  }
  EXPECT_EQ(of_players, strokes);
}

TEST_F(PlayFilesOfARun, WhatIsNullSaysWhy) {
  const auto json = play({});
  ASSERT_FALSE(json["rallies"].empty());
  for (const auto& rally : json["rallies"])
    for (const auto& stroke : rally["strokes"]) {
      std::set<std::string> null, told;
      for (const auto& [key, value] : stroke.items())
        if (value.is_null()) null.insert(key);
      for (const auto& [key, reason] : stroke["why_null"].items()) told.insert(key);
      EXPECT_EQ(null, told);
    }
}

TEST_F(PlayFilesOfARun, TheSameEachTimeAndALineForEachStroke) {
  const auto json = play({});
  const auto text = text_of(dir_ / "out/play.json"), csv = text_of(dir_ / "out/strokes.csv");
  play({});
  EXPECT_EQ(text_of(dir_ / "out/play.json"), text);
  EXPECT_EQ(text_of(dir_ / "out/strokes.csv"), csv);
  const auto lines = std::count(csv.begin(), csv.end(), '\n');
  EXPECT_EQ(lines, json["sums"]["strokes"].get<int>() + 1);
  std::istringstream each(csv);
  std::string line;
  std::getline(each, line);
  const auto columns = std::count(line.begin(), line.end(), ',');
  while (std::getline(each, line)) {
    EXPECT_TRUE(line.starts_with("\"match, first half\","));
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), columns + 1) << line;
  }
}

TEST_F(PlayFilesOfARun, TheEarlierSystemsSignalsAreNamed) {
  AnalysisPlan plan;
  const auto hash = play(plan)["config_hash"];
  plan.rules.method = HitMethod::signals;
  const auto json = play(plan);
  EXPECT_EQ(json["preset"], "seed");
  EXPECT_NE(json["config_hash"], hash);
  const auto& stroke = json["rallies"][0]["strokes"][0]["told_by"];
  ASSERT_EQ(stroke["signals"].size(), 3U);
  EXPECT_GT(stroke["signals"][0].get<double>() + stroke["signals"][1].get<double>(), 0);
}

TEST_F(PlayFilesOfARun, WithoutAShuttleNothingIsTold) {
  in_.ball_class = -1;
  const auto json = play({});
  EXPECT_TRUE(json["rallies"].is_null());
  EXPECT_EQ(json["why_null"]["rallies"], "no network looked for the shuttle");
  EXPECT_EQ(json["sums"]["strokes"], 0);
}

TEST_F(PlayFilesOfARun, NoRallyOfAReplay) {
  const auto all = play({})["rallies"];
  Event replay;
  replay.id = 1;
  replay.type = "replay";
  replay.start_ns = all[0]["start_ns"];
  replay.end_ns = replay.start_ns + 1;
  std::ofstream(dir_ / "events.jsonl") << json_of(replay, std::string("match")) << "\n";
  const auto rest = play({})["rallies"];
  ASSERT_EQ(rest.size() + 1, all.size());
  EXPECT_EQ(rest[0]["start_ns"], all[1]["start_ns"]);
}

}  // namespace
}  // namespace touchline::badminton
