// Strokes and shuttle in the columns of data sets, read back.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/csv.h"
#include "sports/badminton/formats/formats.h"
#include "sports/badminton/formats/shuttleset.h"
#include "sports/badminton/play_input.h"
#include "sports/badminton/recorded_film.h"
#include "support/shared_data.h"

namespace touchline::badminton {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> table_in(const std::string& path) {
  std::ifstream file(path);
  std::vector<Cells> rows;
  for (std::string line; std::getline(file, line);) rows.push_back(csv_cells(line));
  return rows;
}

class SetFormats : public filmed::RecordedFilm {
 protected:
  SetFormats() : RecordedFilm(30) {}
  void SetUp() override {
    RecordedFilm::SetUp();
    in_.sport = formats({}, true);
  }
};

TEST_F(SetFormats, TheShuttlesPlacesAreThoseOfTheRows) {
  const auto done = convert(in_, "tracknet", dir_ / "out");
  ASSERT_TRUE(done) << done.error().message;
  const auto table = table_in(dir_ / "out/ball.csv");
  EXPECT_EQ(table.at(0), (Cells{"Frame", "Visibility", "X", "Y"}));
  ASSERT_EQ(table.size(), rows_.size() + 1);
  int visible = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto& cells = table[i + 1];
    const auto shuttle = shuttle_of(rows_[i], filmed::kShuttleClass);
    ASSERT_EQ(cells.at(0), std::to_string(rows_[i].frame));
    ASSERT_EQ(cells.at(1), shuttle.sight == Sight::seen ? "1" : "0");
    if (shuttle.sight != Sight::seen) {
      EXPECT_EQ(cells.at(2) + cells.at(3), "00");
      continue;
    }
    ++visible;
    EXPECT_NEAR(std::stod(cells.at(2)), shuttle.at_px.x, 0.51);
    EXPECT_NEAR(std::stod(cells.at(3)), shuttle.at_px.y, 0.51);
  }
  EXPECT_GT(visible, 100);
}

TEST_F(SetFormats, StrokesHaveShuttleSetsColumns) {
  const auto done = convert(in_, "shuttleset", dir_ / "out");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_FALSE(done->unknown.empty());
  const auto table = table_in(dir_ / "out/set1.csv");
  ASSERT_GT(table.size(), 8U);
  for (const auto& cells : table) ASSERT_EQ(cells.size(), table[0].size());
  int placed = 0, rally = 0;
  for (std::size_t i = 1; i < table.size(); ++i) {
    const auto& cells = table[i];
    const bool first = cells[1] == "1";
    rally += first;
    EXPECT_EQ(cells[0], std::to_string(rally));
    EXPECT_EQ(cells[7], first ? "1" : "2");
    EXPECT_TRUE(cells[6] == "A" || cells[6] == "B");
    if (cells[24].empty() || cells[27].empty()) continue;
    ++placed;
    const double own = std::stod(cells[25]), others = std::stod(cells[28]);
    EXPECT_EQ(own > others, cells[6] == "A") << "A began at the near end, lower in the picture";
  }
  EXPECT_GT(placed, 5);
}

TEST_F(SetFormats, WithoutAShuttleThereIsNothingToWrite) {
  in_.ball_class = -1;
  EXPECT_FALSE(convert(in_, "shuttleset", dir_ / "out"));
  EXPECT_FALSE(convert(in_, "tracknet", dir_ / "out"));
}

TEST_F(SetFormats, ColumnsAndWordsAreThoseOfThePublishedFilesSharedData) {
  TL_NEEDS_SHARED_DATA();
  const auto folder = touchline::testing::shared_data() / "truth";
  ASSERT_TRUE(convert(in_, "shuttleset", dir_ / "out"));
  ASSERT_TRUE(convert(in_, "tracknet", dir_ / "out"));
  std::set<std::string> words;
  std::size_t sets = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder / "shuttleset")) {
    if (file.path().filename().string().find("_set") == std::string::npos) continue;
    ++sets;
    const auto published = table_in(file.path().string());
    EXPECT_EQ(table_in(dir_ / "out/set1.csv").at(0), published.at(0)) << file.path();
    for (const auto& cells : published) words.insert(cells.at(8));
  }
  EXPECT_EQ(sets, 5U);
  for (std::size_t k = 0; k < kStrokeKinds; ++k)
    if (const auto kind = static_cast<StrokeKind>(k); kind != StrokeKind::long_service) {
      EXPECT_TRUE(words.contains(shuttleset_word(kind))) << to_string(kind);
    }
  EXPECT_TRUE(words.contains(shuttleset_word(Known<StrokeKind>::none("not told"))));
  for (const auto& file : std::filesystem::directory_iterator(folder / "tracknet_labels"))
    if (file.path().extension() == ".csv") {
      EXPECT_EQ(table_in(dir_ / "out/ball.csv").at(0), table_in(file.path().string()).at(0));
    }
}

}  // namespace
}  // namespace touchline::badminton
