// touchline convert on a recorded run: the clock, the sheet it was run with, and runs that are not
// whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/match_sheet.h"
#include "support/temp_dir.h"
#include "touchline/tools.h"
#include "verbs/recorded_match.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Json = nlohmann::json;

class Export : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto written = RecordedMatch(dir_ / "run", {4, 25, 1, 100}).write();
    ASSERT_TRUE(written) << written.error().message;
  }
  void change(const std::function<void(Json&)>& edit) const {
    auto manifest = Json::parse(read_text(dir_ / "run/manifest.json"));
    edit(manifest);
    std::ofstream(dir_ / "run/manifest.json") << manifest;
  }
  void give_video(Nanoseconds origin) const {
    change([&](Json& m) { m["video"] = {{"frames", 100}, {"origin_ns", origin}}; });
  }
  Result<std::string> convert(const std::string& format, const std::string& clock = "",
                              const std::string& match = "") const {
    return touchline::convert({dir_ / "run", format, dir_ / "out", match, clock});
  }
  Json said(const Result<std::string>& result) const {
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? Json::parse(*result) : Json();
  }
  TempDir dir_;
};

TEST_F(Export, IsOnTheVideosClockWhereThereIsOne) {
  give_video(500'000'000);
  const auto told = said(convert("vtt"));
  EXPECT_EQ(told["clock"], "video");
  EXPECT_EQ(told["origin_ns"], 500'000'000);
  EXPECT_THAT(read_text(dir_ / "out/chapters.vtt"),
              HasSubstr("\n00:00:00.500 --> 00:00:01.500\ncut"));
  EXPECT_EQ(said(convert("vtt", "source"))["clock"], "source");
  EXPECT_THAT(read_text(dir_ / "out/chapters.vtt"),
              HasSubstr("\n00:00:01.000 --> 00:00:02.000\ncut"));
}

TEST_F(Export, WithoutAVideoItIsOnTheSourcesAndSaysSo) {
  const auto told = said(convert("sportscode"));
  EXPECT_EQ(told["clock"], "source");
  EXPECT_EQ(told["origin_ns"], 0);
  EXPECT_THAT(told["clock_means"].get<std::string>(), HasSubstr("are the source's"));
  EXPECT_THAT(read_text(dir_ / "out/sportscode.xml"), HasSubstr("are the source's"));
  const auto refused = convert("vtt", "video");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("--clock source"));
  EXPECT_THAT(convert("vtt", "wall").error().message, HasSubstr("'video' (annotated.mp4's) or"));
}

TEST_F(Export, TheSheetOfTheRunIsUsedUnlessAnotherIsGiven) {
  change([&](Json& m) {
    m["match"] = Json::parse(R"({"match":{"id":11},"teams":{"home":{"name":"Ran With"}}})");
  });
  said(convert("tracab"));
  EXPECT_THAT(read_text(dir_ / "out/tracab/metadata.xml"), HasSubstr("<LongName>Ran With<"));
  EXPECT_THAT(read_text(dir_ / "out/tracab/metadata.xml"), HasSubstr("iId=\"11\""));
  std::ofstream(dir_ / "m.yaml") << "teams: {home: {name: Given Later}}\n";
  said(convert("tracab", "", dir_ / "m.yaml"));
  EXPECT_THAT(read_text(dir_ / "out/tracab/metadata.xml"), HasSubstr("<LongName>Given Later<"));
  std::ofstream(dir_ / "m.yaml") << "teams: {home: {nam: X}}\n";
  const auto refused = convert("tracab", "", dir_ / "m.yaml");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("m.yaml:1: teams.home.nam: unknown key"));
}

TEST_F(Export, WhatIsUnknownIsListed) {
  EXPECT_THAT(said(convert("mot"))["unknown"], IsEmpty());
  const auto unknown = said(convert("cdf"))["unknown"];
  EXPECT_THAT(unknown, ::testing::Contains("meta.json: match.kickoff_time"));
}

/// What a run leaves that was cut off: each file ends in the middle of a line.
TEST_F(Export, ARunThatIsNotWholeIsConvertedAndMeasuredAgain) {
  change([](Json& m) { m["run"]["status"] = "partial"; });
  for (const char* name : {"tracking.jsonl", "measures.jsonl", "events.jsonl"}) {
    const auto path = dir_ / ("run/" + std::string(name));
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 7);
  }
  for (const char* format :
       {"mot", "csv", "cdf", "tracab", "sportscode", "coco", "gsr", "vtt", "epts"})
    EXPECT_THAT(said(convert(format))["files"], ::testing::Not(IsEmpty())) << format;
  const auto again = analyse(dir_ / "run", {});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(Json::parse(*again)["rows"], 99);
}

}  // namespace
}  // namespace touchline::testing
