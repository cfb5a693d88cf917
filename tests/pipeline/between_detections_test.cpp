// A detector that does not see every frame: which clips that makes, what stands between, and that
// neither order nor batches nor threads change a byte.
#include "pipeline/between_detections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/clip_cutter.h"
#include "pipeline/scripted_looks.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::ElementsAre;

Moment at(double seconds, int epoch = 0) {
  Moment moment;
  moment.picture.pts_ns = from_seconds(seconds);
  moment.picture.epoch = epoch;
  return moment;
}

/// One character a frame of each clip: `#` is seen by the detector.
std::vector<std::string> clips_of(ClipCutter& cutter, std::vector<Moment> moments) {
  std::vector<std::string> clips;
  const auto note = [&](const std::optional<ClipCutter::Cut>& clip) {
    if (!clip) return;
    clips.emplace_back();
    for (const auto& moment : clip->moments) clips.back() += moment.due.test(0) ? '#' : '.';
  };
  for (auto& moment : moments) note(cutter.push(std::move(moment)));
  note(cutter.finish());
  return clips;
}

TEST(ClipCutter, ClipsOfASparseDetectorBeginAndEndWithWhatItSees) {
  ClipCutter cutter({1, 100}, {0.1, 0});
  std::vector<Moment> moments;
  for (int i = 0; i < 15; ++i) moments.push_back(at(i / 30.0));
  EXPECT_THAT(clips_of(cutter, std::move(moments)), ElementsAre("#..#.#", "#..#.#", "#.#"));
}

TEST(ClipCutter, WhatComesTooDenselyOrOfAnotherEpochIsAClipOfItsOwn) {
  ClipCutter cutter({1, 4}, {10});
  std::vector<Moment> moments;
  for (int i = 0; i < 6; ++i) moments.push_back(at(0.01 * i));
  for (int i = 0; i < 3; ++i) moments.push_back(at(0.01 * i, 1));
  EXPECT_THAT(clips_of(cutter, std::move(moments)), ElementsAre("#..#", "##", "#.#"));
}

TEST(ClipCutter, EveryFrameIsAClipWhereTheDetectorSeesAll) {
  ClipCutter cutter({1, 1}, {0});
  std::vector<Moment> moments;
  for (int i = 0; i < 3; ++i) moments.push_back(at(0.04 * i));
  EXPECT_THAT(clips_of(cutter, std::move(moments)), ElementsAre("#", "#", "#"));
}

TEST(ClipCutter, NoEvenSourceFillsAClip) {
  for (const double rate : {23.976, 25.0, 59.94, 120.0}) {
    ClipCutter cutter({1, frames_between_detections(0.1, rate)}, {0.1});
    std::vector<Moment> moments;
    for (int i = 0; i < 2 * rate; ++i) moments.push_back(at(i / rate));
    EXPECT_EQ(clips_of(cutter, std::move(moments)).size(), 10U) << rate;
  }
}

std::vector<Moment> seen_at_both_ends(const Detections& first, const Detections& last) {
  std::vector<Moment> clip;
  for (int i = 0; i < 5; ++i) clip.push_back(at(i == 4 ? 1.0 : 0.2 * i));  // not at even times
  for (auto* end : {&clip.front(), &clip.back()}) end->due.set(0);
  clip.front().seen.detections = first;
  clip.back().seen.detections = last;
  interpolate_detections(clip);
  return clip;
}

TEST(BetweenDetections, ABoxMovesEvenlyInTimeAndIsGrownByItsMotion) {
  const auto clip = seen_at_both_ends({{{0, 10, 40, 80}, 0.9F, 1}}, {{{10, 10, 40, 80}, 0.6F, 1}});
  EXPECT_FALSE(clip.front().seen.interpolated);
  EXPECT_FALSE(clip.back().seen.interpolated);
  const float shares[] = {0.2F, 0.4F, 0.6F};
  for (std::size_t i = 1; i < 4; ++i) {
    const auto& seen = clip[i].seen;
    EXPECT_TRUE(seen.interpolated);
    ASSERT_EQ(seen.detections.size(), 1U);
    const auto& one = seen.detections[0];
    const float share = shares[i - 1], room = 10 * 0.5F * 4 * share * (1 - share);
    EXPECT_NEAR(one.box.x, 10 * share - room, 1e-4);
    EXPECT_NEAR(one.box.right(), 40 + 10 * share + room, 1e-4);
    EXPECT_EQ(one.box.y, 10) << "a side that rests is not grown";
    EXPECT_EQ(one.box.bottom(), 90);
    EXPECT_EQ(one.score, 0.6F) << "no surer than the less sure of the two";
    EXPECT_EQ(one.class_id, 1);
  }
}

TEST(BetweenDetections, WhatOnlyOneOfTheTwoHasIsNowhereBetween) {
  const Box box{0, 0, 40, 80};
  EXPECT_TRUE(seen_at_both_ends({{box, 0.9F, 1}}, {})[2].seen.detections.empty());
  EXPECT_TRUE(seen_at_both_ends({{box, 0.9F, 1}}, {{box, 0.9F, 0}})[2].seen.detections.empty())
      << "of another class";
  EXPECT_TRUE(
      seen_at_both_ends({{box, 0.9F, 1}}, {{{90, 0, 40, 80}, 0.9F, 1}})[2].seen.detections.empty())
      << "somewhere else";
}

TEST(BetweenDetections, TwoWhoStandCloseKeepTheirOwnBoxes) {
  const Detection left{{0, 0, 40, 80}, 0.7F, 1}, right{{20, 0, 40, 80}, 0.9F, 1};
  const auto between = seen_at_both_ends({left, right}, {right, left})[2].seen.detections;
  ASSERT_EQ(between.size(), 2U);
  EXPECT_EQ(between[0], right) << "the surer first, as a detector has them";
  EXPECT_EQ(between[1], left);
}

class SparseDetector : public ::testing::TestWithParam<Wiring> {};

TEST_P(SparseDetector, RecordsAreTheSameWhateverTheBatchesAndThreads) {
  const TempDir dirs[2];
  const auto run = [&](const Wiring& wiring, const TempDir& dir) {
    ScriptedDetector detector({.delay_us = 300});
    ScriptedNetwork<Keypoints> pose(middle);
    CropRule rule;
    rule.classes = {1};
    rule.min_height_px = 0;
    Told told;
    std::vector<LaneSetup> lanes;
    lanes.push_back(remembering({.frames = 61, .epoch_every = 33}, told, dir.path()));
    auto& lane = lanes.back();
    lane.looks_every_s = {0.2, 0};
    lane.clip = {1, frames_between_detections(0.2, 25)};
    lane.frames_under_way = lane.clip.stride + 8;
    const std::vector<LookSetup> looks{{"detector", with_interpolation(frame_look(detector))},
                                       {"pose", crop_look(pose, rule, 1)}};
    for (const auto& result : run_lanes(std::move(lanes), looks, wiring)) {
      EXPECT_FALSE(result.error) << result.error->message;
      EXPECT_EQ(result.frames, 61);
      EXPECT_EQ(result.account.stage(Stage::infer).frames, 21) << "of 61";
    }
    return told.seen;
  };
  const auto alone = run({1, 1}, dirs[0]), seen = run(GetParam(), dirs[1]);
  ASSERT_EQ(seen.size(), 61U);
  int interpolated = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].detections, alone[i].detections);
    EXPECT_EQ(seen[i].interpolated, alone[i].interpolated);
    interpolated += seen[i].interpolated;
    ASSERT_TRUE(seen[i].bodies) << "bodies are looked at on every frame";
    EXPECT_EQ(seen[i].bodies->size(), 2U) << "people are there on every frame: " << i;
  }
  EXPECT_EQ(interpolated, 40);
  const auto one = read_text(dirs[0] / "cam.tracking"), two = read_text(dirs[1] / "cam.tracking");
  EXPECT_EQ(one, two);
  EXPECT_NE(two.find("\"src\":\"interpolated\""), std::string::npos);
  EXPECT_NE(two.find("\"src\":\"measured\""), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Streams, SparseDetector,
                         ::testing::Values(Wiring{1, 1}, Wiring{3, 1}, Wiring{2, 8}),
                         [](const auto& each) {
                           return fmt::format("streams{}_batch{}", each.param.streams,
                                              each.param.max_batch);
                         });

}  // namespace
}  // namespace touchline
