// A small run with everything that is awkward: nothing known, gaps, predictions, large ids, a view
// in one frame only, names with quotes, commas and markup.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "records/event.h"
#include "records/record.h"
#include "reports/convert.h"
#include "sports/soccer/formats/formats.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/pitch.h"

namespace touchline::testing {

using Json = nlohmann::json;

enum ConvertClass { kBall = 0, kKeeper = 1, kPlayer = 2, kReferee = 3 };
inline constexpr Nanoseconds kTimes[] = {0, 33'366'667, 66'733'333, 500'000'000, 61'000'000'000};
inline constexpr std::int64_t kFrames[] = {0, 1, 2, 10, 1830};

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline TrackSample sample(std::int64_t id, int class_id, Team team, std::optional<Vec2d> m,
                          SampleSource source = SampleSource::measured) {
  TrackSample s;
  s.track_id = id;
  s.class_id = class_id;
  s.box = {600.25F, 300.5F, 20.5F, 40.25F};
  s.conf = source == SampleSource::measured ? 0.9F : 0.25F;
  s.source = source;
  if (m) s.field = FieldPoint{*m, {0.04, 0.001, 0.09}};
  s.team = team;
  s.team_conf = team == Team::none ? 0.0F : 0.95F;
  return s;
}

class ConvertedRun : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "convert-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    dir_ = name;
    in_.run_dir = (dir_ / "run").string();
    in_.source_id = "match \"one\", half";
    in_.classes = {"ball", "goalkeeper", "player", "referee"};
    in_.field = field_of({});
    in_.sport_name = "soccer";
    in_.sport = soccer::formats();
    in_.ball_class = kBall;
    in_.guard_class = kKeeper;
    in_.official_class = kReferee;
    in_.width = 1280;
    in_.height = 720;
    in_.nominal_fps = 30000.0 / 1001;
    in_.team_names = {"Reds, \"A\" & <B>", ""};
    in_.team_colours = {"#ff0000", ""};
    std::filesystem::create_directories(in_.run_dir);
    write_tracking();
    write_events();
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  static std::vector<FrameRecord> frames() {
    std::vector<FrameRecord> rows(5);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].source_id = "match \"one\", half";
      rows[i].frame = kFrames[i];
      rows[i].pts_ns = kTimes[i];
    }
    const auto predicted = SampleSource::predicted;
    rows[0].objects = {sample(7, kPlayer, Team::a, Vec2d{-12.345, 3.214}),
                       sample(123, kKeeper, Team::b, Vec2d{50.1, -1.236}),
                       sample(9, kPlayer, Team::none, Vec2d{2, 3}),
                       sample(55, kReferee, Team::none, Vec2d{1.5, 30}),
                       sample(1000, kBall, Team::none, Vec2d{0.5, -0.25})};
    rows[1].objects = {sample(7, kPlayer, Team::a, Vec2d{-12.2, 3.3}, predicted),
                       sample(123, kKeeper, Team::b, std::nullopt),
                       sample(1000, kBall, Team::none, Vec2d{0.75, 0}, predicted)};
    rows[3].objects = {sample(7, kPlayer, Team::a, Vec2d{-10, 4}),
                       sample(1000, kBall, Team::none, std::nullopt)};
    rows[4].processed = false;
    return rows;
  }

  void write_tracking(bool placed = true) {
    std::ofstream file(dir_ / "run" / "tracking.jsonl");
    for (auto row : frames()) {
      for (auto& s : row.objects)
        if (!placed) s.field.reset();
      quantise(row);
      file << json_of(row, in_.classes) << '\n';
    }
  }

  static std::vector<Event> scene_events() {
    Event pass;
    pass.id = 3;
    pass.type = "pass";
    pass.subtype = "completed";
    pass.start_ns = kTimes[1];
    pass.end_ns = kTimes[3];
    pass.track_ids = {7, 123};
    pass.team = Team::a;
    pass.field_m = Vec2d{-12.2, 3.3};
    pass.field_end_m = Vec2d{-10, 4};
    pass.conf = 0.5F;
    pass.evidence = {1, 10};
    pass.values = {{"regret", 0.21}, {"score, \"best\"", std::nullopt}};
    auto first = pass;
    first.subtype = "intercepted";
    pass.rev = 1;
    Event cut;
    cut.id = 2;
    cut.type = "cut";
    cut.start_ns = cut.end_ns = kTimes[3];
    Event gap = cut;
    gap.id = 1;
    gap.type = "timeline_gap";
    Event spell = cut;
    spell.id = 4;
    spell.type = "possession";
    spell.team = Team::b;
    spell.start_ns = kTimes[2];
    spell.end_ns = 3'723'004'000'000;
    return {gap, cut, first, spell, pass};
  }
  void write_events() {
    std::ofstream file(dir_ / "run" / "events.jsonl");
    for (const auto& e : scene_events()) file << json_of(e, in_.source_id) << '\n';
  }

  /// Speeds in frame 0 only; frame 1 has no line at all.
  void write_measures() {
    std::ofstream file(dir_ / "run" / "measures.jsonl");
    for (const std::int64_t i : {0, 3}) {
      Measures m;
      m.frame = kFrames[i];
      m.pts_ns = kTimes[i];
      m.attack_a = 1;
      if (i == 0) {
        m.possession = Team::b;
        PlayerMotion p;
        p.track_id = 7;
        p.velocity_m_s = Vec2d{3, -1.5};
        p.speed_m_s = 3.35;
        m.players = {p};
      }
      quantise(m);
      file << json_of(m, in_.source_id) << '\n';
    }
  }

  /// Ten pixels a metre, the centre mark in the middle, in frame 0.
  void write_calibration() {
    FieldView view;
    view.state = CalibrationState::measured;
    view.size = {1280, 720};
    view.image_from_field.m = {10, 0, 640, 0, -10, 360, 0, 0, 1};
    std::ofstream file(dir_ / "run" / "calibration.jsonl");
    file << json_of(view, in_.source_id, 0, 0) << '\n';
    file << json_of(FieldView{}, in_.source_id, 1, kTimes[1]) << '\n';
  }

  /// Converts and returns the files' paths below the output folder.
  std::vector<std::string> to(const std::string& format) {
    const auto files = convert(in_, format, out().string());
    if (!files) {
      ADD_FAILURE() << files.error().message;
      return {};
    }
    std::vector<std::string> names;
    for (const auto& file : files->files) {
      EXPECT_TRUE(std::filesystem::exists(file)) << file;
      names.push_back(std::filesystem::relative(file, out()).string());
    }
    return names;
  }
  std::filesystem::path out() const { return dir_ / "out"; }
  std::string text(const char* name) const { return read_all(out() / name); }

  std::filesystem::path dir_;
  ConvertInput in_;
};

}  // namespace touchline::testing
