// Heads on synthetic tensors with known answers.
#include <gtest/gtest.h>

#include <cmath>

#include "infer/head.h"

namespace touchline {
namespace {

/// A model whose head reads tensors that the test makes.
ModelManifest model(Head head, int width, int height, std::vector<std::string> outputs,
                    std::vector<int> strides, std::vector<std::string> classes) {
  ModelManifest m;
  m.name = "synthetic";
  m.head = head;
  m.input.width = width;
  m.input.height = height;
  m.outputs = std::move(outputs);
  m.strides = std::move(strides);
  m.classes = std::move(classes);
  m.nms_iou = 0.5F;
  return m;
}

struct Tensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
  explicit Tensor(std::vector<std::int64_t> sizes, float fill = 0) : shape(std::move(sizes)) {
    std::int64_t count = 1;
    for (const auto s : shape) count *= s;
    values.assign(static_cast<std::size_t>(count), fill);
  }
  float& at(std::initializer_list<std::int64_t> index) {
    std::int64_t flat = 0;
    auto size = shape.begin();
    for (const auto i : index) flat = flat * *size++ + i;
    return values[static_cast<std::size_t>(flat)];
  }
};

Detections decode(const ModelManifest& m, const ClassMap& classes,
                  const std::vector<Tensor>& tensors, int image = 0,
                  LetterboxGeometry geometry = {0, 0, 64, 32, 1, 1, 64, 32}) {
  auto head = make_head(m, classes);
  EXPECT_TRUE(head) << head.error().message;
  std::vector<TensorView> views;
  for (const auto& t : tensors) views.push_back({t.shape, t.values.data()});
  Detections out{{{1, 2, 3, 4}, 1, 0}};  // must be replaced
  const auto status = (*head)->decode(views, image, geometry, out);
  EXPECT_TRUE(status) << status.error().message;
  return out;
}

const std::vector<std::string> kSoccer{"ball", "goalkeeper", "player", "referee"};
const ClassMap kAll{{0, 1, 2, 3}, {0.3F, 0.5F, 0.5F, 0.5F}, 0};

ModelManifest soccer() { return model(Head::heatmap_box, 64, 32, {"heat", "box"}, {4}, kSoccer); }

struct HeatmapScene {
  std::vector<Tensor> tensors{Tensor({2, 4, 8, 16}), Tensor({2, 4, 8, 16})};
  void put(int image, int c, int x, int y, float score, std::array<float, 4> sides) {
    tensors[0].at({image, c, y, x}) = score;
    for (int i = 0; i < 4; ++i)
      tensors[1].at({image, i, y, x}) = sides[static_cast<std::size_t>(i)];
  }
};

TEST(HeatmapBox, GivesTheBoxAroundTheCellCentre) {
  HeatmapScene scene;
  scene.put(0, 2, 5, 3, 0.9F, {2, 6, 4, 8});
  // Cell (5, 3) has its centre at (22, 14).
  EXPECT_EQ(decode(soccer(), kAll, scene.tensors), (Detections{{{20, 8, 6, 14}, 0.9F, 2}}));
}

TEST(HeatmapBox, KeepsOnlyPeaks) {
  HeatmapScene scene;
  scene.put(0, 2, 5, 3, 0.9F, {1, 1, 1, 1});
  scene.put(0, 2, 6, 4, 0.8F, {1, 1, 1, 1});  // a neighbour of a higher cell
  scene.put(0, 2, 7, 5, 0.7F, {1, 1, 1, 1});  // a neighbour of that: not a peak either
  scene.put(0, 2, 0, 0, 0.6F, {1, 1, 1, 1});  // a corner
  scene.put(0, 2, 15, 7, 0.6F, {1, 1, 1, 1});
  scene.put(0, 2, 14, 7, 0.6F, {1, 1, 1, 1});  // equal: the first in reading order
  const auto found = decode(soccer(), kAll, scene.tensors);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].score, 0.9F);
  EXPECT_EQ(found[1].box, (Box{1, 1, 2, 2}));
  EXPECT_EQ(found[2].box, (Box{57, 29, 2, 2}));
}

TEST(HeatmapBox, PeopleSuppressEachOtherAcrossClassesButNotTheBall) {
  HeatmapScene scene;
  scene.put(0, 1, 5, 3, 0.6F, {4, 8, 4, 8});
  scene.put(0, 2, 5, 3, 0.9F, {4, 8, 4, 8});
  scene.put(0, 0, 5, 3, 0.4F, {4, 8, 4, 8});
  const auto found = decode(soccer(), kAll, scene.tensors);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].class_id, 2);
  EXPECT_EQ(found[1].class_id, 0);
}

TEST(HeatmapBox, TheBallIsWhatTheSportCallsTheBall) {
  HeatmapScene scene;
  scene.put(0, 1, 5, 3, 0.6F, {4, 8, 4, 8});
  scene.put(0, 0, 5, 3, 0.4F, {4, 8, 4, 8});
  auto named = soccer();
  named.classes = {"football", "keeper", "outfield", "official"};
  EXPECT_EQ(decode(named, kAll, scene.tensors).size(), 2U);
  // A class that only has the name is a person like the others where the sport says so.
  EXPECT_EQ(decode(soccer(), ClassMap{kAll.to_sport, kAll.threshold, 3}, scene.tensors).size(), 1U);
}

TEST(HeatmapBox, ThresholdIsPerSportClassAndIgnoredClassesVanish) {
  HeatmapScene scene;
  scene.put(0, 0, 2, 2, 0.35F, {1, 1, 1, 1});
  scene.put(0, 2, 8, 2, 0.45F, {1, 1, 1, 1});
  scene.put(0, 3, 12, 5, 0.99F, {1, 1, 1, 1});
  const ClassMap map{{1, -1, 0, -1}, {0.4F, 0.3F}};
  const auto found = decode(soccer(), map, scene.tensors);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].class_id, 0);
  EXPECT_EQ(found[1].class_id, 1);
}

TEST(HeatmapBox, ReadsItsOwnImageOfTheBatch) {
  HeatmapScene scene;
  scene.put(1, 3, 1, 1, 0.8F, {1, 1, 1, 1});
  EXPECT_TRUE(decode(soccer(), kAll, scene.tensors, 0).empty());
  EXPECT_EQ(decode(soccer(), kAll, scene.tensors, 1).size(), 1U);
}

TEST(HeatmapBox, MapsBackThroughTheLetterbox) {
  HeatmapScene scene;
  scene.put(0, 2, 5, 3, 0.9F, {2, 6, 4, 8});
  scene.put(0, 2, 12, 6, 0.8F, {2, 2, 50, 2});  // runs over the right edge: cut there
  scene.put(0, 2, 0, 7, 0.7F, {1, 1, 1, 1});    // in the border: dropped
  const LetterboxGeometry geometry{8, 0, 48, 32, 2.5F, 2.5F, 120, 80};
  const auto found = decode(soccer(), kAll, scene.tensors, 0, geometry);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].box, (Box{30, 20, 15, 35}));
  EXPECT_EQ(found[1].box, (Box{100, 60, 20, 10}));
}

TEST(Heads, AWrongShapeIsABadModel) {
  auto head = make_head(soccer(), kAll);
  ASSERT_TRUE(head);
  const Tensor heat({1, 3, 8, 16}), box({1, 4, 8, 16});
  const std::vector<TensorView> views{{heat.shape, heat.values.data()},
                                      {box.shape, box.values.data()}};
  Detections out;
  const auto status = (*head)->decode(views, 0, {}, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::bad_model);
  EXPECT_NE(status.error().message.find("[1, 3, 8, 16]"), std::string::npos)
      << status.error().message;
}

TEST(Heads, NonsenseNumbersAreDropped) {
  HeatmapScene scene;
  scene.put(0, 2, 5, 3, 0.9F, {NAN, 6, 4, 8});
  scene.put(0, 2, 9, 3, 0.9F, {-8, 6, 4, 8});  // right of left
  scene.put(0, 2, 12, 3, NAN, {1, 1, 1, 1});
  EXPECT_TRUE(decode(soccer(), kAll, scene.tensors).empty());
}

TEST(Heads, ClassMapMustFitTheModel) {
  const auto head = make_head(soccer(), ClassMap{{0, 1}, {0.5F, 0.5F}});
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code, Errc::usage);
  EXPECT_FALSE(make_head(soccer(), ClassMap{{0, 1, 2, 3}, {0.5F}}));
}

// 64x32 with strides 8, 16, 32: 32 + 8 + 2 = 42 cells.
ModelManifest yolox() {
  return model(Head::yolox, 64, 32, {"output"}, {8, 16, 32}, {"person", "chair", "ball"});
}

TEST(Yolox, DecodesCentreAndLogSizeOfEveryStride) {
  Tensor t({1, 42, 8});
  const auto row = [&](int cell, std::vector<float> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      t.at({0, cell, static_cast<std::int64_t>(i)}) = values[i];
  };
  row(8 + 3, {0.5F, 0.25F, std::log(2.0F), 0, 0.8F, 0.75F, 0.1F, 0});  // stride 8, cell (3, 1)
  row(32 + 4 + 2,
      {0.5F, 0.5F, 0, std::log(0.5F), 0.9F, 0.1F, 0.2F, 0.5F});  // stride 16, cell (2, 1)
  const ClassMap map{{0, -1, 1}, {0.3F, 0.3F}};
  const auto found = decode(yolox(), map, {t});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_FLOAT_EQ(found[0].score, 0.6F);
  EXPECT_EQ(found[0].class_id, 0);
  EXPECT_NEAR(found[0].box.x, 20, 1e-4);  // centre (28, 10), size 16 x 8
  EXPECT_NEAR(found[0].box.y, 6, 1e-4);
  EXPECT_NEAR(found[0].box.w, 16, 1e-4);
  EXPECT_NEAR(found[0].box.h, 8, 1e-4);
  EXPECT_FLOAT_EQ(found[1].score, 0.45F);
  EXPECT_EQ(found[1].class_id, 1);
  EXPECT_NEAR(found[1].box.center().x, 40, 1e-4);
  EXPECT_NEAR(found[1].box.h, 8, 1e-4);
}

TEST(Yolox, ChairInViewIsNotAPersonAndDoesNotHideOne) {
  Tensor t({1, 42, 8});
  for (int i = 0; i < 2; ++i) {
    t.at({0, 10, 4}) = 0.9F;
    t.at({0, 10, 6}) = 0.95F;  // chair
    t.at({0, 10, 5}) = 0.6F;   // a weaker opinion that it is a person
  }
  t.at({0, 11, 4}) = 0.8F;
  t.at({0, 11, 5}) = 0.7F;
  t.at({0, 11, 0}) = -1.0F;  // the same place as the chair
  const auto found = decode(yolox(), ClassMap{{0, -1, 1}, {0.3F, 0.3F}}, {t});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].score, 0.56F);
}

TEST(Yolox, SuppressesWithinAClassOnly) {
  Tensor t({1, 42, 8});
  for (const int cell : {10, 11}) {
    t.at({0, cell, 0}) = cell == 11 ? -0.9F : 0.0F;  // nearly the same place
    t.at({0, cell, 4}) = cell == 11 ? 0.8F : 0.9F;
    t.at({0, cell, 5}) = 1;
  }
  EXPECT_EQ(decode(yolox(), ClassMap{{0, 1, 2}, {0.3F, 0.3F, 0.3F}}, {t}).size(), 1U);
  t.at({0, 11, 5}) = 0;
  t.at({0, 11, 7}) = 1;  // now a ball
  EXPECT_EQ(decode(yolox(), ClassMap{{0, 1, 2}, {0.3F, 0.3F, 0.3F}}, {t}).size(), 2U);
}

TEST(NanodetPlus, SideIsTheMeanOfItsDistribution) {
  // 64x32, strides 8, 16, 32, 64: 32 + 8 + 2 + 1 cells (a part of a cell counts), 2 classes + 4 * 8
  // bins.
  const auto m = model(Head::nanodet_plus, 64, 32, {"output"}, {8, 16, 32, 64}, {"person", "ball"});
  Tensor t({1, 43, 34});
  constexpr int kCell = 32 + 4 + 1;  // stride 16, cell (1, 1): corner (16, 16)
  t.at({0, kCell, 1}) = 0.7F;
  for (int side = 0; side < 4; ++side) {
    for (int bin = 0; bin < 8; ++bin) t.at({0, kCell, 2 + side * 8 + bin}) = -50;
  }
  t.at({0, kCell, 2 + 1}) = 0;      // left: 1 stride
  t.at({0, kCell, 2 + 8 + 0}) = 0;  // top: between 0 and 1
  t.at({0, kCell, 2 + 8 + 1}) = 0;
  t.at({0, kCell, 2 + 16 + 2}) = 9;  // right: 2
  t.at({0, kCell, 2 + 24 + 1}) = 3;  // bottom: 1
  const auto found = decode(m, ClassMap{{0, 1}, {0.5F, 0.5F}}, {t});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].class_id, 1);
  EXPECT_NEAR(found[0].box.x, 0, 1e-4);
  EXPECT_NEAR(found[0].box.y, 8, 1e-4);
  EXPECT_NEAR(found[0].box.right(), 48, 1e-4);
  EXPECT_NEAR(found[0].box.bottom(), 32, 1e-4);
}

TEST(RtmdetNms, ReadsRowsAndSkipsFilling) {
  const auto m = model(Head::rtmdet_nms, 64, 32, {"dets", "labels"}, {}, {"person"});
  Tensor dets({1, 3, 5}), labels({1, 3});
  dets.values = {10, 4, 20, 24, 0.5F, 30, 4, 40, 24, 0.8F, 1, 1, 9, 9, 0.9F};
  labels.values = {0, 0, -1};
  const auto found = decode(m, ClassMap{{0}, {0.4F}}, {dets, labels});
  EXPECT_EQ(found, (Detections{{{30, 4, 10, 20}, 0.8F, 0}, {{10, 4, 10, 20}, 0.5F, 0}}));
  EXPECT_TRUE(decode(m, ClassMap{{0}, {0.4F}}, {Tensor({1, 0, 5}), Tensor({1, 0})}).empty());
}

TEST(FootAndBall, PlayerBoxIsAShareOfTheInput) {
  const auto m = model(Head::footandball, 64, 32, {"player_conf", "player_box", "ball_conf"},
                       {16, 4}, {"ball", "player"});
  Tensor conf({1, 1, 2, 4}), box({1, 4, 2, 4}), ball({1, 1, 8, 16});
  conf.at({0, 0, 1, 2}) = 0.9F;
  const float offsets[4] = {0.125F, -0.25F, 0.25F, 0.5F};  // 8, -8, 16 and 16 pixels
  for (int i = 0; i < 4; ++i) box.at({0, i, 1, 2}) = offsets[i];
  ball.at({0, 0, 5, 9}) = 0.8F;
  const auto expect = [&](const ModelManifest& network, const ClassMap& classes) {
    const auto found = decode(network, classes, {conf, box, ball});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], (Detection{{40, 8, 16, 16}, 0.9F, 1}));  // cell centre (40, 24)
    EXPECT_EQ(found[1].class_id, 0);
    EXPECT_EQ(found[1].box.center(), (Vec2f{38, 22}));
  };
  expect(m, {{0, 1}, {0.5F, 0.5F}, 0});
  // Whatever the network calls them, and in whichever order.
  auto renamed = m;
  renamed.classes = {"person", "sphere"};
  expect(renamed, {{1, 0}, {0.5F, 0.5F}, 0});
  // A sport without a ball: only the players are left.
  const auto found = decode(m, ClassMap{{-1, 0}, {0.5F}}, {conf, box, ball});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].score, 0.9F);
}

}  // namespace
}  // namespace touchline
