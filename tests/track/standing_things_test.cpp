// Goal posts that a detector takes for people, on a pitch whose camera is known.
#include "track/standing_things.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "sports/soccer/scene/match_camera.h"
#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kPlayerClass;
using testing::kStep;

constexpr int kWide = 1280, kHigh = 720;
constexpr double kPost_m = 2.44, kMan_m = 1.85;
constexpr Vec2d kAtPost{52.6, 3.6}, kSix{46, 2};

/// High in the main stand, turned to the right goal.
Camera camera() {
  Camera c;
  c.position = {0, -80, 38};
  look_at(c, {25, -3, 0});
  c.focal = 0.9;
  return c;
}

FieldView view() {
  FieldView v;
  v.state = CalibrationState::measured;
  v.size = {kWide, kHigh};
  v.lens = {0, {kWide / 2.0, kHigh / 2.0}, std::hypot(kWide, kHigh) / 2.0};
  v.image_from_field = camera().image_from_field(kWide, kHigh);
  v.field_from_image = *inverse(v.image_from_field);
  return v;
}

/// What stands there and is so high, a pixel's noise added.
class Eye {
 public:
  Detection operator()(Vec2d at, double height_m, float score = 0.6F) {
    const Vec2d foot = *camera().project({at.x, at.y, 0}, kWide, kHigh),
                top = *camera().project({at.x, at.y, height_m}, kWide, kHigh);
    const double h = foot.y - top.y + noise_(random_);
    return {{static_cast<float>(foot.x + noise_(random_) - h / 6), static_cast<float>(top.y),
             static_cast<float>(h / 3), static_cast<float>(h)},
            score,
            kPlayerClass};
  }

 private:
  std::mt19937 random_{11};
  std::normal_distribution<double> noise_{0, 0.5};
};

/// A tracker that is fed 25 frames a second.
class Goal {
 public:
  explicit Goal(bool first_samples = false)
      : tracker_([first_samples] {
          TrackerOptions options = testing::soccer_options();
          options.first_samples = first_samples;
          return options;
        }()) {}
  const TrackUpdate& operator()(const Detections& detections, bool calibrated = true) {
    ++frame_;
    FrameInput input{frame_, frame_ * kStep, kWide, kHigh, detections};
    if (calibrated) input.view = &view_;
    const TrackUpdate& update = tracker_.update(input);
    people += update.people.size();
    for (const Event& event : update.events) events.push_back(event);
    return update;
  }
  [[nodiscard]] std::vector<Event> of_type(const char* type) const {
    std::vector<Event> found;
    for (const Event& event : events)
      if (event.type == type) found.push_back(event);
    return found;
  }
  std::size_t people = 0;  ///< samples
  std::vector<Event> events;

 private:
  Tracker tracker_;
  FieldView view_ = view();
  std::int64_t frame_ = -1;
};

TEST(StandingThings, APostIsNobodyFromItsFirstFrame) {
  Eye eye;
  Goal goal(true);
  for (int k = 0; k < 100; ++k) {
    const TrackUpdate& update = goal({eye(kAtPost, kPost_m), eye(kSix, kMan_m)});
    for (const auto& first : update.firsts) EXPECT_EQ(first.sample.track_id, 1);
    if (k > 5) {
      EXPECT_GE(update.open_since, k) << "no row waits for it";
    }
  }
  EXPECT_EQ(goal.people, 100U - 3) << "the goalkeeper alone";
  ASSERT_EQ(goal.of_type("clutter").size(), 1U) << "told once";
  const Event told = goal.of_type("clutter")[0];
  EXPECT_TRUE(told.track_ids.empty());
  ASSERT_TRUE(told.field_m);
  EXPECT_NEAR(told.field_m->x, kAtPost.x, 0.6);
  EXPECT_NEAR(told.field_m->y, kAtPost.y, 0.6);
}

TEST(StandingThings, AGoalkeeperWhoLeansOnThePostIsSomebody) {
  Eye eye;
  Goal goal;
  for (int k = 0; k < 250; ++k) goal({eye(kAtPost, kMan_m)});
  EXPECT_EQ(goal.people, 250U - 3);
  EXPECT_TRUE(goal.of_type("clutter").empty());
}

TEST(StandingThings, APostThatLooksLikeAPersonAtFirstIsWaitedFor) {
  Eye eye;
  Goal goal;
  for (int k = 0; k < 100; ++k) goal({eye(kAtPost, k > 0 && k < 5 && k != 2 ? kMan_m : kPost_m)});
  EXPECT_EQ(goal.people, 0U);
  EXPECT_EQ(goal.of_type("clutter").size(), 1U);
}

TEST(StandingThings, WhoRaisesTheArmsBeforeTheGoalOrIsTallElsewhereStaysSomebody) {
  Eye eye;
  Goal goal;
  for (int k = 0; k < 50; ++k) goal({eye(kAtPost, kMan_m), eye(kSix, kPost_m)});
  for (int k = 0; k < 75; ++k) goal({eye(kAtPost, kPost_m), eye(kSix, kPost_m)});
  EXPECT_EQ(goal.of_type("track_start").size(), 2U);
  EXPECT_TRUE(goal.of_type("track_end").empty());
  EXPECT_TRUE(goal.of_type("clutter").empty());
}

TEST(StandingThings, APostThatWasFollowedEndsOnceThePitchIsKnown) {
  Eye eye;
  Goal goal;
  for (int k = 0; k < 25; ++k) goal({eye(kAtPost, kPost_m)}, false);
  EXPECT_EQ(goal.people, 25U - 3);
  for (int k = 0; k < 100; ++k) goal({eye(kAtPost, kPost_m)});
  EXPECT_NEAR(static_cast<double>(goal.people), 25 - 3 + 25, 2) << "a second more";
  ASSERT_EQ(goal.of_type("track_end").size(), 1U);
  ASSERT_FALSE(goal.of_type("clutter").empty());
  EXPECT_EQ(goal.of_type("clutter")[0].track_ids, std::vector<std::int64_t>{1});
}

TEST(StandingThings, TellNothingWithoutAViewAndOfTheSky) {
  const FieldView known = view();
  Eye eye;
  const Detection post = eye(kAtPost, kPost_m);
  StandingThings things(field_of({}).standing);
  const FieldPoint at{kAtPost, {0.01, 0, 0.01}};
  things.look(nullptr);
  EXPECT_EQ(things.shows(post.box, at), std::nullopt);
  things.look(&known);
  EXPECT_EQ(things.shows(post.box, at), true);
  EXPECT_EQ(things.shows({post.box.x, -2000, post.box.w, post.box.bottom() + 2000}, at),
            std::nullopt);
  EXPECT_EQ(things.shows(post.box, {{40, 3.6}, {0.01, 0, 0.01}}), false);
}

}  // namespace
}  // namespace touchline
