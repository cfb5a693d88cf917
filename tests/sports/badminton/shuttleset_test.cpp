// Kinds of shots against those that people gave to the strokes of a match on which no threshold
// was chosen (ShuttleSet).
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "sports/badminton/shots.h"
#include "support/shared_data.h"

namespace touchline::badminton {
namespace {

using Row = std::map<std::string, std::string>;
constexpr const char* kMatch = "Viktor_AXELSEN_CHEN_Long_Malaysia_Masters_2020_QuarterFinals";

std::string set_path(const std::string& name) {
  return (testing::shared_data() / "truth/shuttleset" / name).string();
}

std::vector<Row> rows_of(const std::string& path) {
  std::ifstream file(path);
  std::string line, cell;
  std::vector<std::string> names;
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    bool quoted = false;
    for (const char c : line + ",") {
      if (c == '"') quoted = !quoted;
      if (c == ',' && !quoted)
        cells.push_back(std::exchange(cell, {}));
      else if (c != '"' && c != '\r')
        cell += c;
    }
    if (names.empty()) {
      names = cells;
      continue;
    }
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < cells.size(); ++i) row[names[i]] = cells[i];
  }
  return rows;
}

/// The labels' own words, as our kinds.
std::optional<StrokeKind> kind_of(const std::string& word) {
  static const std::map<std::string, StrokeKind> kWords{{"放小球", StrokeKind::net_shot},
                                                        {"擋小球", StrokeKind::net_shot},
                                                        {"勾球", StrokeKind::net_shot},
                                                        {"殺球", StrokeKind::smash},
                                                        {"點扣", StrokeKind::smash},
                                                        {"長球", StrokeKind::clear},
                                                        {"切球", StrokeKind::drop},
                                                        {"過度切球", StrokeKind::drop},
                                                        {"挑球", StrokeKind::lift},
                                                        {"防守回挑", StrokeKind::lift},
                                                        {"平球", StrokeKind::drive},
                                                        {"小平球", StrokeKind::drive},
                                                        {"後場抽平球", StrokeKind::drive},
                                                        {"防守回抽", StrokeKind::drive},
                                                        {"推球", StrokeKind::drive},
                                                        {"撲球", StrokeKind::drive},
                                                        {"發短球", StrokeKind::short_service},
                                                        {"發長球", StrokeKind::long_service}};
  const auto found = kWords.find(word);
  return found == kWords.end() ? std::nullopt : std::optional(found->second);
}

/// Metres from the net of a place in the picture, by the four outer corners.
class Depths {
 public:
  explicit Depths(const Row& corners) {
    const std::array<const char*, 4> names{"upleft", "upright", "downright", "downleft"};
    const std::array<double, 4> x{6.7, 6.7, -6.7, -6.7}, y{-3.05, 3.05, 3.05, -3.05};
    Eigen::Matrix<double, 8, 8> a;
    Eigen::Matrix<double, 8, 1> b;
    for (int i = 0; i < 4; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const double u = std::stod(corners.at(std::string(names[k]) + "_x")),
                   v = std::stod(corners.at(std::string(names[k]) + "_y"));
      a.row(2 * i) << u, v, 1, 0, 0, 0, -x[k] * u, -x[k] * v;
      a.row(2 * i + 1) << 0, 0, 0, u, v, 1, -y[k] * u, -y[k] * v;
      b[2 * i] = x[k];
      b[2 * i + 1] = y[k];
    }
    h_ = a.fullPivLu().solve(b);
  }
  [[nodiscard]] double at(double u, double v) const {
    return std::abs((h_[0] * u + h_[1] * v + h_[2]) / (h_[6] * u + h_[7] * v + 1));
  }

 private:
  Eigen::Matrix<double, 8, 1> h_;
};

Known<double> depth_of(const Row& row, const Depths& depths) {
  const auto &x = row.at("player_location_x"), &y = row.at("player_location_y");
  if (x.empty() || y.empty()) return Known<double>::none("not labelled");
  return depths.at(std::stod(x), std::stod(y));
}

TEST(ShuttleSet, KindsAreThoseOfPeopleSharedData) {
  TL_NEEDS_SHARED_DATA();
  constexpr double kRate = 25;  // of the labelled video
  std::optional<Depths> depths;
  for (const auto& row : rows_of(set_path("shuttleset_homography.csv")))
    if (row.at("video") == kMatch) depths.emplace(row);
  ASSERT_TRUE(depths);
  int right = 0, all = 0;
  std::map<StrokeKind, std::array<int, 2>> of_kind;
  for (int set = 1; set <= 3; ++set) {
    const auto rows =
        rows_of(set_path(std::string(kMatch) + "_set" + std::to_string(set) + ".csv"));
    ASSERT_GT(rows.size(), 200U);
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
      const auto &row = rows[i], &next = rows[i + 1];
      const auto truth = kind_of(row.at("type"));
      if (!truth || next.at("rally") != row.at("rally")) continue;
      ShotFacts facts;
      facts.first = row.at("ball_round") == "1.0" || row.at("ball_round") == "1";
      facts.overhead = row.at("hit_height").starts_with("1");
      facts.depth_m = depth_of(row, *depths);
      facts.reply_depth_m = depth_of(next, *depths);
      facts.flight_s = (std::stod(next.at("frame_num")) - std::stod(row.at("frame_num"))) / kRate;
      if (facts.first) continue;  // a service is known without a rule
      const auto judged = judge_shot(facts);
      if (!judged.kind) continue;
      ++all;
      right += int{*judged.kind == *truth};
      ++of_kind[*truth][0];
      of_kind[*truth][1] += int{*judged.kind == *truth};
    }
  }
  ASSERT_GT(all, 600);
  EXPECT_GT(static_cast<double>(right) / all, 0.8);
  for (const auto& [kind, count] : of_kind)
    EXPECT_GT(static_cast<double>(count[1]) / count[0], 0.5) << to_string(kind);
  RecordProperty("accuracy", std::to_string(static_cast<double>(right) / all));
}

}  // namespace
}  // namespace touchline::badminton
