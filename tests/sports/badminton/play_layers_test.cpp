// Strokes and rallies on the picture: from the hit on, never before it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "memory/pool.h"
#include "overlay/overlay.h"
#include "sports/badminton/foreseen_play.h"
#include "sports/badminton/layers.h"
#include "sports/badminton/play_words.h"

namespace touchline::badminton {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr int kAcross = 640, kDown = 360, kBackground = 90;
constexpr std::int64_t kHitter = 7;
constexpr Vec2d kShuttleAt{400, 100};

PlayedShot struck(Nanoseconds at, End end) {
  PlayedShot played;
  played.shot.hit.at.pts_ns = at;
  played.shot.hit.at.at_px = kShuttleAt;
  played.shot.hit.hitter = end;
  played.shot.kind = StrokeKind::net_shot;
  played.shot.side = Side::backhand;
  played.track_id = kHitter;
  return played;
}

/// A rally whose strokes are struck at 10 s, at the near end, and at 11 s, at the far one.
std::vector<Event> one_rally() {
  PlayedRally rally;
  rally.shots = {struck(10 * kSecond, End::near), struck(11 * kSecond, End::far)};
  return events_of(rally, 3);
}

TEST(ForeseenPlay, AStrokeIsFreshFromItsHitOn) {
  const auto events = one_rally();
  const ForeseenPlay play(events);
  EXPECT_FALSE(play.at(10 * kSecond - 1));
  const auto hit = play.at(10 * kSecond);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->number, 3);
  ASSERT_EQ(hit->fresh.size(), 1U);
  EXPECT_EQ(hit->fresh[0], (StrokeNow{10 * kSecond, kHitter, kShuttleAt, "net_shot", true}));
  EXPECT_EQ(hit->strokes, (std::array{1, 0}));
  EXPECT_EQ(play.at(10 * kSecond + kStrokeShown - 1)->fresh.size(), 1U);
  EXPECT_THAT(play.at(10 * kSecond + kStrokeShown)->fresh, IsEmpty());
  EXPECT_EQ(play.at(11 * kSecond)->strokes, (std::array{1, 1}));
  EXPECT_TRUE(play.at(13 * kSecond));
  EXPECT_FALSE(play.at(13 * kSecond + 1));
}

TEST(ForeseenPlay, OfNothingShowsNothing) {
  EXPECT_FALSE(ForeseenPlay().at(0));
  EXPECT_FALSE(ForeseenPlay(std::span<const Event>()).at(kSecond));
}

/// A grey picture with what the layers draw on it.
struct DrawnPlay {
  DrawnPlay() {
    OverlayOptions options;
    options.classes = {"person"};
    options.view = {"tracking", {"ids", "hits", "rally"}};
    options.sport_layers = badminton_layers;
    auto made = Overlay::create(options, info);
    if (!made) ADD_FAILURE() << made.error().message;
    overlay = std::move(*made);
  }
  std::vector<DrawnText> at(Nanoseconds now) {
    for (int p = 0; p < 3; ++p)
      for (int y = 0; y < image.plane(p).height; ++y)
        std::fill_n(image.plane(p).row(y), image.plane(p).width, std::uint8_t{kBackground});
    const auto events = one_rally();
    BadmintonRecord record;
    record.players.resize(1);
    record.players[0].number = 2;
    record.players[0].track_id = kHitter;
    record.rally = ForeseenPlay(events).at(now);
    TrackSample person;
    person.track_id = kHitter;
    person.box = {100, 120, 40, 120};
    Scene scene;
    scene.record = &record;
    scene.pts_ns = now;
    scene.people = {&person, 1};
    overlay->draw(image, scene);
    return {overlay->drawn().begin(), overlay->drawn().end()};
  }
  /// Whether a ring lies around the shuttle.
  [[nodiscard]] bool ringed() const {
    const int y = static_cast<int>(kShuttleAt.y);
    for (int x = static_cast<int>(kShuttleAt.x) + 2; x < kShuttleAt.x + 16; ++x)
      if (image.plane(0).row(y)[x] > kBackground + 20) return true;
    return false;
  }
  FrameInfo info{PixelFormat::i420, kAcross, kDown, {}, {}};
  Pool pool{image_bytes(info)};
  Image image{info, pool};
  std::unique_ptr<Overlay> overlay;
};

auto stroke_text() {
  return Contains(::testing::AllOf(::testing::Field(&DrawnText::element, "stroke"),
                                   ::testing::Field(&DrawnText::text, "net shot backhand"),
                                   ::testing::Field(&DrawnText::track_id, kHitter)));
}

TEST(PlayLayers, AHitIsMarkedAndNamedAtItsHitter) {
  DrawnPlay picture;
  const auto texts = picture.at(10 * kSecond);
  ASSERT_THAT(texts, stroke_text());
  EXPECT_TRUE(picture.ringed());
  for (const auto& text : texts)
    if (text.element == "stroke") {
      EXPECT_NEAR(text.box.center().x, 120, 30);
      EXPECT_LT(text.box.bottom(), 125) << "above the head";
    }
  EXPECT_THAT(texts, Contains(::testing::Field(&DrawnText::text, "Rally 3   stroke 1")));
  EXPECT_THAT(texts, Contains(::testing::Field(&DrawnText::text, "near 1   far 0")));
}

TEST(PlayLayers, PlayersHaveTheNumbersOfTheReport) {
  EXPECT_THAT(DrawnPlay().at(10 * kSecond),
              Contains(::testing::AllOf(::testing::Field(&DrawnText::element, "id"),
                                        ::testing::Field(&DrawnText::text, "P2"),
                                        ::testing::Field(&DrawnText::track_id, kHitter))));
}

TEST(PlayLayers, NeverBeforeItAndNotForLong) {
  DrawnPlay picture;
  EXPECT_THAT(picture.at(10 * kSecond - 1), ::testing::Not(stroke_text()));
  EXPECT_FALSE(picture.ringed());
  EXPECT_THAT(picture.at(10 * kSecond + kStrokeShown), ::testing::Not(stroke_text()));
  EXPECT_FALSE(picture.ringed());
}

}  // namespace
}  // namespace touchline::badminton
