// Whether the ball is looked for is settled before a run, and said with its reason.
#include "pipeline/ball_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;
using testing::TempDir;

/// A pack with the code of badminton; `looks` of it.
class BallChoice : public ::testing::Test {
 protected:
  void pack(const std::string& looks) {
    std::ofstream(dir_ / "hall.yaml") << "name: hall\ncode: badminton\nclasses: [person, dot]\n"
                                         "ball: dot\n"
                                      << looks;
    ASSERT_TRUE(config_.set("sport", dir_ / "hall.yaml", "flag"));
    const auto loaded = load_sport(config_.settings().sport);
    ASSERT_TRUE(loaded) << loaded.error().message;
    pack_ = *loaded;
  }
  /// A pack whose network for the ball lies beside it, and a network for bodies.
  void pack_with_network() {
    std::ofstream(dir_ / "dots.yaml") << "schema: 1\n";
    pack("looks:\n  - {network: pose, of: [person]}\n  - {network: " + (dir_ / "dots.yaml") +
         "}\n");
  }
  void choose(const char* value) { ASSERT_TRUE(config_.set("badminton.shuttle", value, "flag")); }
  Config::Entry entry() {
    for (const auto& each : config_.entries())
      if (each.key == "badminton.shuttle") return each;
    return {};
  }

  const TempDir dir_;
  Config config_;
  Sport pack_;
};

TEST_F(BallChoice, AutoIsOnWhereTheNetworkIsThere) {
  pack_with_network();
  ASSERT_TRUE(settle_ball(config_, pack_));
  EXPECT_EQ(entry().value, "on");
  EXPECT_EQ(entry().origin, "auto: its network is there");
  const auto sport = sport_of(config_);
  ASSERT_TRUE(sport);
  EXPECT_EQ(sport->ball, 1);
  EXPECT_EQ(sport->looks.size(), 2U);
  EXPECT_EQ(ball_choice_in_words(config_, *sport),
            "badminton.shuttle is on (auto: its network is there)");
}

TEST_F(BallChoice, AutoIsOffWithoutOneAndSaysWhy) {
  pack("looks: [{network: /nowhere/dots.yaml}]\n");
  ASSERT_TRUE(settle_ball(config_, pack_));
  EXPECT_EQ(entry().value, "off");
  EXPECT_EQ(entry().origin, "auto: its network '/nowhere/dots.yaml' is not there");
  const auto sport = sport_of(config_);
  ASSERT_TRUE(sport);
  EXPECT_EQ(sport->ball, -1);
  EXPECT_TRUE(sport->looks.empty());
}

TEST_F(BallChoice, ABallThatTheDetectorSeesIsOn) {
  pack("looks: [{network: pose, of: [person]}]\n");
  ASSERT_TRUE(settle_ball(config_, pack_));
  EXPECT_EQ(entry().value, "on");
  EXPECT_EQ(sport_of(config_)->ball, 1);
}

TEST_F(BallChoice, OnWithoutANetworkIsAnError) {
  pack("looks: [{network: dots}]\n");
  choose("on");
  const auto settled = settle_ball(config_, pack_);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().code, Errc::bad_config);
  EXPECT_THAT(settled.error().message,
              HasSubstr("badminton.shuttle is on, but its network 'dots'"));
}

TEST_F(BallChoice, OffKeepsTheOtherLooks) {
  pack_with_network();
  choose("off");
  ASSERT_TRUE(settle_ball(config_, pack_));
  EXPECT_EQ(entry().origin, "flag");
  const auto sport = sport_of(config_);
  ASSERT_TRUE(sport);
  EXPECT_EQ(sport->ball, -1);
  ASSERT_EQ(sport->looks.size(), 1U);
  EXPECT_EQ(sport->looks[0].models.at(""), "pose");
}

TEST_F(BallChoice, OnlyAutoGivesWayToASlowMachine) {
  pack_with_network();
  choose("on");
  ASSERT_TRUE(settle_ball(config_, pack_));
  EXPECT_FALSE(ball_may_go(config_, pack_)) << "the user insists";
  choose("auto");
  ASSERT_TRUE(settle_ball(config_, pack_));
  ASSERT_TRUE(ball_may_go(config_, pack_));
  ASSERT_TRUE(give_up_ball(config_, pack_, 7.2, 25));
  EXPECT_EQ(entry().value, "off");
  EXPECT_EQ(entry().origin, "auto: with it about 7.2 frames/s here, and 25 come");
  EXPECT_FALSE(ball_may_go(config_, pack_));
}

TEST_F(BallChoice, ASportWithoutTheSettingHasNoChoice) {
  const auto soccer = load_sport("soccer");
  ASSERT_TRUE(soccer);
  Config config;
  ASSERT_TRUE(settle_ball(config, *soccer));
  EXPECT_TRUE(ball_choice_in_words(config, *soccer).empty());
  EXPECT_FALSE(ball_may_go(config, *soccer));
  EXPECT_GE(sport_of(config)->ball, 0);
}

}  // namespace
}  // namespace touchline
