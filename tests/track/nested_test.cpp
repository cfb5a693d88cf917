// One body, two boxes; and two bodies whose boxes lie in each other.
#include "track/nested.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kPlayerClass;

/// An upright phone's picture of people who are large in it, 30 a second.
class Phone {
 public:
  Phone() : tracker_(testing::soccer_options()) {}
  const TrackUpdate& operator()(const Detections& detections) {
    ++frame_;
    const TrackUpdate& update =
        tracker_.update({frame_, frame_ * 33'333'333, 1080, 1920, detections});
    for (const auto& sample : update.people) {
      ids.insert(sample.track_id);
      ++samples[sample.track_id];
    }
    for (const Event& event : update.events) ended += event.type == "track_end";
    return update;
  }
  /// A pixel or two, as detectors waver.
  float wavers() { return std::normal_distribution<float>(0, 2)(random_); }
  Detection seen(Box box, float score = 0.8F) {
    return {{box.x + wavers(), box.y + wavers(), box.w + wavers(), box.h + wavers()},
            score,
            kPlayerClass};
  }
  std::set<std::int64_t> ids;
  std::map<std::int64_t, int> samples;
  int ended = 0;

 private:
  Tracker tracker_;
  std::mt19937 random_{7};
  std::int64_t frame_ = -1;
};

Box runner(int frame) { return {200 + 3.0F * static_cast<float>(frame), 700, 260, 640}; }
Box trunk(const Box& b) { return {b.x + 0.08F * b.w, b.y, 0.85F * b.w, 0.55F * b.h}; }
Box legs(const Box& b) { return {b.x, b.y + 0.45F * b.h, b.w, 0.55F * b.h}; }

TEST(Nested, ATrunkOrLegsAreNoSecondPerson) {
  for (const auto part : {trunk, legs}) {
    Phone phone;
    for (int k = 0; k < 90; ++k) phone({phone.seen(runner(k)), phone.seen(part(runner(k)), 0.6F)});
    EXPECT_EQ(phone.ids, std::set<std::int64_t>{1});
    EXPECT_EQ(phone.samples[1], 90 - 3);
  }
}

TEST(Nested, ATrackThatBeganOnATrunkGoesOnAsTheWhole) {
  Phone phone;
  for (int k = 0; k < 30; ++k) phone({phone.seen(trunk(runner(k)))});
  TrackSamples last;
  for (int k = 30; k < 90; ++k)
    last = phone({phone.seen(trunk(runner(k)), 0.6F), phone.seen(runner(k))}).people;
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].track_id, 1) << "the older identity";
  EXPECT_NEAR(last[0].box.h, 640, 10) << "with the whole body";
}

TEST(Nested, SomebodyFarAwayInTheSameBoxIsAnother) {
  Phone phone;
  for (int k = 0; k < 90; ++k) {
    const Box near = runner(k);
    phone({phone.seen(near), phone.seen({near.x + 90, near.y + 150, 100, 230})});
  }
  EXPECT_EQ(phone.ids.size(), 2U) << "between his knees and his arm";
  EXPECT_EQ(phone.ended, 0);
}

TEST(Nested, WhoPassesBehindStaysSomebody) {
  // The one behind is a little smaller, and for half a second the detector gives only what is
  // seen of him: less and less, then more again.
  Phone phone;
  for (int k = 0; k < 120; ++k) {
    const Box front{400, 700, 260, 640};
    const float x = 60 + 6.0F * static_cast<float>(k);
    const Box back{x, 690, 240, 590};
    const float hidden = std::min(back.right(), front.right()) - std::max(back.x, front.x);
    Detections seen{phone.seen(front)};
    if (hidden < 0.85F * back.w) seen.push_back(phone.seen(back, hidden > 0 ? 0.6F : 0.8F));
    phone(seen);
  }
  EXPECT_EQ(phone.ids.size(), 2U);
  EXPECT_EQ(phone.ended, 0);
}

TEST(Nested, TwoWhoMarkEachOtherStayTwo) {
  Phone phone;
  for (int k = 0; k < 120; ++k) {
    const float sway = 25 * std::sin(0.15F * static_cast<float>(k));
    phone({phone.seen({400, 700, 260, 640}), phone.seen({500 + sway, 660, 230, 600}, 0.7F)});
  }
  EXPECT_EQ(phone.ids.size(), 2U);
  EXPECT_EQ(phone.ended, 0);
}

TEST(Nested, AKneelingPlayerWhoMovesInFrontOfAnotherIsNoPartOfHim) {
  // As high as a trunk and at the feet, but with a walk of his own: from one leg to the other.
  Phone phone;
  for (int k = 0; k < 120; ++k) {
    const float walk = 4 * static_cast<float>(k);
    phone({phone.seen({300, 700, 260, 640}), phone.seen({100 + walk, 1040, 150, 300}, 0.7F)});
  }
  EXPECT_EQ(phone.ids.size(), 2U);
  EXPECT_EQ(phone.ended, 0);
}

}  // namespace
}  // namespace touchline
