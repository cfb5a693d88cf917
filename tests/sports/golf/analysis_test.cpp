// From rows and bodies to swings: what the analysis of a source makes of perfect and of noisy eyes.
#include "sports/golf/analysis.h"

#include "sports/golf/filmed.h"
#include "sports/golf/record.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

struct Case {
  std::uint64_t seed;
  bool left_handed, face_on;
  double fps, noise_px;
};

struct Told {
  std::vector<Event> events;
  std::vector<std::unique_ptr<SportRecord>> records;
};

Told analyse(const Session& session, const Case& c, double seconds,
             std::span<const Event> foreseen = {}) {
  const auto analysis = golf_analyses({})();
  analysis->foresee(foreseen);
  const Camera camera = c.face_on ? testing::face_on() : testing::down_the_line(c.left_handed);
  SceneRandom random(c.seed);
  Told told;
  for (int i = 0; i < static_cast<int>(seconds * c.fps); ++i) {
    const double t = i / c.fps;
    auto seen = testing::empty(i, t);
    testing::add_body(seen, session.at(t), camera, 4, c.noise_px, &random);
    auto found = analysis->push(testing::row_of(seen), seen);
    for (auto& event : found.events) told.events.push_back(std::move(event));
    told.records.push_back(std::move(found.record));
  }
  for (auto& event : analysis->finish()) told.events.push_back(std::move(event));
  return told;
}

class Analyses : public ::testing::TestWithParam<Case> {};

TEST_P(Analyses, EverySwingIsFoundOnceWithItsEventsInTime) {
  const Case& c = GetParam();
  constexpr double kSeconds = 60;
  const Session session({kSeconds, c.seed, c.left_handed});
  const auto told = analyse(session, c, kSeconds);
  ASSERT_EQ(told.events.size(), session.swings().size());
  for (std::size_t i = 0; i < told.events.size(); ++i) {
    const auto swing = swing_of(told.events[i]);
    ASSERT_TRUE(swing);
    EXPECT_EQ(swing->hand, c.left_handed ? "left" : "right");
    const auto& truth = session.swings()[i];
    const auto error = [&](SwingEvent which) {
      const auto at = swing->at_ns[static_cast<std::size_t>(which)];
      return at ? to_seconds(*at) - truth.at_s[static_cast<std::size_t>(which)] : 1e9;
    };
    EXPECT_NEAR(error(SwingEvent::top), 0, 0.07);
    EXPECT_NEAR(error(SwingEvent::contact), 0, 0.07);
    EXPECT_NEAR(error(SwingEvent::mid_backswing), 0, 0.12);
    EXPECT_NEAR(error(SwingEvent::mid_downswing), 0, 0.08);
    EXPECT_NEAR(error(SwingEvent::address), 0, 0.35);
    EXPECT_NEAR(error(SwingEvent::finish), 0, 0.35);
    EXPECT_EQ(told.events[i].track_ids, std::vector<std::int64_t>{4});
  }
}

INSTANTIATE_TEST_SUITE_P(Golf, Analyses,
                         ::testing::Values(Case{1, false, true, 60, 0}, Case{2, true, true, 60, 0},
                                           Case{3, false, false, 60, 0},
                                           Case{4, false, true, 30, 2}, Case{5, true, false, 60, 2},
                                           Case{6, false, true, 120, 2}));

TEST(Analysis, ARecordTellsTheBodyOrWhyNot) {
  const Session session({20, 1, false});
  const auto told = analyse(session, {1, false, true, 60, 0}, 1);
  const auto* record = golf_of(told.records.back().get());
  ASSERT_TRUE(record);
  EXPECT_EQ(*record->golfer, 4);
  EXPECT_EQ(*record->points, 17);
  EXPECT_GT(*record->torso_px, 50);
  EXPECT_NEAR(*record->spine_deg, 0, 10);
  EXPECT_FALSE(record->swing) << "nothing was foreseen";

  const auto analysis = golf_analyses({})();
  auto seen = testing::empty(0, 0);
  const auto nobody = analysis->push(testing::row_of(seen), seen);
  EXPECT_STREQ(golf_of(nobody.record.get())->golfer.why, "no golfer is in view");
  seen.bodies.reset();
  seen.frame = 1;
  const auto unseen = analysis->push(testing::row_of(seen), seen);
  EXPECT_STREQ(golf_of(unseen.record.get())->golfer.why, "the network did not look at this frame");
}

TEST(Analysis, WhatIsForeseenShowsAroundTheSwing) {
  const Session session({20, 1, false});
  const Case c{1, false, true, 60, 0};
  const auto first = analyse(session, c, 20);
  ASSERT_FALSE(first.events.empty());
  const auto again = analyse(session, c, 20, first.events);
  const auto frame = [&](double t) {
    return golf_of(again.records[static_cast<std::size_t>(t * 60)].get());
  };
  const auto& truth = session.swings().front();
  EXPECT_FALSE(frame(truth.at_s.front() - 1)->swing);
  ASSERT_TRUE(frame(truth.at_s[3])->swing);
  EXPECT_EQ(frame(truth.at_s[3])->swing, swing_of(first.events.front()));
  EXPECT_EQ(again.events.size(), first.events.size());
}

}  // namespace
}  // namespace touchline::golf
