// Golden numbers come from TrackEval 1.3.0 through tools/eval/trackeval_golden.py.
#include "analytics/mot_metrics.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "support/shared_data.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-6;

fs::path golden_folder() { return fs::path(TOUCHLINE_ROOT) / "tests" / "analytics" / "golden"; }

nlohmann::json golden_scores(const std::string& name) {
  std::ifstream file(golden_folder() / (name + ".json"));
  return nlohmann::json::parse(file).at("scores");
}

/// Every number of ours under TrackEval's name.
std::map<std::string, double> by_name(const MotScores& s) {
  const ClearScores& c = s.clear;
  const IdentityScores& i = s.identity;
  const auto number = [](std::int64_t n) { return static_cast<double>(n); };
  return {{"MOTA", c.mota},
          {"MOTP", c.motp},
          {"MODA", c.moda},
          {"sMOTA", c.smota},
          {"MOTAL", c.motal},
          {"CLR_Re", c.recall},
          {"CLR_Pr", c.precision},
          {"CLR_F1", c.f1},
          {"MTR", c.mt_ratio},
          {"PTR", c.pt_ratio},
          {"MLR", c.ml_ratio},
          {"FP_per_frame", c.fp_per_frame},
          {"CLR_TP", number(c.tp)},
          {"CLR_FN", number(c.fn)},
          {"CLR_FP", number(c.fp)},
          {"IDSW", number(c.id_switches)},
          {"Frag", number(c.fragments)},
          {"MT", number(c.mostly_tracked)},
          {"PT", number(c.partly_tracked)},
          {"ML", number(c.mostly_lost)},
          {"CLR_Frames", number(c.frames)},
          {"IDF1", i.idf1},
          {"IDP", i.idp},
          {"IDR", i.idr},
          {"IDTP", number(i.idtp)},
          {"IDFN", number(i.idfn)},
          {"IDFP", number(i.idfp)},
          {"HOTA(0)", s.hota.hota0},
          {"LocA(0)", s.hota.loc_a0},
          {"HOTALocA(0)", s.hota.hota_loc_a0}};
}

std::map<std::string, HotaScores::Curve> curves_by_name(const HotaScores& h) {
  return {{"HOTA", h.hota},    {"DetA", h.det_a},   {"AssA", h.ass_a},   {"DetRe", h.det_re},
          {"DetPr", h.det_pr}, {"AssRe", h.ass_re}, {"AssPr", h.ass_pr}, {"LocA", h.loc_a},
          {"OWTA", h.owta},    {"HOTA_TP", h.tp},   {"HOTA_FN", h.fn},   {"HOTA_FP", h.fp}};
}

void expect_golden(const std::string& name, const fs::path& gt, const fs::path& pred) {
  const Result<MotScores> scores = evaluate_mot_files(gt.string(), pred.string());
  ASSERT_TRUE(scores) << scores.error().message;
  const nlohmann::json golden = golden_scores(name);
  std::size_t compared = 1;  // MOTP_sum, which MOTP holds
  for (const auto& [field, value] : by_name(*scores)) {
    EXPECT_NEAR(value, golden.at(field).get<double>(), kTolerance) << name << " " << field;
    ++compared;
  }
  for (const auto& [field, curve] : curves_by_name(scores->hota)) {
    const auto expected = golden.at(field).get<std::vector<double>>();
    ASSERT_EQ(expected.size(), curve.size());
    for (std::size_t a = 0; a < curve.size(); ++a) {
      EXPECT_NEAR(curve[a], expected[a], kTolerance) << name << " " << field << " at alpha " << a;
    }
    ++compared;
  }
  EXPECT_EQ(compared, golden.size()) << "TrackEval gives a number that is not compared";
}

class GoldenScores : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenScores, EqualTrackEval) {
  const std::string name = GetParam();
  expect_golden(name, golden_folder() / (name + "_gt.txt"), golden_folder() / (name + "_pred.txt"));
}

INSTANTIATE_TEST_SUITE_P(Synthetic, GoldenScores,
                         ::testing::Values("crowd", "sparse", "whole", "ties", "silence", "no_pred",
                                           "no_gt", "no_match", "perfect"),
                         [](const auto& param) { return std::string(param.param); });

TEST(MotMetrics, TudCampusEqualsTrackEvalSharedData) {
  TL_NEEDS_SHARED_DATA();
  const fs::path folder = testing::shared_data() / "truth" / "mot";
  expect_golden("tud_campus", folder / "mot_TUD-Campus_gt.txt", folder / "mot_TUD-Campus_test.txt");
}

MotRow row(int frame, std::int64_t id, double x) { return {frame, id, x, 0, 10, 20, 1, -1, 0}; }

TEST(MotMetrics, CountsASwitchByHand) {
  // One person, four frames; the prediction changes its name after two.
  const MotRows gt = {row(1, 1, 0), row(2, 1, 1), row(3, 1, 2), row(4, 1, 3)};
  const MotRows pred = {row(1, 7, 0), row(2, 7, 1), row(3, 9, 2), row(4, 9, 3)};
  const MotScores s = *evaluate_mot(gt, pred);
  EXPECT_EQ(s.clear.id_switches, 1);
  EXPECT_DOUBLE_EQ(s.clear.mota, 0.75);
  EXPECT_DOUBLE_EQ(s.identity.idf1, 0.5);
  EXPECT_DOUBLE_EQ(HotaScores::mean(s.hota.det_a), 1.0);
  EXPECT_DOUBLE_EQ(HotaScores::mean(s.hota.ass_a), 0.5);
}

TEST(MotMetrics, NothingAgainstNothingIsNoError) {
  const MotScores s = *evaluate_mot({}, {});
  EXPECT_EQ(s.frames, 0);
  EXPECT_EQ(s.clear.mota, 0);
}

TEST(MotMetrics, BoxBehindTheStatedEndIsAnError) {
  const auto scores = evaluate_mot({row(5, 1, 0)}, {}, 4);
  ASSERT_FALSE(scores);
  EXPECT_EQ(scores.error().code, Errc::bad_input);
  EXPECT_NE(scores.error().message.find("frame 5"), std::string::npos);
}

}  // namespace
}  // namespace touchline
