// What readers of measures.jsonl rely on.
#include "sports/soccer/measures.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace touchline {
namespace {

Measures full_example() {
  Measures m;
  m.frame = 12;
  m.pts_ns = 480'000'000;
  m.coverage = {21, 20, true, 0.987654, 0.5};
  m.attack_a = -1;
  m.attack_conf = 0.91239;
  m.possession = Team::b;
  m.holder = std::int64_t{7};
  m.possession_s = {0, 12.34567};
  m.pressure = 0.43214;
  m.control_a = 0.51234567;
  m.control_sigma = 0.13;
  m.control_ns = 400'000'000;
  m.threat_a = 0.01234567;
  m.threat_b = 0.2;
  m.evaluation = {{{"control", 0.34, 0.02469134}, {"threat", 0.66, Known<double>::none("no ball")}},
                  1.15,
                  0.0083951,
                  0.75,
                  0.7239444,
                  -0.00049};
  m.players = {{3, Team::a, true, Vec2d{-50.126, 0.004}, Vec2d{-0.001, 2}, 2.0, 17.25, false},
               {7, Team::b, false, Known<Vec2d>::none("not seen"), {}, {}, 0, true}};
  m.options = 9;
  m.options_ns = 440'000'000;
  m.passes = {{9, {1, 2}, {11.5, 2}, 10.5, 0.21, 0.3, 0.4, 0.33339, 0, true}};
  return m;
}

TEST(MeasuresJson, GoldenLine) {
  auto m = full_example();
  quantise(m);
  EXPECT_EQ(
      json_of(m, "match_1"),
      R"({"schema":1,"source_id":"match_1","frame":12,"pts_ns":480000000,)"
      R"("coverage":{"people":21,"placed":20,"ball_placed":true,"calibrated_share":0.9877,"ball_share":0.5},)"
      R"("attack_a":-1,"attack_conf":0.9124,"possession":"b","holder":7,"possession_s":[0,12.346],)"
      R"("pressure":0.4321,"control_a":0.512346,"control_sigma":0.13,"control_ns":400000000,"threat_a":0.012346,"threat_b":0.2,)"
      R"("options":9,"options_ns":440000000,)"
      R"("evaluation":{"terms":{"control":{"weight":0.34,"value":0.024691},"threat":{"weight":0.66,"value":null}},)"
      R"("gain":1.15,"linear":0.008395,"reliability":0.75,"raw":0.724,"bar":0},)"
      R"("players":[{"track_id":3,"team":"a","goalkeeper":true,"position":[-50.13,0],"velocity":[0,2],"speed":2,"distance":17.25},)"
      R"({"track_id":7,"team":"b","position":null,"velocity":null,"speed":null,"distance":0,"sprinting":true}],)"
      R"("passes":[{"receiver":9,"from":[1,2],"to":[11.5,2],"distance":10.5,"risk":0.21,"threat":0.3,"space":0.4,)"
      R"("score":0.3334,"defenders_in_lane":0,"offside":true}],)"
      R"("why_null":{"evaluation.terms":"no ball","players.position":"not seen","players.velocity":"not measured",)"
      R"("players.speed":"not measured"}})");
}

TEST(MeasuresJson, AnEmptyFrameExplainsEveryNull) {
  Measures m;
  m.attack_a = Known<int>::none("no \"evidence\"\n");
  const auto json = nlohmann::json::parse(json_of(m, "a\\b"));
  EXPECT_EQ(json["source_id"], "a\\b");
  EXPECT_EQ(json["why_null"]["attack_a"], "no \"evidence\"\n");
  for (const auto* field :
       {"attack_a", "possession", "holder", "pressure", "control_a", "control_sigma", "control_ns",
        "threat_a", "threat_b", "options", "options_ns"}) {
    EXPECT_TRUE(json[field].is_null()) << field;
    EXPECT_TRUE(json["why_null"].contains(field)) << field;
  }
  EXPECT_TRUE(json["evaluation"]["bar"].is_null());
  EXPECT_TRUE(json["why_null"].contains("evaluation.bar"));
}

TEST(MeasuresJson, WhatIsWrittenIsWhatWasQuantised) {
  auto m = full_example();
  quantise(m);
  const auto json = nlohmann::json::parse(json_of(m, "s"));
  EXPECT_EQ(json["evaluation"]["raw"], *m.evaluation.raw);
  EXPECT_EQ(json["control_a"], *m.control_a);
  EXPECT_EQ(json["possession_s"][1], m.possession_s[1]);
  EXPECT_EQ(json["players"][0]["position"][0], m.players[0].position_m.value->x);
  EXPECT_EQ(json["passes"][0]["score"], m.passes[0].score);
  auto again = m;
  quantise(again);
  EXPECT_EQ(json_of(again, "s"), json_of(m, "s"));
}

TEST(MeasuresJson, ContestedIsAValue) {
  Measures m;
  m.possession = Team::none;
  EXPECT_EQ(nlohmann::json::parse(json_of(m, "s"))["possession"], "contested");
}

}  // namespace
}  // namespace touchline
