// Who struck: single hits, and rallies as a whole against every choice there is.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "sports/badminton/hitters.h"

namespace touchline::badminton {
namespace {

BodyAt body(End end, Vec2d shoulders, Vec2d right_wrist, double torso) {
  BodyAt b;
  b.number = end == End::near ? 1 : 2;
  b.end = end;
  b.left_shoulder = shoulders - Vec2d{torso / 3, 0};
  b.right_shoulder = shoulders + Vec2d{torso / 3, 0};
  b.hips = shoulders + Vec2d{0, torso};
  b.right_wrist = right_wrist;
  b.left_wrist = shoulders + Vec2d{-torso / 2, torso};
  return b;
}

/// A near player at the lower edge of the picture and a far one higher up.
BodySeries two_players() {
  return {body(End::near, {900, 850}, {960, 750}, 120), body(End::far, {950, 300}, {975, 260}, 50)};
}

HitCandidate at(Vec2d px, Vec2d after) {
  HitCandidate hit;
  hit.at_px = px;
  hit.after = after;
  return hit;
}

TEST(EndScores, TheWristAtTheShuttleIsTheHitters) {
  const auto by_near = end_scores(at({980, 670}, {0, 0}), two_players(), {});
  EXPECT_TRUE(by_near.wrist);
  EXPECT_GT(by_near.near, by_near.far + 1.5);
  const auto by_far = end_scores(at({985, 210}, {0, 0}), two_players(), {});
  EXPECT_GT(by_far.far, by_far.near + 1.3);
}

TEST(EndScores, ItFliesAwayFromWhoStruckIt) {
  // Half-way between both, flying up the picture: towards the far player.
  auto players = two_players();
  for (auto& p : players) p.left_wrist = p.right_wrist = {};
  const auto up = end_scores(at({920, 500}, {20, -600}), players, {});
  EXPECT_FALSE(up.wrist);
  EXPECT_TRUE(up.direction);
  EXPECT_GT(up.near, up.far + 1.5);
  const auto down = end_scores(at({920, 500}, {-20, 600}), players, {});
  EXPECT_GT(down.far, down.near + 1.5);
}

TEST(EndScores, WithoutBodiesThereIsNoEvidence) {
  const auto none = end_scores(at({920, 500}, {20, -600}), {}, {});
  EXPECT_FALSE(none.wrist || none.direction);
  EXPECT_EQ(none.near, none.far);
}

/// What a choice (0: no hit, 1: near, 2: far) is worth, written out.
double worth(const std::vector<std::size_t>& choice, const std::vector<EndScores>& scores,
             const std::vector<double>& chances) {
  double sum = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < choice.size(); ++i) {
    if (choice[i] == 0) {
      sum += std::log(1 - chances[i]);
      continue;
    }
    const double mean = (scores[i].near + scores[i].far) / 2;
    sum += std::log(chances[i]) + (choice[i] == 1 ? scores[i].near : scores[i].far) - mean;
    if (choice[i] == last) sum -= HitterRule{}.twice;
    last = choice[i];
  }
  return sum;
}

TEST(ChooseHits, IsTheBestOfAllChoices) {
  std::mt19937 random(4);
  std::normal_distribution<double> score(0, 2);
  std::uniform_real_distribution<double> chance(0.1, 0.9);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 1 + random() % 7;
    std::vector<HitCandidate> candidates(n);
    std::vector<EndScores> scores(n);
    std::vector<double> chances(n);
    for (std::size_t i = 0; i < n; ++i) {
      candidates[i].frame = static_cast<std::int64_t>(i);
      scores[i].near = score(random);
      scores[i].far = score(random);
      chances[i] = chance(random);
    }
    std::vector<std::size_t> found(n, 0), choice(n, 0);
    for (const auto& hit : choose_hits(candidates, scores, chances))
      found[static_cast<std::size_t>(hit.at.frame)] = hit.hitter == End::near ? 1 : 2;
    const double reached = worth(found, scores, chances);
    for (std::size_t code = 0; code < static_cast<std::size_t>(std::pow(3, n)); ++code) {
      std::size_t rest = code;
      for (auto& c : choice) {
        c = rest % 3;
        rest /= 3;
      }
      EXPECT_LE(worth(choice, scores, chances), reached + 1e-9);
    }
  }
}

TEST(ChooseHits, TurnsAreTakenAndAFlipIsTold) {
  std::vector<HitCandidate> candidates(5);
  std::vector<EndScores> scores(5);
  for (std::size_t i = 0; i < 5; ++i) (i % 2 == 0 ? scores[i].near : scores[i].far) = 4;
  scores[2] = {0, 0.5, false, false};  // the weakest, and for the wrong end
  const std::vector<double> chances(5, 0.9);
  const auto hits = choose_hits(candidates, scores, chances);
  ASSERT_EQ(hits.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(hits[i].hitter, i % 2 == 0 ? End::near : End::far);
    EXPECT_EQ(hits[i].forced, i == 2);
    EXPECT_GT(hits[i].chance, 0.5);
  }
  EXPECT_LT(hits[2].chance, hits[1].chance);
}

TEST(ChooseHits, AWeakCandidateBetweenTwoTurnsIsNoHit) {
  std::vector<HitCandidate> candidates(3);
  std::vector<EndScores> scores(3);
  scores[0].near = scores[2].far = 4;
  const auto hits = choose_hits(candidates, scores, std::vector<double>{0.9, 0.3, 0.9});
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].hitter, End::near);
  EXPECT_EQ(hits[1].hitter, End::far);
  EXPECT_TRUE(choose_hits({}, {}, {}).empty());
}

}  // namespace
}  // namespace touchline::badminton
