// Other people's readers (tests/reports/readers) read what the converters write.
#include <gmock/gmock.h>

#include "reports/convert_readers.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ConvertReaders = Read<ConvertedRun>;

TEST_F(ConvertReaders, KloppyLoadsSportsCode) {
  TL_NEEDS_READERS();
  to("sportscode");
  const auto codes = read("sportscode");
  ASSERT_EQ(codes.size(), 4U);
  EXPECT_EQ(codes[0]["id"], "3");
  EXPECT_EQ(codes[0]["code"], "pass");
  EXPECT_NEAR(codes[0]["start"].get<double>(), 0.033, 1e-9);
  EXPECT_NEAR(codes[0]["end"].get<double>(), 0.5, 1e-9);
  EXPECT_EQ(codes[0]["labels"], (Json{{"subtype", "completed"},
                                      {"team", "Reds, \"A\" & <B>"},
                                      {"track", {7, 123}},
                                      {"x", -12.2},
                                      {"y", 3.3},
                                      {"x_end", -10},
                                      {"y_end", 4},
                                      {"conf", 0.5},
                                      {"regret", 0.21}}));
  EXPECT_EQ(codes[1]["labels"], (Json{{"team", "b"}}));
}

TEST_F(ConvertReaders, PyarrowLoadsParquet) {
  TL_NEEDS_READERS();
  write_measures();
  EXPECT_THAT(to("parquet"), ElementsAre("tracking.parquet", "events.parquet"));
  const auto data = read("parquet");
  const auto& tracking = data["tracking"];
  EXPECT_EQ(tracking["types"]["src"], "dictionary<values=string, indices=int32, ordered=0>");
  EXPECT_EQ(tracking["types"]["pts_ns"], "int64");
  EXPECT_EQ(tracking["types"]["x"], "double");
  EXPECT_EQ(tracking["types"].size(), 29U);
  const auto& rows = tracking["rows"];
  ASSERT_EQ(rows.size(), 10U);
  const Json first{{"match_id", "match \"one\", half"},
                   {"period", nullptr},
                   {"frame", 0},
                   {"pts_ns", 0},
                   {"utc_ns", nullptr},
                   {"source_id", "match \"one\", half"},
                   {"track_id", 7},
                   {"person_id", nullptr},
                   {"team_id", "a"},
                   {"role", "player"},
                   {"jersey", nullptr},
                   {"x", -12.345},
                   {"y", 3.214},
                   {"z", nullptr},
                   {"vx", 3},
                   {"vy", -1.5},
                   {"speed", 3.35},
                   {"image_x", 600.25},
                   {"image_y", 300.5},
                   {"image_w", 20.5},
                   {"image_h", 40.25},
                   {"conf", 0.9},
                   {"src", "measured"},
                   {"cov_xx", 0.04},
                   {"cov_xy", 0.001},
                   {"cov_yy", 0.09},
                   {"rev", 0},
                   {"origin_ns", 0},
                   {"source_frame", 0}};
  EXPECT_EQ(rows[0], first);
  EXPECT_EQ(rows[5]["src"], "predicted");
  EXPECT_EQ(rows[6]["track_id"], 123);
  for (const char* name : {"x", "y", "vx", "speed", "cov_xx"}) EXPECT_TRUE(rows[6][name].is_null());
  const auto& events = data["events"]["rows"];
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0]["rev"], 1);
  EXPECT_EQ(events[0]["values"], R"({"regret":0.21,"score, \"best\"":null})");
  EXPECT_TRUE(events[1]["x"].is_null());
}

TEST_F(ConvertReaders, ParquetHasARowGroupPerMinute) {
  TL_NEEDS_READERS();
  std::ofstream file(dir_ / "run" / "tracking.jsonl", std::ios::app);
  for (auto row : frames()) {
    row.frame += 5000;
    row.pts_ns += 125'000'000'000;
    file << json_of(row, in_.classes) << '\n';
  }
  file.close();
  to("parquet");
  EXPECT_EQ(read("parquet")["tracking"]["groups"], Json({10, 10}));
}

TEST_F(ConvertReaders, TrackEvalLoadsMot) {
  TL_NEEDS_READERS();
  to("mot");
  const auto data = read("mot");
  EXPECT_EQ(data["boxes"], 7);
  EXPECT_EQ(data["ids"], 4);
  EXPECT_EQ(data["mota"], 1.0);
  EXPECT_EQ(data["raw_ids"][0], Json({7, 123, 9, 55}));
  EXPECT_EQ(data["confidences"][1], Json({0.25, 0.9}));
  EXPECT_EQ(data["raw_ids"][10], Json({7}));
}

}  // namespace
}  // namespace touchline::testing
