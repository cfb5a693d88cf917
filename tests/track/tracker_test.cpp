// The life of a track, one rule at a time.
#include "track/tracker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "track/run_scene.h"

namespace touchline {
namespace {

using testing::kPlayerClass;
using testing::kRefereeClass;
using testing::kStep;

/// Feeds one frame after another, 25 a second.
class Feed {
 public:
  explicit Feed(const TrackerOptions& options = testing::soccer_options()) : tracker_(options) {}
  const TrackUpdate& operator()(const Detections& detections, std::int64_t skipped = 0) {
    frame_ += 1 + skipped;
    const TrackUpdate& update = tracker_.update({frame_, frame_ * kStep, 1920, 1080, detections});
    events.insert(events.end(), update.events.begin(), update.events.end());
    return update;
  }
  Tracker& tracker() { return tracker_; }
  [[nodiscard]] std::int64_t frame() const { return frame_; }
  [[nodiscard]] std::vector<Event> of_type(const std::string& type) const {
    std::vector<Event> out;
    for (const Event& event : events) {
      if (event.type == type) out.push_back(event);
    }
    return out;
  }
  std::vector<Event> events;

 private:
  Tracker tracker_;
  std::int64_t frame_ = -1;
};

Detection person(float x, float score = 0.9F, int class_id = kPlayerClass) {
  return {{x, 300, 40, 100}, score, class_id};
}

TEST(Tracker, ReportsOnceMatchedOverConfirmTime) {
  Feed feed;
  EXPECT_TRUE(feed({person(100)}).people.empty());
  EXPECT_TRUE(feed({person(102)}).people.empty());
  EXPECT_TRUE(feed({person(104)}).people.empty());
  const TrackUpdate& update = feed({person(106)});  // 120 ms after the first
  ASSERT_EQ(update.people.size(), 1U);
  EXPECT_EQ(update.people[0],
            (TrackSample{1, kPlayerClass, {106, 300, 40, 100}, 0.9F, SampleSource::measured}));
  ASSERT_EQ(update.events.size(), 1U);
  EXPECT_EQ(update.events[0].type, "track_start");
  EXPECT_EQ(update.events[0].start_ns, 0);
  EXPECT_EQ(update.events[0].end_ns, 3 * kStep);
  EXPECT_EQ(update.events[0].evidence, (std::vector<std::int64_t>{0, 3}));
}

TrackerOptions with_firsts() {
  TrackerOptions options = testing::soccer_options();
  options.first_samples = true;
  return options;
}

TEST(TrackerFirsts, AConfirmedTrackGivesWhatWasMeasuredBefore) {
  Feed feed(with_firsts());
  for (int k = 0; k < 3; ++k) {
    const TrackUpdate& update = feed({person(100 + 2.0F * static_cast<float>(k), 0.6F)});
    EXPECT_TRUE(update.firsts.empty());
    EXPECT_EQ(update.open_since, 0) << "the first frame waits for it";
  }
  const TrackUpdate& update = feed({person(106)});
  ASSERT_EQ(update.firsts.size(), 3U);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_EQ(update.firsts[k].frame, static_cast<std::int64_t>(k));
    EXPECT_EQ(update.firsts[k].sample,
              (TrackSample{1,
                           kPlayerClass,
                           {100 + 2.0F * static_cast<float>(k), 300, 40, 100},
                           0.6F,
                           SampleSource::measured}));
  }
  ASSERT_EQ(update.people.size(), 1U) << "this frame's is where it always was";
  EXPECT_EQ(update.open_since, 4);
  EXPECT_TRUE(feed({person(108)}).firsts.empty());
}

TEST(TrackerFirsts, AFrameThatWasMissedHasNoneAndWhoIsForgottenHoldsNobodyUp) {
  Feed feed(with_firsts());
  feed({person(100), person(900)});
  feed({person(100)});
  feed({});
  std::vector<std::int64_t> frames;
  for (int k = 0; k < 4; ++k)
    for (const auto& first : feed({person(100)}).firsts) frames.push_back(first.frame);
  EXPECT_EQ(frames, (std::vector<std::int64_t>{0, 1, 3}));
  const std::int64_t open_since = feed({person(100)}).open_since;
  EXPECT_EQ(open_since, feed.frame() + 1) << "the one at 900 is forgotten";
  EXPECT_EQ(feed.of_type("track_start").size(), 1U);
}

TEST(TrackerFirsts, ASourceShorterThanConfirmationGivesItsPeople) {
  for (const int frames : {1, 2, 3}) {
    Feed feed(with_firsts());
    for (int k = 0; k < frames; ++k) feed({person(100), person(500, 0.3F), person(900)});
    const TrackUpdate& end = feed.tracker().finish();
    EXPECT_EQ(end.firsts.size(), 2U * static_cast<unsigned>(frames)) << "0.3 starts no track";
    EXPECT_EQ(end.firsts.front().frame, 0);
    EXPECT_EQ(end.firsts.front().sample.track_id, 1);
    EXPECT_EQ(end.firsts.front().sample.source, SampleSource::measured);
    ASSERT_EQ(end.events.size(), 4U);
    EXPECT_EQ(end.events[0].type, "track_start");
    EXPECT_EQ(end.events[3].type, "track_end");
  }
}

TEST(TrackerFirsts, ALongerSourceConfirmsNobodyAtItsEnd) {
  Feed feed(with_firsts());
  for (int k = 0; k < 4; ++k) feed({person(100)});
  feed({person(100), person(900)});
  const TrackUpdate& end = feed.tracker().finish();
  EXPECT_TRUE(end.firsts.empty());
  EXPECT_EQ(end.events.size(), 1U);
}

TEST(TrackerFirsts, AreOnlyGivenWhereTheyAreWanted) {
  Feed feed;
  for (int k = 0; k < 5; ++k) EXPECT_TRUE(feed({person(100)}).firsts.empty());
  Feed photo;
  photo({person(100)});
  EXPECT_TRUE(photo.tracker().finish().events.empty());
}

TEST(Tracker, ASingleFalseDetectionLeavesNoTraceAndCostsNoId) {
  Feed feed;
  feed({person(900)});
  for (int k = 0; k < 10; ++k) feed({person(100)});
  EXPECT_EQ(feed({person(100)}).people.at(0).track_id, 1);
  EXPECT_EQ(feed.events.size(), 1U);
}

TEST(Tracker, LowScoresContinueButNeverStart) {
  Feed feed;
  for (int k = 0; k < 20; ++k) EXPECT_TRUE(feed({person(100, 0.3F)}).people.empty());
  for (int k = 0; k < 5; ++k) feed({person(100)});
  const TrackUpdate& update = feed({person(100, 0.2F)});
  ASSERT_EQ(update.people.size(), 1U);
  EXPECT_EQ(update.people[0].source, SampleSource::measured);
  EXPECT_EQ(update.people[0].conf, 0.2F);
  EXPECT_TRUE(feed({person(100, 0.05F)}).people.at(0).source == SampleSource::predicted);
}

TEST(Tracker, PredictsForCoastTimeThenKeepsSilentThenEnds) {
  Feed feed;
  for (int k = 0; k < 25; ++k)
    feed({person(100 + 4.0F * static_cast<float>(k))});  // last seen at 960 ms
  float conf = 0.9F;
  for (int unseen = 1; unseen <= 45; ++unseen) {
    const TrackUpdate& update = feed({});
    const double gone_s = 0.04 * unseen;
    if (gone_s <= 0.5 + 1e-9) {
      ASSERT_EQ(update.people.size(), 1U) << gone_s;
      const TrackSample& sample = update.people[0];
      EXPECT_EQ(sample.source, SampleSource::predicted);
      EXPECT_LT(sample.conf, conf);
      conf = sample.conf;
      // Constant velocity: 4 pixels a frame, learnt from 25 frames.
      EXPECT_NEAR(sample.box.x, 196 + 4 * unseen, 4);
      EXPECT_NEAR(sample.box.h, 100, 1);
    } else {
      EXPECT_TRUE(update.people.empty());
    }
    EXPECT_EQ(update.events.empty(), unseen != 38) << "ends in the first frame after 1.5 s";
  }
  const Event end = feed.of_type("track_end").at(0);
  EXPECT_EQ(end.start_ns, 24 * kStep);
  EXPECT_EQ(end.track_ids, std::vector<std::int64_t>{1});
  EXPECT_EQ(end.evidence.front(), 24);
}

TEST(Tracker, ComesBackUnderTheSameIdWithinLostTime) {
  Feed feed;
  for (int k = 0; k < 25; ++k) feed({person(100)});
  for (int k = 0; k < 30; ++k) feed({});
  EXPECT_EQ(feed({person(110)}).people.at(0).track_id, 1);
}

TEST(Tracker, AnIdIsNeverUsedAgain) {
  Feed feed;
  std::set<std::int64_t> ids;
  for (int life = 0; life < 5; ++life) {
    for (int k = 0; k < 10; ++k) feed({person(100)});
    ids.insert(feed({person(100)}).people.at(0).track_id);
    for (int k = 0; k < 50; ++k) feed({});
  }
  EXPECT_EQ(ids, (std::set<std::int64_t>{1, 2, 3, 4, 5}));
}

TEST(Tracker, AGapInTheTimelineEndsTracks) {
  Feed feed;
  for (int k = 0; k < 10; ++k) feed({person(100)});
  const TrackUpdate& update = feed({person(100)}, 250);  // ten seconds later
  ASSERT_EQ(update.events.size(), 1U);
  EXPECT_EQ(update.events[0].type, "track_end");
  EXPECT_TRUE(update.people.empty()) << "what is there now is someone new until confirmed";
}

TEST(Tracker, DroppedFramesAndOneLateFrameKeepTheId) {
  Feed feed;
  for (int k = 0; k < 25; ++k) feed({person(100 + 8.0F * static_cast<float>(k))});
  EXPECT_EQ(feed({person(100 + 8.0F * 28)}, 3).people.at(0).track_id, 1);
  feed({});
  EXPECT_EQ(feed({person(100 + 8.0F * 30)}).people.at(0).track_id, 1);
}

TEST(Tracker, FinishEndsEveryConfirmedTrackAndTheTrackerGoesOn) {
  Feed feed;
  for (int k = 0; k < 10; ++k) feed({person(100), person(500)});
  feed({person(100), person(500), person(900)});
  EXPECT_EQ(feed.tracker().finish().events.size(), 2U);
  EXPECT_TRUE(feed.tracker().finish().events.empty());
  for (int k = 0; k < 10; ++k) feed({person(100)});
  EXPECT_EQ(feed({person(100)}).people.at(0).track_id, 3);
}

TEST(Tracker, APersonDetectedAsTwoClassesIsOneTrack) {
  Feed feed;
  for (int k = 0; k < 20; ++k)
    feed({person(100, 0.8F, kRefereeClass), person(101, 0.6F, kPlayerClass)});
  const TrackUpdate& update = feed({person(100, 0.8F, kRefereeClass)});
  ASSERT_EQ(update.people.size(), 1U);
  EXPECT_EQ(update.people[0].class_id, kRefereeClass);
}

TEST(Tracker, TwoWhoCrossKeepTheirIds) {
  Feed feed;
  for (int k = 0; k < 60; ++k) {
    const float t = static_cast<float>(k);
    Detection a = person(100 + 6 * t), b = person(460 - 6 * t);
    b.box.y += 12;
    // The one behind is hidden while they overlap.
    const bool hidden = std::abs(a.box.x - b.box.x) < 20;
    feed(hidden ? Detections{b} : Detections{b, a});
  }
  const TrackUpdate& update =
      feed({person(100 + 360), Detection{{460 - 360, 312, 40, 100}, 0.9F, kPlayerClass}});
  ASSERT_EQ(update.people.size(), 2U);
  std::int64_t start_left = 0;
  for (const Event& event : feed.of_type("track_start"))
    start_left = std::max(start_left, event.track_ids[0]);
  EXPECT_EQ(start_left, 2) << "nobody got a new id";
  EXPECT_NE(update.people[0].box.x, update.people[1].box.x);
  // Sorted by score, then from top to bottom: the upper one was first.
  EXPECT_FLOAT_EQ(update.people[0].box.x, 460);
}

TEST(Tracker, ATrackStartsWhereItsFirstSampleLies) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.size = {1920, 1080};
  view.field_from_image.m = {0.05, 0, -48, 0, -0.05, 27, 0, 0, 1};
  view.image_from_field = *inverse(view.field_from_image);
  for (const bool calibrated : {true, false}) {
    TrackerOptions options = testing::soccer_options();
    options.first_samples = true;
    Tracker tracker(options);
    for (std::int64_t k = 0; k < 4; ++k) {
      const Detections found = {person(100 + 8 * static_cast<float>(k))};
      FrameInput input{k, k * kStep, 1920, 1080, found};
      if (calibrated) input.view = &view;
      const TrackUpdate& update = tracker.update(input);
      if (k < 3) continue;
      ASSERT_EQ(update.events.size(), 1U);
      ASSERT_EQ(update.firsts.size(), 3U);
      const auto& first = update.firsts[0].sample.field;
      ASSERT_EQ(first.has_value(), calibrated);
      EXPECT_EQ(update.events[0].field_m, first ? std::optional(first->m) : std::nullopt);
      if (first) EXPECT_NEAR(first->m.x, 0.05 * 120 - 48, 1e-9);
    }
  }
}

TEST(Tracker, UnusableDetectionsAreIgnored) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  Feed feed;
  for (int k = 0; k < 10; ++k) {
    feed({{{kNan, 0, 10, 10}, 0.9F, kPlayerClass},
          {{0, 0, 0, 10}, 0.9F, kPlayerClass},
          {{0, 0, 10, -5}, 0.9F, kPlayerClass},
          {{0, 0, 10, 10}, kNan, kPlayerClass},
          person(600, 0.9F, 4),
          person(800, 0.9F, -1),
          {{kNan, 0, 10, 10}, 0.9F, testing::kBallClass},
          person(100)});
  }
  EXPECT_EQ(feed({person(100)}).people.size(), 1U);
  EXPECT_EQ(feed.events.size(), 1U);
}

TEST(Tracker, PredictionsOutsideThePictureAreNotReported) {
  Feed feed;
  for (int k = 0; k < 25; ++k) feed({person(1700 + 8.0F * static_cast<float>(k))});
  // The centre, 1912 in the last frame seen, leaves the picture within two frames; coasting would
  // last twelve.
  feed({});
  for (int k = 0; k < 8; ++k) EXPECT_TRUE(feed({}).people.empty());
}

TEST(Tracker, GarbageInGivesFiniteNumbersOut) {
  std::mt19937 random(9);
  const auto any = [&](std::initializer_list<float> odd) {
    const auto k = random() % 20;
    if (k < odd.size()) return *(odd.begin() + static_cast<std::ptrdiff_t>(k));
    return std::uniform_real_distribution<float>(0, 1500)(random);
  };
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  Tracker tracker(testing::soccer_options());
  Nanoseconds pts = 0;
  std::size_t people = 0, balls = 0;
  for (int frame = 0; frame < 3000; ++frame) {
    // Time steps from a nanosecond to ten seconds.
    pts += 1 + static_cast<Nanoseconds>(std::pow(10.0, random() % 11));
    Detections detections;
    for (auto n = random() % 40; n > 0; --n) {
      detections.push_back({{any({-1e6F, 1e30F, kInfinity, 0}), any({-1e6F, 1e38F}),
                             any({0, -1, 1e-30F, 1e6F}), any({0, 0.02F, 1e6F, kInfinity})},
                            static_cast<float>(random() % 100) / 80.0F,
                            static_cast<int>(random() % 8) - 2});
    }
    const TrackUpdate& update = tracker.update({frame, pts, 1920, 1080, detections});
    for (const TrackSample& s : update.people) {
      ASSERT_TRUE(std::isfinite(s.box.x) && std::isfinite(s.box.y) && s.box.w > 0 && s.box.h > 0)
          << frame;
      ASSERT_TRUE(std::isfinite(s.conf));
    }
    people += update.people.size();
    if (update.ball.state == BallState::lost) continue;
    ++balls;
    ASSERT_TRUE(std::isfinite(update.ball.velocity.x) && std::isfinite(update.ball.sample.box.y))
        << frame;
  }
  EXPECT_GT(people, 0U);
  EXPECT_GT(balls, 0U);
}

}  // namespace
}  // namespace touchline
