#include "sports/soccer/threat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "support/shared_data.h"

namespace touchline {
namespace {

const std::string kGrid = std::string(TOUCHLINE_ROOT) + "/share/sports/xt_12x8.csv";

ThreatGrid published(const PitchSpec& pitch = {}) {
  auto grid = ThreatGrid::load(kGrid, pitch);
  EXPECT_TRUE(grid) << grid.error().message;
  return *grid;
}

/// The middle of a cell on a pitch.
Vec2d middle(const ThreatGrid& grid, const PitchSpec& pitch, int column, int row) {
  return {-pitch.length_m / 2 + (column + 0.5) * pitch.length_m / grid.columns(),
          pitch.width_m / 2 - (row + 0.5) * pitch.width_m / grid.rows()};
}

TEST(Threat, PublishedGridHasItsShapeMaximumAndSymmetry) {
  const auto grid = published();
  EXPECT_EQ(grid.columns(), 12);
  EXPECT_EQ(grid.rows(), 8);
  EXPECT_NEAR(grid.max(), 0.2574536, 5e-8);
  EXPECT_TRUE(grid.symmetric());
  EXPECT_NEAR(grid.cell(0, 0), 0.00638303, 1e-9);
  EXPECT_NEAR(grid.cell(11, 3), 0.25745362, 1e-8);
}

TEST(Threat, ShippedValuesArePublishedOnesSharedData) {
  TL_NEEDS_SHARED_DATA();
  std::ifstream file(testing::shared_data() / "truth" / "xt_12x8.json");
  const auto values = nlohmann::json::parse(file).at("values");
  const auto grid = published();
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 12; ++column)
      EXPECT_EQ(grid.cell(column, row), values.at(row).at(column).get<float>());
}

TEST(Threat, MiddlesOfCellsHaveTheCellsValues) {
  for (const PitchSpec& pitch : {PitchSpec{}, PitchSpec{.length_m = 120, .width_m = 70}}) {
    const auto grid = published(pitch);
    for (int row = 0; row < 8; ++row)
      for (int column = 0; column < 12; ++column) {
        const Vec2d p = middle(grid, pitch, column, row);
        EXPECT_NEAR(grid.at(p, 1), grid.cell(column, row), 1e-9);
        EXPECT_NEAR(grid.at({-p.x, -p.y}, -1), grid.cell(column, row), 1e-9);
      }
  }
}

TEST(Threat, BetweenMiddlesItIsTheirMean) {
  const auto grid = published();
  const PitchSpec pitch;
  const Vec2d a = middle(grid, pitch, 9, 2), b = middle(grid, pitch, 10, 3);
  const double mean = (grid.cell(9, 2) + grid.cell(10, 2) + grid.cell(9, 3) + grid.cell(10, 3)) / 4;
  EXPECT_NEAR(grid.at(0.5 * (a + b), 1), mean, 1e-8);
  EXPECT_NEAR(grid.at({(a.x + b.x) / 2, a.y}, 1), (grid.cell(9, 2) + grid.cell(10, 2)) / 2, 1e-8);
}

TEST(Threat, MirroredPlacesAreWorthTheSame) {
  const auto grid = published();
  std::mt19937 random(1);
  std::uniform_real_distribution<double> along(-60, 60), across(-40, 40);
  for (int i = 0; i < 500; ++i) {
    const Vec2d p{along(random), across(random)};
    EXPECT_NEAR(grid.at(p, 1), grid.at({p.x, -p.y}, 1), 1e-7);
    EXPECT_NEAR(grid.at(p, 1), grid.at({-p.x, p.y}, -1), 1e-7);
    EXPECT_DOUBLE_EQ(grid.at(p, 1), grid.at({-p.x, -p.y}, -1));
  }
}

TEST(Threat, BeyondThePitchItIsThatOfTheEdge) {
  const auto grid = published();
  EXPECT_DOUBLE_EQ(grid.at({70, 0}, 1), grid.at({52.5, 0}, 1));
  EXPECT_DOUBLE_EQ(grid.at({0, 1e9}, 1), grid.at({0, 34}, 1));
  EXPECT_NEAR(grid.at({1e9, 0}, 1), grid.max(), 1e-8);
  EXPECT_NEAR(grid.at({-1e9, 0}, 1), grid.cell(0, 3), 1e-8);
}

TEST(Threat, ListsAgreeWithSinglePlaces) {
  const auto grid = published();
  std::mt19937 random(2);
  std::uniform_real_distribution<float> along(-60, 60), across(-40, 40);
  for (const std::size_t count : {1, 15, 16, 17, 48, 49, 200}) {
    std::vector<float> x(count), y(count), out(count, -1);
    for (std::size_t i = 0; i < count; ++i) x[i] = along(random), y[i] = across(random);
    for (const int direction : {1, -1}) {
      grid.at(x, y, direction, out);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_NEAR(out[i], grid.at({x[i], y[i]}, direction), 1e-6);
    }
  }
}

TEST(Threat, AGridMayHaveAnyShape) {
  const auto line = ThreatGrid::create(3, 1, {0, 0.5F, 1}, {});
  ASSERT_TRUE(line);
  EXPECT_NEAR(line->at({0, 30}, 1), 0.5, 1e-9);
  EXPECT_NEAR(line->at({17.5, -30}, 1), 0.75, 1e-7);
  EXPECT_NEAR(line->at({17.5, 0}, -1), 0.25, 1e-7);
  const auto uneven = ThreatGrid::create(1, 3, {0, 0.5F, 1}, {});
  ASSERT_TRUE(uneven);
  EXPECT_FALSE(uneven->symmetric());
  EXPECT_NEAR(uneven->at({0, 34}, 1), 0, 1e-9) << "the first row lies at +y";
  EXPECT_NEAR(uneven->at({0, 34}, -1), 1, 1e-9) << "half a turn";
}

TEST(Threat, WrongGridsAreNamed) {
  const float nan = std::nanf("");
  for (const auto& [columns, rows, values, word] :
       {std::tuple{2, 2, std::vector<float>{0, 0.1F, 0.2F}, "3 values"},
        {2, 1, {0, nan}, "column 2"},
        {1, 2, {0, 1.5F}, "row 2"},
        {0, 2, {}, "0 columns"},
        {2, 1, {0.5F, 0.5F}, "every value"}}) {
    const auto grid = ThreatGrid::create(columns, rows, values, {});
    ASSERT_FALSE(grid);
    EXPECT_EQ(grid.error().code, Errc::bad_config);
    EXPECT_NE(grid.error().message.find(word), std::string::npos) << grid.error().message;
  }
  EXPECT_FALSE(ThreatGrid::create(2, 1, {0, 1}, PitchSpec{.length_m = -1}));
}

class ThreatFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string path = (std::filesystem::temp_directory_path() / "threat_XXXXXX").string();
    ASSERT_NE(mkdtemp(path.data()), nullptr);
    folder_ = path;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Result<ThreatGrid> load(const std::string& text) {
    std::ofstream(folder_ / "grid.csv") << text;
    return ThreatGrid::load((folder_ / "grid.csv").string());
  }
  std::filesystem::path folder_;
};

TEST_F(ThreatFile, CommentsSpacesAndLineEndsAreNoValues) {
  const auto grid = load("# a source\r\n\n 0.1 , 0.2,0.3\r\n0.4,0.5,0.6  # a remark\n");
  ASSERT_TRUE(grid) << grid.error().message;
  EXPECT_EQ(grid->columns(), 3);
  EXPECT_EQ(grid->rows(), 2);
  EXPECT_EQ(grid->cell(2, 1), 0.6F);
}

TEST_F(ThreatFile, ErrorsNameFileAndLine) {
  for (const auto& [text, word] : {std::pair{"0.1,0.2\n0.1\n", "grid.csv:2: 1 values"},
                                   {"# x\n0.1,zero\n", "grid.csv:2: 'zero'"},
                                   {"0.1,,0.2\n", "grid.csv:1: ''"},
                                   {"", "grid.csv: "},
                                   {"0.1,nan\n", "column 2"}}) {
    const auto grid = load(text);
    ASSERT_FALSE(grid) << text;
    EXPECT_NE(grid.error().message.find(word), std::string::npos) << grid.error().message;
  }
  const auto none = ThreatGrid::load((folder_ / "none.csv").string());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::io);
}

}  // namespace
}  // namespace touchline
