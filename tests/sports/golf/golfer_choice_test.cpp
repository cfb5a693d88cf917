// Who is followed when others walk by, stand beside, or take the golfer's track away.
#include "sports/golf/golfer_choice.h"

#include <algorithm>

#include "sports/golf/filmed.h"

namespace touchline::golf {
namespace {

using testing::add_body, testing::empty, testing::face_on;

GolferJoints moved(GolferJoints j, Vec3d by) {
  for (Vec3d* p : {&j.head, &j.nose, &j.neck, &j.chest, &j.pelvis, &j.grip, &j.club_head})
    *p = *p + by;
  for (auto* pair : {&j.eye, &j.ear, &j.shoulder, &j.elbow, &j.wrist, &j.hand, &j.hip, &j.knee,
                     &j.ankle, &j.toe})
    for (auto& p : *pair) p = p + by;
  return j;
}

class Choice : public ::testing::Test {
 protected:
  /// Ten seconds of a golfer; `others` adds to a frame.
  template <class Others>
  std::vector<std::int64_t> follow(
      const Others& others,
      std::int64_t golfers_track(double) = [](double) -> std::int64_t { return 1; }) {
    const Session session({20, 1, false});
    const Camera camera = face_on();
    std::vector<std::int64_t> chosen;
    for (int i = 0; i < 300; ++i) {
      const double t = i / 30.0;
      auto seen = empty(i, t);
      others(seen, t, session.at(t), camera);
      if (const auto id = golfers_track(t); id >= 0) add_body(seen, session.at(t), camera, id);
      const auto body = choice_.of(seen);
      chosen.push_back(body ? (*seen.bodies)[*body].track_id : -1);
    }
    return chosen;
  }
  GolferChoice choice_;
};

TEST_F(Choice, APasserByInFrontIsNotFollowed) {
  const auto chosen =
      follow([](Observation& seen, double t, const GolferJoints& j, const Camera& c) {
        const double x =
            -2.5 + 1.2 * (t - 3);  // from left to right, nearer to the camera and larger
        if (t > 3 && t < 7) add_body(seen, moved(j, {x, -1.2, 0}), c, 2);
      });
  EXPECT_EQ(std::count(chosen.begin(), chosen.end(), 1), std::ssize(chosen));
}

TEST_F(Choice, WhoStandsBesideIsNotTakenWhenTheGolferIsLostForAMoment) {
  const auto chosen = follow([](Observation& seen, double, const GolferJoints& j,
                                const Camera& c) { add_body(seen, moved(j, {1.3, 0.2, 0}), c, 2); },
                             [](double t) -> std::int64_t {
                               return t > 4 && t < 5 ? -1 : t < 5 ? 1 : 7;
                             });
  for (std::size_t i = 0; i < chosen.size(); ++i)
    EXPECT_EQ(chosen[i], i <= 120 ? 1 : i < 150 ? -1 : 7) << i;
}

TEST_F(Choice, AtTheStartTheLargerAndMoreCentralTakesOver) {
  const auto chosen = follow([](Observation& seen, double, const GolferJoints& j,
                                const Camera& c) { add_body(seen, moved(j, {2.4, 3, 0}), c, 2); },
                             [](double t) -> std::int64_t { return t < 0.2 ? -1 : 1; });
  EXPECT_EQ(chosen.front(), 2) << "nobody else was there";
  EXPECT_EQ(std::count(chosen.begin() + 30, chosen.end(), 1), std::ssize(chosen) - 30);
}

TEST_F(Choice, NobodyIsFollowedWhereNoNetworkLooked) {
  Observation seen;
  EXPECT_FALSE(choice_.of(seen));
  EXPECT_FALSE(choice_.track_id());
}

}  // namespace
}  // namespace touchline::golf
