// The folder of a run on a filmed match, as the formats take it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "reports/convert.h"
#include "sports/badminton/filmed_match.h"
#include "support/temp_dir.h"

namespace touchline::badminton::filmed {

class RecordedFilm : public ::testing::Test {
 protected:
  explicit RecordedFilm(double seconds)
      : film_(filmed_match(seconds, 1)), rows_(rows_of(film_, seconds, 25)) {}
  void SetUp() override {
    ASSERT_TRUE(write_records(film_, rows_, std::vector<std::string>(17, "point"), dir_.path()));
    std::ofstream(dir_ / "events.jsonl");
    in_.run_dir = dir_.path();
    in_.source_id = "match";
    in_.classes = kClasses;
    in_.ball_class = kShuttleClass;
    in_.height = film_.height;
    in_.nominal_fps = 25;
  }
  touchline::testing::TempDir dir_;
  FilmedMatch film_;
  std::vector<FrameRecord> rows_;
  ConvertInput in_;
};

}  // namespace touchline::badminton::filmed
