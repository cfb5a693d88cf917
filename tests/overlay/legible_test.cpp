// Text on the picture can be read: nothing is written over anything else, whatever happens below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "overlay/match.h"

namespace touchline {
namespace {

using overlay_testing::frame;
using overlay_testing::Match;
using overlay_testing::soccer;
using ::testing::HasSubstr;

OverlayOptions everything(const std::string& view) {
  OverlayOptions options = soccer(view);
  options.switches["speed"] = options.switches["passes"] = options.switches["radar"] =
      options.switches["bar"] = options.switches["status"] = true;
  return options;
}

/// Everybody runs, and meets: now spread over the pitch, now all around one point.
void play(Match& match, int n) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> x(-45, 45), y(-30, 30), phase(0, 6.3);
  const double crowd = 0.5 + 0.5 * std::cos(0.03 * n);
  match.people.clear();
  match.measures.players.clear();
  match.measures.passes.clear();
  for (int id = 1; id <= 24; ++id) {
    const double a = phase(random), cx = x(random), cy = y(random);
    const Vec2d at{12 + crowd * (cx - 12) + 3 * std::sin(0.05 * n + a),
                   -8 + crowd * (cy + 8) + 3 * std::cos(0.04 * n + a)};
    match.add(id, at, id > 22 ? Team::none : (id % 2 == 0 ? Team::a : Team::b),
              id > 22 ? overlay_testing::kReferee : 0);
  }
  for (const int receiver : {3, 5, 7, 9}) match.add_pass(receiver, 0.9 - 0.1 * receiver);
  match.scene.people = match.people;
  match.measures.evaluation.bar =
      n % 50 < 30 ? Known<double>(std::sin(0.1 * n) * 100)
                  : Known<double>::none("too little seen to tell who attacks which goal");
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

class Legible : public ::testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Legible, NothingIsWrittenOverAnythingElseOrOutsideThePicture) {
  const auto [width, height] = GetParam();
  for (const std::string view : {"tactical", "radar"}) {
    Match match(everything(view), frame(width, height));
    match.scene.caption = "Touchline 12:34";
    std::set<std::string_view> seen;
    std::size_t texts = 0;
    for (int n = 0; n < 240; ++n) {
      play(match, n);
      match.draw(0.04 * n);
      const auto drawn = match.overlay->drawn();
      texts += drawn.size();
      for (std::size_t i = 0; i < drawn.size(); ++i) {
        const Box& a = drawn[i].box;
        seen.insert(drawn[i].element);
        EXPECT_GT(a.w * a.h, 0) << drawn[i].element;
        EXPECT_TRUE(a.x >= 0 && a.y >= 0 && a.right() <= static_cast<float>(width) &&
                    a.bottom() <= static_cast<float>(height))
            << drawn[i].element << " " << drawn[i].text;
        for (std::size_t j = i + 1; j < drawn.size(); ++j)
          EXPECT_FALSE(overlap(a, drawn[j].box))
              << "frame " << n << ": " << drawn[i].element << " '" << drawn[i].text << "' and "
              << drawn[j].element << " '" << drawn[j].text << "'";
      }
    }
    EXPECT_GT(texts, 240U * (view == "radar" ? 6 : 15));
    EXPECT_EQ(seen.count("status") + seen.count("bar_withheld") + seen.count("side"), 3U);
    EXPECT_EQ(seen.count("id"), view == "radar" ? 0U : 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Legible,
                         ::testing::Values(std::pair{1280, 720}, std::pair{1920, 1080},
                                           std::pair{848, 478}));

TEST(Legible, ALongReasonIsCutAtAClauseAndStandsBesideTheRadarInTwoRows) {
  Match match(everything("tactical"), frame(1060, 720));
  match.draw();  // a radar stands there once there was a calibration
  match.view.state = CalibrationState::lost;
  match.view.why =
      "landmarks found, but the paint does not confirm the pitch: 10 % of the visible markings "
      "have a line";
  match.draw();
  const auto rows = match.texts("status");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0], "Not calibrated: landmarks found, but the paint does not confirm the pitch");
  EXPECT_THAT(rows[1], HasSubstr("19 of 20 placed"));
  for (const auto& text : match.overlay->drawn())
    EXPECT_TRUE(text.element != "status" || text.box.y > 0.88F * 720) << "not at the lower edge";
}

TEST(Legible, TheStatusLineSaysThatTeamsAreNotKnownYetAndWhyThereAreNoPasses) {
  Match match(soccer("passes"));
  for (auto& person : match.people) person.team = Team::none;
  match.measures.coverage.placed = 0;
  match.measures.options = Known<int>::none("nobody has the ball");
  match.draw();
  ASSERT_EQ(match.texts("status").size(), 1U);
  EXPECT_THAT(match.texts("status")[0], HasSubstr("20 people, teams not known yet"));
  EXPECT_THAT(match.texts("status")[0], HasSubstr("no pass options: nobody has the ball"));
}

}  // namespace
}  // namespace touchline
