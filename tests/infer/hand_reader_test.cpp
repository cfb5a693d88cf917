// Palms from anchors, hands from palms, and fingers that are counted in rendered hands.
#include "infer/hand_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "analytics/fingers.h"
#include "infer/point_networks.h"
#include "support/rendered_hand.h"

namespace touchline {
namespace {

ModelManifest anchored_manifest() {
  ModelManifest manifest;
  manifest.name = "palm";
  manifest.task = Task::keypoints;
  manifest.head = Head::anchored_keypoint;
  manifest.input.width = 64;
  manifest.input.height = 32;
  manifest.outputs = {"places", "scores"};
  manifest.strides = {8, 16, 16, 16};
  manifest.keypoints = {"left_top", "right_bottom", "wrist"};
  manifest.min_score = 0.5F;
  return manifest;
}

constexpr std::size_t kFine = 8 * 4 * 2, kAnchors = kFine + 4 * 2 * 6;

TEST(AnchoredKeypoints, TheSurestAnchorsBoxAndPointsAreThose) {
  auto decoder = make_keypoint_decoder(anchored_manifest());
  ASSERT_TRUE(decoder) << decoder.error().message;
  std::vector<float> places(kAnchors * 6), logits(kAnchors, -4);
  const auto expect_at = [&](std::size_t best, Vec2f anchor) {
    logits.assign(kAnchors, -4);
    logits[best] = 2;
    const float of_it[] = {1, -2, 8, 6, 3, 5};
    std::copy(std::begin(of_it), std::end(of_it), places.begin() + static_cast<long>(best * 6));
    const std::vector<TensorView> outputs{
        {{1, static_cast<std::int64_t>(kAnchors), 6}, places.data()},
        {{1, static_cast<std::int64_t>(kAnchors), 1}, logits.data()}};
    Keypoints found;
    const auto done = (*decoder)->decode(outputs, 0, CropMap{2, 0, 100, 0, 2, 50}, found);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(found.size(), 3U);
    const auto near = [&](std::size_t i, float x, float y) {
      ASSERT_TRUE(found[i]);
      EXPECT_NEAR(found[i]->pixel.x, 100 + 2 * (anchor.x + x), 1e-3);
      EXPECT_NEAR(found[i]->pixel.y, 50 + 2 * (anchor.y + y), 1e-3);
      EXPECT_NEAR(found[i]->score, 1 / (1 + std::exp(-2.0)), 1e-5);
    };
    near(0, -3, -5);
    near(1, 5, 1);
    near(2, 3, 5);
  };
  expect_at(0, {4, 4});
  expect_at(1, {4, 4});
  expect_at(2 * (8 + 3) + 1, {28, 12});
  expect_at(kFine, {8, 8});
  expect_at(kFine + 6 * (4 + 1) + 5, {24, 24});
}

TEST(AnchoredKeypoints, NothingSureAndWhatDoesNotFit) {
  auto decoder = make_keypoint_decoder(anchored_manifest());
  ASSERT_TRUE(decoder);
  const std::vector<float> places(kAnchors * 6), logits(kAnchors, -0.1F);
  std::vector<TensorView> outputs{{{1, static_cast<std::int64_t>(kAnchors), 6}, places.data()},
                                  {{1, static_cast<std::int64_t>(kAnchors), 1}, logits.data()}};
  Keypoints found;
  ASSERT_TRUE((*decoder)->decode(outputs, 0, {}, found));
  EXPECT_THAT(found, ::testing::Each(std::optional<Keypoint>()));
  outputs[0].shape[1] -= 1;
  EXPECT_EQ((*decoder)->decode(outputs, 0, {}, found).error().code, Errc::bad_model);
  auto manifest = anchored_manifest();
  manifest.outputs.pop_back();
  EXPECT_EQ(make_keypoint_decoder(manifest).error().code, Errc::bad_model);
}

TEST(RegressedKeypoints, PointsAreInputPixelsAndAsSureAsTheWhole) {
  ModelManifest manifest = anchored_manifest();
  manifest.head = Head::regressed_keypoint;
  manifest.strides.clear();
  manifest.keypoints = {"a", "b"};
  auto decoder = make_keypoint_decoder(manifest);
  ASSERT_TRUE(decoder) << decoder.error().message;
  const float points[] = {1, 2, 9, 10, 20, -9};
  float sure = 0.7F;
  const std::vector<TensorView> outputs{{{1, 6}, points}, {{1, 1}, &sure}};
  Keypoints found;
  ASSERT_TRUE((*decoder)->decode(outputs, 0, CropMap{1, 0, 5, 0, 1, 7}, found));
  EXPECT_EQ(found, (Keypoints{Keypoint{{6, 9}, 0.7F}, Keypoint{{15, 27}, 0.7F}}));
  sure = 0.3F;
  ASSERT_TRUE((*decoder)->decode(outputs, 0, {}, found));
  EXPECT_THAT(found, ::testing::Each(std::optional<Keypoint>()));
}

/// A palm 20 wide and 30 high in the middle of (100, 100), whose middle finger points there.
Keypoints palm_towards(float x, float y) {
  Keypoints palm(9, Keypoint{{100, 100}, 1});
  palm[0]->pixel = {90, 85};
  palm[1]->pixel = {110, 115};
  palm[4]->pixel = {100 + x, 100 + y};
  return palm;
}

TEST(HandPlace, FollowsTheFingers) {
  const HandPlace up = hand_place(palm_towards(0, -10));
  EXPECT_FLOAT_EQ(up.turn_rad, 0);
  EXPECT_NEAR(up.box.w, 78, 1e-3);
  EXPECT_NEAR(up.box.center().x, 100, 1e-3);
  EXPECT_NEAR(up.box.center().y, 85, 1e-3);
  const HandPlace right = hand_place(palm_towards(10, 0));
  EXPECT_NEAR(right.turn_rad, std::acos(0.0), 1e-5) << "clockwise";
  EXPECT_NEAR(right.box.center().x, 115, 1e-3);
  EXPECT_NEAR(right.box.center().y, 100, 1e-3);
  EXPECT_FLOAT_EQ(hand_place(palm_towards(0, 0)).turn_rad, 0);
}

/// Null: the networks are not there, and why is said.
std::optional<HandReader> reader_of_hands(std::string& missing) {
  ::setenv("TOUCHLINE_HANDS", TOUCHLINE_HANDS, 0);
  const auto folder = std::filesystem::path(TOUCHLINE_ROOT) / "share/models/hands";
  const auto palm = load_manifest((folder / "palm.yaml").string());
  const auto hand = load_manifest((folder / "hand.yaml").string());
  EXPECT_TRUE(palm) << palm.error().message;
  EXPECT_TRUE(hand) << hand.error().message;
  missing = palm->path + " is not there: './touchline setup --hands' fetches it";
  if (!std::filesystem::exists(palm->path)) return std::nullopt;
  auto reader = HandReader::open(*palm, *hand);
  EXPECT_TRUE(reader) << reader.error().message;
  return std::move(*reader);
}

struct Shown {
  std::array<bool, 5> out;
  bool mirrored;
  double turn_rad;
};

class RenderedHands : public ::testing::TestWithParam<Shown> {};

TEST_P(RenderedHands, FingersOutAreCounted) {
  std::string missing;
  auto reader = reader_of_hands(missing);
  if (!reader) GTEST_SKIP() << missing;
  const auto& [out, mirrored, turn] = GetParam();
  const Frame frame = testing::rendered_hand({out, mirrored, turn});
  const auto seen = reader->find(frame, {0, 0, 160, 160});
  ASSERT_TRUE(seen) << seen.error().message;
  ASSERT_TRUE(*seen) << "no hand is seen";
  const auto told = fingers_out(**seen);
  ASSERT_TRUE(told) << "not sure";
  EXPECT_THAT(*told, ::testing::ElementsAreArray(out));
}

INSTANTIATE_TEST_SUITE_P(Hands, RenderedHands,
                         ::testing::Values(Shown{{false, true, false, false, false}, false, 0},
                                           Shown{{false, true, true, false, false}, false, 0},
                                           Shown{{true, true, true, false, false}, false, 0},
                                           Shown{{false, true, false, false, true}, false, 0},
                                           Shown{{false, true, true, true, false}, true, 0.4},
                                           Shown{{false, true, true, true, true}, false, 0},
                                           Shown{{true, true, true, true, true}, true, -0.4}));

class RenderedFists : public ::testing::TestWithParam<double> {};

/// The network takes the folds of some for fingers.
TEST_P(RenderedFists, ShowNoFinger) {
  std::string missing;
  auto reader = reader_of_hands(missing);
  if (!reader) GTEST_SKIP() << missing;
  const auto seen = reader->find(testing::rendered_hand({{}, false, GetParam()}), {0, 0, 160, 160});
  ASSERT_TRUE(seen) << seen.error().message;
  EXPECT_EQ(*seen ? count_fingers(**seen).value_or(0) : 0, 0);
}

INSTANTIATE_TEST_SUITE_P(Hands, RenderedFists, ::testing::Values(0.0, 0.4, -0.4));

}  // namespace
}  // namespace touchline
