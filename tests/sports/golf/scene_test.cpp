// The session that the demo films: its truth is what its pictures show.
#include <algorithm>
#include <cmath>

#include "sports/golf/filmed.h"

namespace touchline::golf {
namespace {

double at(const TrueSwing& swing, SwingEvent which) {
  return swing.at_s[static_cast<std::size_t>(which)];
}

class Sessions : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  Session session_{{60, GetParam(), GetParam() % 2 == 0}};
  std::size_t lead_ = GetParam() % 2 == 0 ? 1 : 0;
};

TEST_P(Sessions, EventsComeInTheirOrderAndSwingsApart) {
  ASSERT_GE(session_.swings().size(), 4U);
  double last = -10;
  for (const auto& swing : session_.swings()) {
    EXPECT_TRUE(std::is_sorted(swing.at_s.begin(), swing.at_s.end()));
    EXPECT_GT(at(swing, SwingEvent::top) - last, 5);
    last = at(swing, SwingEvent::top);
    EXPECT_EQ(swing.practice, swing.score == 0);
    EXPECT_LT(at(swing, SwingEvent::finish), 60);
  }
}

TEST_P(Sessions, TheTruthIsInTheJoints) {
  for (const auto& swing : session_.swings()) {
    const auto joints = [&](SwingEvent which) { return session_.at(at(swing, which)); };
    const auto level_arm = [&](const GolferJoints& j) {
      return std::abs(j.wrist[lead_].z - j.shoulder[lead_].z);
    };
    const auto level_club = [](const GolferJoints& j) {
      return std::abs(j.club_head.z - j.grip.z);
    };
    EXPECT_LT(level_club(joints(SwingEvent::toe_up)), 0.06);
    EXPECT_LT(level_club(joints(SwingEvent::mid_follow_through)), 0.08);
    EXPECT_LT(level_arm(joints(SwingEvent::mid_backswing)), 0.05);
    EXPECT_LT(level_arm(joints(SwingEvent::mid_downswing)), 0.05);
    const auto top = joints(SwingEvent::top), contact = joints(SwingEvent::contact);
    EXPECT_GT(top.wrist[lead_].z, top.shoulder[lead_].z + 0.1);
    EXPECT_LT(contact.club_head.z, 0.12);
    EXPECT_GE(contact.club_head.z, -0.05);
  }
}

TEST_P(Sessions, NobodysBonesChangeTheirLength) {
  const auto bones = [&](double t) {
    const auto j = session_.at(t);
    std::vector<double> all;
    for (const std::size_t k : {0U, 1U})
      for (const auto& [a, b] : {std::pair{j.shoulder[k], j.elbow[k]},
                                 {j.elbow[k], j.wrist[k]},
                                 {j.hip[k], j.knee[k]},
                                 {j.knee[k], j.ankle[k]}})
        all.push_back(length(a - b));
    return all;
  };
  const auto first = bones(0);
  for (double t = 0.1; t < 60; t += 0.1) {
    const auto now = bones(t);
    for (std::size_t i = 0; i < now.size(); ++i)
      EXPECT_NEAR(now[i], first[i], 0.03) << i << " " << t;
  }
}

TEST_P(Sessions, NothingJumps) {
  constexpr double kStep = 1.0 / 240, kFastest_m_s = 16;  // hands of a golfer
  for (double t = 0; t < 60; t += kStep) {
    const auto a = session_.at(t), b = session_.at(t + kStep);
    for (const std::size_t k : {0U, 1U})
      EXPECT_LT(length(a.wrist[k] - b.wrist[k]), kFastest_m_s * kStep) << t;
  }
}

INSTANTIATE_TEST_SUITE_P(Scene, Sessions, ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace touchline::golf
