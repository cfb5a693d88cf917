// What the manifest's coverage says of a sport's own record.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "pipeline/measuring.h"
#include "pipeline/outputs.h"
#include "sports/soccer/analysis.h"

namespace touchline::testing {
namespace {

TEST(Coverage, CountsTheFramesThatTheSportNames) {
  SoccerRecord shown;
  shown.measures.evaluation.bar = 0.5;
  LaneResult result;
  result.frames = 4;
  for (const SportRecord* record :
       {static_cast<const SportRecord*>(&shown), static_cast<const SportRecord*>(nullptr)})
    count_record(kSoccerCounts, record, result.counted);
  count_record(kSoccerCounts, std::make_unique<SoccerRecord>().get(), result.counted);
  const auto soccer = *load_sport("soccer"), people = *load_sport("people");
  EXPECT_EQ(coverage_json(result, soccer)["bar_shown"], 0.25);
  EXPECT_EQ(coverage_json({}, soccer)["bar_shown"], nullptr) << "of no frames";
  EXPECT_EQ(coverage_json(result, people)["bar_shown"], nullptr) << "another sport's";
}

}  // namespace
}  // namespace touchline::testing
