// What the tracker makes of more than detections: measured motion, calibrations, kits, cuts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kBallClass;
using testing::kPlayerClass;
using testing::kStep;

constexpr int kWidth = 1920, kHeight = 1080;

Detection person_at(float x, float y, float h = 100) {
  return {{x - 0.2F * h, y - h, 0.4F * h, h}, 0.9F, kPlayerClass};
}
Detection ball_at(float x, float y) { return {{x - 6, y - 12, 12, 12}, 0.6F, kBallClass}; }

/// A camera that looks straight at a plane: 20 pixels a metre, the middle of the field at (cx, cy).
FieldView flat_view(double cx, double cy, double scale = 20) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {kWidth, kHeight};
  view.lens = {0, {kWidth / 2.0, kHeight / 2.0}, 1101};
  view.image_from_field.m = {scale, 0, cx, 0, -scale, cy, 0, 0, 1};
  view.field_from_image = *inverse(view.image_from_field);
  return view;
}
Mat3 shift(double dx, double dy) {
  Mat3 m;
  m.m = {1, 0, dx, 0, 1, dy, 0, 0, 1};
  return m;
}

TEST(MeasuredMotion, ATeamThatRunsTogetherIsNoPan) {
  // Six run alike while a seventh is hidden and stands still. What moves the hidden one is the
  // camera alone, and it is known to stand.
  for (const bool measured : {true, false}) {
    Tracker tracker(testing::soccer_options());
    const TrackUpdate* update = nullptr;
    for (int k = 0; k < 37; ++k) {
      const float run = k < 25 ? 0 : 12.0F * static_cast<float>(k - 25);
      Detections seen;
      for (int p = 0; p < 6; ++p)
        seen.push_back(person_at(200 + 180.0F * static_cast<float>(p) + run, 500));
      if (k < 25) seen.push_back(person_at(700, 900));
      FrameInput input{k, k * kStep, kWidth, kHeight, seen};
      if (measured && k > 0) input.motion = shift(0, 0);
      update = &tracker.update(input);
    }
    const auto hidden =
        std::find_if(update->people.begin(), update->people.end(),
                     [](const TrackSample& s) { return s.source == SampleSource::predicted; });
    ASSERT_NE(hidden, update->people.end());
    const float drift = std::abs(hidden->box.foot().x - 700);
    if (measured) {
      EXPECT_LT(drift, 5);
    } else {
      EXPECT_GT(drift, 20) << "the weakness that the measurement cures";
    }
  }
}

TEST(MeasuredMotion, OnePersonAloneSurvivesASwingAndAZoom) {
  // Nobody else to tell the camera's motion from; 100 pixels a frame is a body height.
  for (const double zoom : {1.0, 1.06}) {
    Tracker tracker(testing::soccer_options());
    std::set<std::int64_t> ids;
    double x = 960, y = 700, h = 100;
    for (int k = 0; k < 40; ++k) {
      Mat3 motion;
      const double dx = k < 10 ? 0 : (k % 16 < 8 ? -100 : 100), z = k < 10 || k > 20 ? 1 : zoom;
      motion.m = {z, 0, dx, 0, z, 0, 0, 0, 1};
      if (k > 0) x = z * x + dx, y = z * y, h *= z;
      const Detections seen = {
          person_at(static_cast<float>(x), static_cast<float>(y), static_cast<float>(h))};
      FrameInput input{k, k * kStep, 4 * kWidth, 4 * kHeight, seen};
      if (k > 0) input.motion = motion;
      for (const TrackSample& s : tracker.update(input).people) {
        ids.insert(s.track_id);
        EXPECT_EQ(s.source, SampleSource::measured) << k;
      }
    }
    EXPECT_EQ(ids, std::set<std::int64_t>{1}) << zoom;
  }
}

TEST(Calibrated, TwoCalibrationsTellTheMotion) {
  Tracker tracker(testing::soccer_options());
  std::set<std::int64_t> ids;
  for (int k = 0; k < 30; ++k) {
    const double pan = k < 10 ? 0 : 90.0 * (k - 10);
    const FieldView view = flat_view(1800 - pan, 500);
    const Detections seen = {person_at(static_cast<float>(1800 - pan), 700)};
    FrameInput input{k, k * kStep, kWidth, kHeight, seen};
    input.view = &view;
    for (const TrackSample& s : tracker.update(input).people) {
      ids.insert(s.track_id);
      ASSERT_TRUE(s.field);
      EXPECT_NEAR(s.field->m.x, 0, 0.1);
      EXPECT_NEAR(s.field->m.y, -10, 0.1);
      EXPECT_NEAR(s.field->cov.xx, 0.15 * 0.15, 1e-6) << "3 % of the body, 20 pixels a metre";
    }
  }
  EXPECT_EQ(ids, std::set<std::int64_t>{1});
}

TEST(Calibrated, NobodyRunsFasterThanTenMetresASecond) {
  // Someone disappears; 0.2 s later someone appears 7.5 m away. In the image that is
  // little more than half a body height.
  for (const bool calibrated : {true, false}) {
    Tracker tracker(testing::soccer_options());
    const FieldView view = flat_view(960, 500, 8);
    const TrackUpdate* update = nullptr;
    for (int k = 0; k < 40; ++k) {
      Detections seen;
      if (k < 20) seen = {person_at(500, 700)};
      if (k >= 25) seen = {person_at(560, 700)};
      FrameInput input{k, k * kStep, kWidth, kHeight, seen};
      if (calibrated) input.view = &view;
      update = &tracker.update(input);
    }
    ASSERT_FALSE(update->people.empty());
    EXPECT_EQ(update->people.back().track_id, calibrated ? 2 : 1);
  }
}

TEST(Calibrated, APredictionIsPlacedWithGrowingUncertaintyAndALostViewPlacesNobody) {
  Tracker tracker(testing::soccer_options());
  FieldView view = flat_view(960, 500);
  double last = 0;
  for (int k = 0; k < 30; ++k) {
    Detections seen;
    if (k < 20) seen = {person_at(500 + 4.0F * static_cast<float>(k), 700)};
    if (k == 29) view.state = CalibrationState::lost;
    FrameInput input{k, k * kStep, kWidth, kHeight, seen};
    input.view = &view;
    const TrackUpdate& update = tracker.update(input);
    if (k < 20) continue;
    ASSERT_EQ(update.people.size(), 1U);
    EXPECT_EQ(update.people[0].field.has_value(), k < 29);
    if (k == 29) continue;
    EXPECT_NEAR(update.people[0].field->m.x, (500 + 4.0 * k - 960) / 20, 0.4);
    EXPECT_GT(update.people[0].field->cov.xx, last);
    last = update.people[0].field->cov.xx;
  }
}

TEST(Kits, TellWhoIsWhoAfterTwoWereOne) {
  // Two meet, stay behind one another for 0.6 s, and turn back the way they came.
  const KitSample red{{50, 60, 40}, {50, 60, 40}, 0.8F}, white{{90, 0, 0}, {90, 0, 0}, 0.8F};
  for (const bool kits : {true, false}) {
    Tracker tracker(testing::soccer_options());
    std::int64_t first = 0, last = 0;
    for (int k = 0; k < 80; ++k) {
      const float apart = std::max(0.0F, 6.0F * (std::abs(static_cast<float>(k) - 40) - 8));
      // Turning back in the image looks like running through: only the kits tell.
      Detections seen = {person_at(900 - apart, 700)};
      std::vector<KitSample> worn = {red};
      if (apart > 15) {
        seen.push_back(person_at(900 + apart, 700));
        worn.push_back(white);
      }
      FrameInput input{k, k * kStep, kWidth, kHeight, seen};
      if (kits) input.kits = worn;
      const TrackUpdate& update = tracker.update(input);
      EXPECT_EQ(update.kits.size(), kits ? update.people.size() : 0);
      for (std::size_t s = 0; s < update.people.size(); ++s) {
        if (update.people[s].box.foot().x > 850 - 1) continue;
        (k < 40 ? first : last) = update.people[s].track_id;
        if (kits && update.people[s].source == SampleSource::measured) {
          EXPECT_EQ(update.kits[s], red);
        }
      }
    }
    EXPECT_GT(first, 0);
    if (kits) {
      EXPECT_EQ(first, last);
    }
  }
}

TEST(Cut, EndsEveryTrackAndBeginsAnew) {
  Tracker tracker(testing::soccer_options());
  std::vector<Event> events;
  std::set<std::int64_t> before, after;
  for (int k = 0; k < 40; ++k) {
    const float t = static_cast<float>(k);
    const Detections seen = {person_at(500, 700), person_at(900, 600), ball_at(300 + 20 * t, 900)};
    FrameInput input{k, k * kStep, kWidth, kHeight, seen};
    input.cut = k == 20;
    const TrackUpdate& update = tracker.update(input);
    for (const TrackSample& s : update.people) (k < 20 ? before : after).insert(s.track_id);
    if (k == 20) {
      events = update.events;
      EXPECT_TRUE(update.people.empty());
      EXPECT_EQ(update.ball.state, BallState::lost);
    }
  }
  std::vector<std::string> types;
  for (const Event& e : events) types.push_back(e.type);
  EXPECT_EQ(types, (std::vector<std::string>{"track_end", "track_end", "ball_lost", "cut"}));
  EXPECT_EQ(events[0].end_ns, 19 * kStep) << "they end with the picture before";
  EXPECT_EQ(events[3].start_ns, 20 * kStep);
  EXPECT_EQ(events[3].evidence, std::vector<std::int64_t>{20});
  EXPECT_EQ(before.size(), 2U);
  EXPECT_EQ(after.size(), 2U);
  EXPECT_GT(*after.begin(), *before.rbegin());
}

TEST(BallInMetres, AStillBallIsShownNearPeopleAndNotOnAMark) {
  // Metres; the pitch's left penalty spot is at (-41.5, 0), 20 pixels a metre around it.
  struct Place {
    Vec2d ball, player;
    bool shown;
  };
  for (const Place& p : {Place{{-38, 5}, {-37, 5}, true}, Place{{-38, 5}, {-30, 5}, false},
                         Place{{-41.5, 0.3}, {-41, 0}, false}, Place{{-52.5, 3.7}, {-52, 3}, false},
                         Place{{-55, 10}, {-54.5, 10}, false}}) {
    for (const bool calibrated : {true, false}) {
      Tracker tracker(testing::soccer_options());
      const FieldView view = flat_view(960 + 41.5 * 20, 540);
      const auto px = [&](Vec2d m) { return *to_image(view, m); };
      int visible = 0;
      for (int k = 0; k < 100; ++k) {
        const Vec2d b = px(p.ball), h = px(p.player);
        const Detections seen = {person_at(static_cast<float>(h.x), static_cast<float>(h.y), 40),
                                 ball_at(static_cast<float>(b.x), static_cast<float>(b.y))};
        FrameInput input{k, k * kStep, kWidth, kHeight, seen};
        if (calibrated) input.view = &view;
        const BallSample& sample = tracker.update(input).ball;
        visible += sample.state == BallState::visible;
        if (sample.state != BallState::visible) continue;
        ASSERT_TRUE(sample.sample.field);
        EXPECT_NEAR(distance(sample.sample.field->m, p.ball), 0, 0.1);
      }
      if (calibrated && p.shown) {
        EXPECT_GE(visible, 74);
      } else {
        EXPECT_EQ(visible, 0) << p.ball.x;
      }
    }
  }
}

TEST(BallInMetres, WhatMovesTakesOverFromAGuess) {
  Tracker tracker(testing::soccer_options());
  const FieldView view = flat_view(960, 540);
  BallSample sample;
  for (int k = 0; k < 80; ++k) {
    Detections seen = {person_at(700, 640, 40), ball_at(720, 640)};
    if (k > 40) seen.push_back(ball_at(1000 + 8.0F * static_cast<float>(k - 40), 300));
    FrameInput input{k, k * kStep, kWidth, kHeight, seen};
    input.view = &view;
    sample = tracker.update(input).ball;
    if (k == 40) {
      EXPECT_NEAR(sample.sample.box.center().x, 720, 1);
    }
  }
  EXPECT_NEAR(sample.sample.box.center().x, 1000 + 8 * 39, 5);
}

TEST(BallInMetres, FortyMetresASecondAndNoMore) {
  for (const double speed : {36.0, 46.0}) {
    Tracker tracker(testing::soccer_options());
    const FieldView view = flat_view(0, 540, 20);
    int visible = 0;
    for (int k = 0; k < 40; ++k) {
      const Detections seen = {person_at(900, 900, 36),
                               ball_at(static_cast<float>(100 + 20 * speed * 0.04 * k), 500)};
      FrameInput input{k, k * kStep, 4 * kWidth, kHeight, seen};
      input.view = &view;
      visible += tracker.update(input).ball.state == BallState::visible;
    }
    if (speed < 40) {
      EXPECT_GT(visible, 30);
    } else {
      EXPECT_EQ(visible, 0);
    }
  }
}

}  // namespace
}  // namespace touchline
