#include "track/class_vote.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

TEST(ClassVote, FirstVoteLeadsAtOnce) {
  ClassVote vote;
  EXPECT_EQ(vote.leader(), -1);
  vote.add(2, 0.6F, 0.0);
  EXPECT_EQ(vote.leader(), 2);
}

TEST(ClassVote, OneOddFrameChangesNothing) {
  ClassVote vote;
  vote.add(2, 0.6F, 0.04);
  vote.add(3, 0.9F, 0.04);
  EXPECT_EQ(vote.leader(), 2);
}

TEST(ClassVote, TheMajorityWinsAndStays) {
  ClassVote vote;
  vote.add(2, 0.9F, 0.04);
  int changes = 0, leader = vote.leader();
  for (int k = 0; k < 500; ++k) {
    vote.add(k % 3 == 0 ? 2 : 3, 0.8F, 0.04);  // a third of the frames call the referee a player
    changes += vote.leader() != leader;
    leader = vote.leader();
  }
  EXPECT_EQ(leader, 3);
  EXPECT_EQ(changes, 1);
}

TEST(ClassVote, EqualVotesDoNotFlicker) {
  ClassVote vote;
  int changes = 0, leader = -1;
  for (int k = 0; k < 500; ++k) {
    vote.add(k % 2, 0.8F, 0.04);
    changes += k > 0 && vote.leader() != leader;
    leader = vote.leader();
  }
  EXPECT_EQ(changes, 0);
}

TEST(ClassVote, TheFrameRateDoesNotMatter) {
  // The time of the change, seen at 25 and at 100 frames per second.
  const auto change_s = [](double dt) {
    ClassVote vote;
    double t = 0;
    for (; t < 1; t += dt) vote.add(0, 0.8F, dt);
    for (; t < 10 && vote.leader() == 0; t += dt) vote.add(1, 0.8F, dt);
    return t;
  };
  EXPECT_NEAR(change_s(0.04), change_s(0.01), 0.05);
}

TEST(ClassVote, AFifthClassTakesTheWeakestPlace) {
  ClassVote vote;
  for (int c = 0; c < 4; ++c) vote.add(c, 0.5F, 0.1);
  for (int k = 0; k < 20; ++k) vote.add(9, 0.9F, 0.1);
  EXPECT_EQ(vote.leader(), 9);
}

}  // namespace
}  // namespace touchline
