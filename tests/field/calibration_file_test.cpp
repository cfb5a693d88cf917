#include "field/calibration_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "field/pan_and_zoom.h"
#include "field/point_pairs.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;

class CalibrationFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/touchline_calibration_XXXXXX";
    folder_ = mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }
  std::string folder_;
};

FieldView some_view() {
  const test::PanAndZoom scene;
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = scene.size;
  view.image_from_field = scene.truth(1);
  view.field_from_image = *inverse(view.image_from_field);
  view.lens = {-0.03, 0.5 * view.size, length(view.size) / 2};
  for (std::size_t i = 0; i < 8; ++i) view.corner_cov[9 * i] = 2 + static_cast<double>(i);
  view.corner_cov[1] = view.corner_cov[8] = 0.5;
  view.inliers = 12, view.rmse_px = 1.25, view.rmse_m = 0.2, view.sigma_m = 0.15;
  return view;
}

TEST_F(CalibrationFiles, RowsComeBack) {
  CalibrationRow row{7, 280'000'000, some_view()}, gone{8, 320'000'000, {}};
  gone.view.size = row.view.size;
  gone.view.why = "a new shot began";
  const std::string path = folder_ + "/calibration.jsonl";
  ASSERT_TRUE(write_calibration(path, "a", {row, gone}));
  const auto read = CalibrationFile::read(path);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->rows().size(), 2U);
  const auto a = to_field(row.view, {400, 500}, 1),
             b = to_field(read->rows()[0].view, {400, 500}, 1);
  ASSERT_TRUE(a && b);
  EXPECT_LT(distance(a->m, b->m), 1e-6);
  EXPECT_NEAR(a->cov.xx, b->cov.xx, 1e-4 * a->cov.xx);
  EXPECT_EQ(read->rows()[1].view.why, "a new shot began");
  EXPECT_EQ(read->at(290'000'000, row.view.size).state, CalibrationState::measured);
  EXPECT_EQ(read->at(0, row.view.size).state, CalibrationState::lost);
  EXPECT_EQ(read->at(9 * kSecond, row.view.size).state, CalibrationState::lost);
}

/// So that what is drawn by it in a run is drawn the same from the run's files.
TEST_F(CalibrationFiles, AQuantisedViewComesBackBitForBit) {
  for (const auto state : {CalibrationState::stale, CalibrationState::lost}) {
    FieldView view = some_view();
    view.state = state;
    view.why = "carried on for long";
    view.lens.k1 = -1.0 / 3;
    view.sigma_m = 1.0 / 7;
    quantise(view);
    const auto back = parse_calibration(json_of(view, "a", 1, 2), "x");
    ASSERT_TRUE(back) << back.error().message;
    const FieldView& read = back->view;
    EXPECT_EQ(read.state, view.state);
    EXPECT_EQ(read.why, view.why);
    EXPECT_EQ(read.size, view.size);
    EXPECT_EQ(read.lens, view.lens);
    EXPECT_EQ(read.image_from_field, view.image_from_field);
    EXPECT_EQ(read.field_from_image, view.field_from_image);
    EXPECT_EQ(read.corner_cov, view.corner_cov);
    EXPECT_EQ(read.inliers, view.inliers);
    EXPECT_EQ(read.sigma_m, view.sigma_m);
    EXPECT_EQ(read.rmse_px, view.rmse_px);
    EXPECT_EQ(read.rmse_m, view.rmse_m);
  }
}

TEST_F(CalibrationFiles, OneRowIsAFixedCameraAtAnyResolution) {
  const auto file = CalibrationFile::from_rows({{0, 0, some_view()}}, "x");
  ASSERT_TRUE(file);
  const auto large = file->at(99 * kSecond, {2560, 1440});
  const auto a = to_field(some_view(), {400, 500}, 1), b = to_field(large, {800, 1000}, 2);
  ASSERT_TRUE(a && b);
  EXPECT_LT(distance(a->m, b->m), 1e-9);
  EXPECT_NEAR(a->cov.yy, b->cov.yy, 1e-9);
  const auto other = file->at(0, {1000, 1000});
  EXPECT_EQ(other.state, CalibrationState::lost);
  EXPECT_THAT(other.why, HasSubstr("1280x720"));
}

TEST_F(CalibrationFiles, WrongRowsNameFileLineAndKey) {
  const auto wrong = [&](const std::string& text) {
    const auto read = CalibrationFile::read(file("c.jsonl", text));
    EXPECT_FALSE(read);
    return read ? std::string() : read.error().message;
  };
  EXPECT_THAT(wrong("\n{\"state\": \"seen\", \"size\": [2, 2]}"),
              AllOf(HasSubstr("c.jsonl:2"), HasSubstr("state")));
  EXPECT_THAT(wrong("not json"), HasSubstr("c.jsonl:1"));
  EXPECT_THAT(wrong("{\"state\":\"measured\",\"size\":[1280,720],"
                    "\"image_from_field\":[10,0,640,0,10,360,0,0,1]}"),
              HasSubstr("mirrored"));
  EXPECT_THAT(wrong(""), HasSubstr("no calibration rows"));
  EXPECT_FALSE(CalibrationFile::read(folder_ + "/none.jsonl"));
}

constexpr const char* kStart = "size: [1280, 720]\npairs:\n";

std::string pairs_of(const std::vector<int>& marks, Vec2d shift = {}, int shifted = -1) {
  test::PanAndZoom scene;
  scene.focal = 0.8;
  const auto marked = field_of(scene.pitch).landmarks;
  std::string text = kStart;
  for (const int i : marks) {
    const auto& landmark = marked[static_cast<std::size_t>(i)];
    Vec2d p = *project(scene.truth(0), landmark.at);
    if (i == shifted) p = p + shift;
    text += fmt::format("  - {{pixel: [{}, {}], landmark: {}}}\n", p.x, p.y, landmark.name);
  }
  return text;
}

/// One pair a line, from the third line on.
std::string pairs_of(const std::vector<std::array<double, 4>>& pairs) {
  std::string text = kStart;
  for (const auto& [px, py, x, y] : pairs)
    text += fmt::format("  - {{pixel: [{}, {}], field: [{}, {}]}}\n", px, py, x, y);
  return text;
}

const std::vector<int> kSeven{13, 14, 15, 30, 31, 17, 20};

TEST_F(CalibrationFiles, PairsGiveTheViewAndHeldOutErrors) {
  const auto marked = read_point_pairs(file("p.yaml", pairs_of(kSeven)), field_of({}));
  ASSERT_TRUE(marked) << marked.error().message;
  const auto view = calibrate(*marked, field_of({}));
  ASSERT_TRUE(view) << view.error().message;
  test::PanAndZoom scene;
  scene.focal = 0.8;
  const auto at = to_field(*view, *project(scene.truth(0), {5, 3}), 0);
  ASSERT_TRUE(at);
  EXPECT_LT(distance(at->m, {5, 3}), 0.01);
  EXPECT_EQ(view->inliers, 7);
}

TEST_F(CalibrationFiles, YamlPairsByPlaceOrLandmark) {
  test::PanAndZoom scene;
  std::string text = "size: [1280, 720]\npairs:\n";
  for (const Vec2d m : {Vec2d{0, 0}, {10, 0}, {-8, 20}, {12, 25}, {0, -5}}) {
    const Vec2d p = *project(scene.truth(0), m);
    text += fmt::format("  - {{pixel: [{}, {}], field: [{}, {}]}}\n", p.x, p.y, m.x, m.y);
  }
  const Vec2d p = *project(scene.truth(0), {0, 9.15});
  text += fmt::format("  - {{pixel: [{}, {}], landmark: 14}}\n", p.x, p.y);
  const auto marked = read_point_pairs(file("p.yaml", text), field_of({}));
  ASSERT_TRUE(marked) << marked.error().message;
  ASSERT_EQ(marked->points.size(), 6U);
  EXPECT_TRUE(calibrate(*marked, field_of({})));
}

TEST_F(CalibrationFiles, WrongPairsAreNamed) {
  const auto wrong = [&](const std::string& text) {
    const auto marked = read_point_pairs(file("w.yaml", text), field_of({}));
    if (!marked) return marked.error().message;
    const auto view = calibrate(*marked, field_of({}));
    EXPECT_FALSE(view);
    return view ? std::string() : view.error().message;
  };
  EXPECT_THAT(wrong(pairs_of(kSeven, {90, 40}, 30)),
              AllOf(HasSubstr("w.yaml:6: pair 4"), HasSubstr("contradicts")));
  EXPECT_THAT(wrong(pairs_of({13, 14, 15})), HasSubstr("at least 4"));
  EXPECT_THAT(
      wrong(pairs_of({13, 14, 15}) + "  - {pixel: [0, 0], landmark: halfway line nowhere}\n"),
      AllOf(HasSubstr("w.yaml:6: pair 4"), HasSubstr("no landmark")));
  EXPECT_THAT(wrong(pairs_of({{10, 10, 0, 0}, {20, 20, 5, 5}, {30, 30, 10, 10}, {40, 40, 15, 15}})),
              HasSubstr("one line"));
  EXPECT_THAT(
      wrong(pairs_of({{10, 10, 0, 0}, {20, 20, 5, 5}, {30, 700, 90, 10}, {40, 40, 15, 15}})),
      AllOf(HasSubstr("w.yaml:5: pair 3"), HasSubstr("outside the 105x68")));
  EXPECT_THAT(wrong(pairs_of({{10, 10, 0, 0}, {2000, 20, 5, 5}, {3, 7, 9, 10}, {40, 40, 15, 15}})),
              AllOf(HasSubstr("w.yaml:4: pair 2"), HasSubstr("outside the 1280x720")));
  EXPECT_THAT(
      wrong(pairs_of(
          {{100, 600, -20, 30}, {1100, 600, 20, 30}, {900, 200, 15, -30}, {300, 200, -15, -30}})),
      HasSubstr("mirrored"));
  EXPECT_THAT(wrong("size,1280,720\n10,10,0,0\n"), HasSubstr("size: [width, height]"));
  EXPECT_THAT(wrong(std::string(kStart) + "  - {pixel: [.nan, 10], field: [0, 0]}\n"),
              HasSubstr("finite"));
  EXPECT_THAT(wrong(std::string(kStart) + "  - {pixel: [1x, 10], field: [0, 0]}\n"),
              AllOf(HasSubstr("w.yaml"), HasSubstr("line 3")));
}

}  // namespace
}  // namespace touchline
