// What is drawn of the analysis: the record's numbers, where the calibration says they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <vector>

#include "kernels/lab.h"
#include "overlay/footprint.h"
#include "overlay/ground.h"
#include "overlay/label_layout.h"
#include "overlay/match.h"
#include "overlay/palette.h"
#include "overlay/shown_teams.h"
#include "sports/soccer/layers/pass_arrows.h"
#include "sports/soccer/pitch.h"

namespace touchline {
namespace {

using ::testing::HasSubstr;

using overlay_testing::camera, overlay_testing::frame, overlay_testing::kGrass,
    overlay_testing::kReferee, overlay_testing::Match, overlay_testing::soccer;

TEST(OverlayMeasures, SpeedsAreThoseOfTheMeasuresAndWithheldOnesAreNotDrawn) {
  Match match(soccer("tracking"));
  match.measures.players[17].speed_m_s = Known<double>::none("seen too briefly");  // id 18
  match.draw();
  std::map<std::int64_t, std::string> speeds;
  for (const auto& entry : match.overlay->drawn())
    if (entry.element == "speed") speeds[entry.track_id] = entry.text;
  EXPECT_GE(speeds.size(), 8U);
  EXPECT_EQ(speeds.count(18), 0U);
  for (const auto& [id, text] : speeds) {
    const double kmh = 3.6 * 0.45 * static_cast<double>(id);
    EXPECT_GE(kmh, Theme{}.label.speed_from_kmh);
    EXPECT_EQ(text, fmt::format("{:.0f} km/h", kmh));
  }
}

TEST(OverlayMeasures, TheBarWritesItsValueBesideTheSideThatIsBetterOff) {
  Match match(soccer("eval"));
  match.draw();
  EXPECT_THAT(match.texts("bar_b"), ::testing::ElementsAre("+37"));
  match.measures.evaluation.bar = Known<double>(12.6);
  match.draw(0.04);
  EXPECT_THAT(match.texts("bar_a"), ::testing::ElementsAre("+13"));
  match.measures.evaluation.bar = Known<double>(0.2);
  match.draw(0.08);
  EXPECT_THAT(match.texts("bar"), ::testing::ElementsAre("even"));
}

/// Luma along the band of the bar, from its left end to its right.
std::vector<int> band(const Match& match) {
  const auto unit = static_cast<float>(match.info.height);
  const Theme theme;
  const int y = static_cast<int>(
      unit * (theme.panel.margin + theme.panel.text_size * 2.05F + theme.bar.height * 0.5F));
  std::vector<int> row;
  const int half = static_cast<int>(0.5F * theme.bar.width * unit - theme.panel.text_size * unit);
  for (int x = match.info.width / 2 - half; x < match.info.width / 2 + half; ++x)
    row.push_back(match.image.plane(0).row(y)[x]);
  return row;
}

TEST(OverlayMeasures, TheBandSplitsWhereTheValueSaysAndIsOneGreyWhileWithheld) {
  Match match(soccer("eval"));
  match.scene.sides[0] = {"Reds", Rgba{255, 255, 255, 255}, true};
  match.scene.sides[1] = {"Blacks", Rgba{0, 0, 90, 255}, true};
  double before = -1;
  for (const double value : {-90.0, -40.0, 0.0, 35.0, 80.0}) {
    match.measures.evaluation.bar = Known<double>(value);
    match.draw();
    const auto row = band(match);
    const auto bright = std::count_if(row.begin(), row.end(), [](int y) { return y > 150; });
    const double share = static_cast<double>(bright) / static_cast<double>(row.size());
    EXPECT_NEAR(share, 0.5 + value / 200, 0.03) << value;
    EXPECT_GT(share, before);
    before = share;
  }
  match.measures.evaluation.bar = Known<double>::none("calibrated for 31 % of the last 10 s");
  match.draw();
  const auto row = band(match);
  EXPECT_LT(*std::max_element(row.begin(), row.end()) - *std::min_element(row.begin(), row.end()),
            6);
  EXPECT_THAT(match.texts("bar_withheld"),
              ::testing::ElementsAre("calibrated for 31 % of the last 10 s"));
  EXPECT_TRUE(match.texts("bar_a").empty());
  match.scene.record = nullptr;
  match.draw();
  EXPECT_EQ(match.texts("bar_withheld").size(), 1U);
}

TEST(OverlayMeasures, BestAndWorstPassesCarryTheirScores) {
  Match match(soccer("passes"));
  match.add_pass(13, 0.82);
  match.add_pass(5, 0.61);
  match.add_pass(15, 0.37);
  match.add_pass(17, 0.9, true);
  match.draw();
  EXPECT_THAT(match.texts("pass"),
              ::testing::UnorderedElementsAre("best 0.82", "worst 0.37", "offside"));
}

TEST(PassArrows, FadeBySecondsAtEveryRate) {
  for (const double fps : {12.5, 25.0, 60.0}) {
    const Theme theme;
    PassArrows arrows(theme, {}, 0.5);
    Measures with, without;
    with.passes = {{7, {0, 0}, {10, 0}, 10, 0, 0, 0, 0.5, 0, false}};
    with.options = Known<int>(1);
    arrows.follow(&with, from_seconds(10));
    ASSERT_EQ(arrows.arrows().size(), 1U);
    EXPECT_EQ(arrows.presence(arrows.arrows()[0]), 1);
    for (int n = 1; n / fps < 0.49; ++n) {
      arrows.follow(&without, from_seconds(10 + n / fps));
      ASSERT_EQ(arrows.arrows().size(), 1U) << fps << " " << n;
      EXPECT_NEAR(arrows.presence(arrows.arrows()[0]), 1 - 2 * n / fps, 1e-4);
    }
    arrows.follow(nullptr, from_seconds(10.51));
    EXPECT_TRUE(arrows.arrows().empty());
    arrows.follow(&with, from_seconds(11));
    arrows.follow(nullptr, from_seconds(3));  // wound back
    EXPECT_TRUE(arrows.arrows().empty());
  }
}

TEST(PassArrows, KeepTheBestFewAndTheWorst) {
  const Theme theme;
  PassArrows arrows(theme, {}, 0.5);
  Measures m;
  for (int i = 0; i < 10; ++i)
    m.passes.push_back({i + 1, {0, 0}, {10.0 + i, 0}, 10, 0, 0, 0, 0.9 - 0.05 * i, 0, false});
  m.options = Known<int>(10);
  arrows.follow(&m, 0);
  ASSERT_EQ(arrows.arrows().size(), static_cast<std::size_t>(theme.arrows.most) + 1);
  EXPECT_EQ(arrows.arrows().front().kind, PassArrows::Kind::best);
  EXPECT_EQ(arrows.arrows().back().kind, PassArrows::Kind::worst);
  EXPECT_EQ(arrows.arrows().back().receiver, 10);
}

TEST(OverlayMeasures, TheStatusLineSaysWhatTheNumbersRestOn) {
  Match match(soccer("tactical"));
  match.draw();
  ASSERT_EQ(match.texts("status").size(), 1U);
  EXPECT_THAT(match.texts("status")[0], HasSubstr("0.42 m"));
  EXPECT_THAT(match.texts("status")[0], HasSubstr("19 of 20 placed"));
  EXPECT_THAT(match.texts("status")[0], HasSubstr("93 %"));
  match.view.state = CalibrationState::lost;
  match.view.why = "too few lines in view";
  match.draw();
  EXPECT_THAT(match.texts("status")[0], HasSubstr("too few lines in view"));
  EXPECT_EQ(match.texts("radar_withheld").size(), 1U);
  EXPECT_TRUE(match.texts("radar_id").empty());
}

TEST(OverlayMeasures, ARadarAppearsWithTheFirstCalibrationAndStays) {
  OverlayOptions plain = soccer("tracking"), with = plain;
  with.switches["radar"] = true;
  Match bare(plain), match(with);
  const auto touched_below = [](const Match& m) { return m.touched(0, 480, 1280, 720); };
  for (Match* m : {&bare, &match}) {
    m->scene.people = {};
    m->scene.ball = nullptr;
    m->view.state = CalibrationState::lost;
    m->draw();
  }
  EXPECT_EQ(touched_below(match), touched_below(bare)) << "it hides the picture for nothing";
  match.view.state = CalibrationState::measured;
  match.draw();
  EXPECT_GT(touched_below(match), 20'000);
  EXPECT_TRUE(match.texts("radar_withheld").empty());
  match.view.state = CalibrationState::lost;
  match.draw();
  EXPECT_GT(touched_below(match), 20'000);
  EXPECT_EQ(match.texts("radar_withheld").size(), 1U);
}

TEST(OverlayMeasures, TheRadarGoesWhereFewerPlayOnceAShot) {
  Match match(soccer("tactical"));
  const auto gather_at = [&](float x) {
    for (std::size_t i = 0; i < match.people.size(); ++i) {
      Box& box = match.people[i].box;
      box = {x + 12 * static_cast<float>(i), 500 + 7 * static_cast<float>(i), 20, 50};
    }
    match.scene.people = match.people;
    match.draw();
  };
  const auto is_left = [&] {
    EXPECT_FALSE(match.texts("radar_id").empty());
    return std::all_of(match.overlay->drawn().begin(), match.overlay->drawn().end(),
                       [](const DrawnText& t) { return t.element != "radar_id" || t.box.x < 420; });
  };
  gather_at(50);
  EXPECT_FALSE(is_left());
  gather_at(950);
  EXPECT_FALSE(is_left()) << "it stays where it is for all of a shot";
  match.scene.shot = 1;
  gather_at(950);
  EXPECT_TRUE(is_left());
  match.scene.shot = 2;
  gather_at(516);
  EXPECT_TRUE(is_left()) << "the left one where both will do";
}

TEST(OverlayMeasures, TheStatusLineStandsBesideTheRadarOnEitherSide) {
  const std::string path = ::testing::TempDir() + "touchline_radar_corner.yaml";
  for (const bool radar_left : {true, false}) {
    OverlayOptions options = soccer("tactical");
    options.theme_path = path;
    std::ofstream(path) << "radar: {corner: "
                        << (radar_left ? "bottom_left}\n" : "bottom_right}\n");
    for (const auto& [width, height] : {std::pair{1280, 720}, {720, 1280}, {848, 478}}) {
      Match match(options, frame(width, height));
      match.draw();
      const auto w = static_cast<float>(width), h = static_cast<float>(height),
                 unit = std::min(w, h), radar = (0.03F + 0.5F) * unit;
      EXPECT_FALSE(match.texts("status").empty());
      for (const auto& text : match.overlay->drawn()) {
        if (text.element != "status") continue;
        EXPECT_GT(text.box.y, h - 0.12F * unit) << width << " above the radar";
        EXPECT_GT(text.box.x, radar_left ? radar : 0) << width;
        EXPECT_LT(text.box.right(), radar_left ? w : w - radar) << width;
        if (radar_left && width == 1280)
          EXPECT_GT(text.box.right(), 0.9F * w) << "clear of a goalkeeper in the middle";
      }
    }
  }
  std::remove(path.c_str());
}

TEST(OverlayMeasures, TheRadarPutsPeopleWhereTheRecordSays) {
  OverlayOptions options = soccer("radar");
  options.field = field_of({.length_m = 120, .width_m = 70});
  Match match(options, frame(1200, 760));
  match.people.clear();
  match.measures.surface.clear();
  match.scene.ball = nullptr;
  match.scene.people = match.people;
  match.draw();
  std::vector<std::uint8_t> empty(static_cast<std::size_t>(1200 * 760));
  const auto keep = [&](std::vector<std::uint8_t>& to) {
    for (int y = 0; y < 760; ++y)
      std::copy_n(match.image.plane(0).row(y), 1200,
                  to.data() + static_cast<std::size_t>(y * 1200));
  };
  keep(empty);
  // Someone in the far right corner of the larger pitch, who a 105 x 68 m one would lose.
  for (const Vec2d at : {Vec2d{58, 33}, Vec2d{-58, -33}, Vec2d{0, 20}}) {
    TrackSample sample;
    sample.track_id = 3;
    sample.box = {10, 10, 20, 40};
    sample.team = Team::a;
    sample.field = FieldPoint{at, {}};
    match.people.assign(1, sample);
    match.scene.people = match.people;
    match.draw();
    std::vector<std::uint8_t> with(empty.size());
    keep(with);
    double x = 0, y = 0, n = 0;
    for (std::size_t i = 0; i < with.size(); ++i) {
      if (with[i] == empty[i]) continue;
      x += static_cast<double>(i % 1200);
      y += static_cast<double>(i / 1200);
      ++n;
    }
    ASSERT_GT(n, 50);
    // Centred on the picture, one scale for both axes, far side up.
    EXPECT_GT((x / n - 600) * at.x, -1);
    EXPECT_LT((y / n - 380) * at.y, 0);
    if (at.x != 0) {
      EXPECT_NEAR((x / n - 600) / at.x, (380 - y / n) / at.y, 0.2);
    }
  }
}

TEST(OverlayMeasures, AStaleCalibrationShowsNoHeatAndSaysSo) {
  Match fresh(soccer("radar")), stale(soccer("radar"));
  stale.view.state = CalibrationState::stale;
  stale.view.why = "uncertain by 2.7 m";
  fresh.draw();
  stale.draw();
  EXPECT_EQ(stale.texts("radar_withheld").size(), 1U);
  EXPECT_TRUE(fresh.texts("radar_withheld").empty());
  const auto chroma = [](const Match& m) {  // on the grass, away from lines and people
    return static_cast<int>(m.image.plane(2).row(180)[500]);
  };
  EXPECT_NE(chroma(fresh), chroma(stale));
  Match told(soccer("tactical"));
  told.view = stale.view;
  told.draw();
  EXPECT_THAT(told.texts("status"),
              ::testing::Contains(::testing::HasSubstr("uncertain by 2.7 m")));
  // Nothing is measured, but everybody is on the radar.
  told.measures.coverage.placed = 0;
  told.draw();
  EXPECT_THAT(told.texts("status"),
              ::testing::Contains(::testing::HasSubstr("20 of 20 placed, not measured")));
}

TEST(OverlayMeasures, CleanLeavesThePictureAloneAndSwitchesAddToIt) {
  Match clean(soccer("clean"));
  clean.scene.caption = "not in a clean picture";
  clean.draw();
  EXPECT_EQ(clean.touched(), 0);
  EXPECT_TRUE(clean.overlay->drawn().empty());
  OverlayOptions options = soccer("clean");
  options.switches["lines"] = true;
  Match lines(options);
  lines.draw();
  EXPECT_GT(lines.touched(), 500);
  const Vec2d spot = *to_image(lines.view, {0, 20});  // the halfway line
  EXPECT_NE(lines.image.plane(0).row(static_cast<int>(spot.y))[static_cast<int>(spot.x)], kGrass);
}

TEST(OverlayMeasures, ViewsShowWhatTheirNamesSay) {
  for (const std::string view : {"tracking", "tactical", "eval", "passes", "radar", "clean"}) {
    Match match(soccer(view));
    match.add_pass(13, 0.8);
    match.draw();
    EXPECT_EQ(match.texts("bar_b").size(), view == "eval" ? 1U : 0U) << view;
    EXPECT_EQ(match.texts("pass").size(), view == "passes" ? 1U : 0U) << view;
    EXPECT_EQ(match.texts("status").empty(),
              view != "tactical" && view != "radar" && view != "passes");
  }
  EXPECT_EQ(find_view({}, "everything"), nullptr);
}

TEST(OverlayMeasures, EveryViewAgreesOnI420AndNv12AtOddSizes) {
  for (const auto& [width, height] : {std::pair{641, 361}, {333, 777}, {16, 12}, {3, 5}}) {
    for (const std::string view : {"tactical", "eval", "passes", "radar"}) {
      if (view == "radar" && std::min(width, height) < 120) continue;
      OverlayOptions options = soccer(view);
      options.switches["lines"] = options.switches["bar"] = options.switches["radar"] = true;
      Match a(options, frame(width, height)), b(options, frame(width, height, PixelFormat::nv12));
      a.add_pass(13, 0.8);
      b.add_pass(13, 0.8);
      a.draw();
      b.draw();
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
          ASSERT_EQ(a.image.plane(0).row(y)[x], b.image.plane(0).row(y)[x]) << x << " " << y;
          ASSERT_EQ(a.image.plane(1).row(y / 2)[x / 2], b.image.plane(1).row(y / 2)[x / 2 * 2]);
          ASSERT_EQ(a.image.plane(2).row(y / 2)[x / 2], b.image.plane(1).row(y / 2)[x / 2 * 2 + 1]);
        }
    }
  }
}

TEST(OverlayMeasures, ARadarTooSmallToReadIsRefused) {
  const auto made = Overlay::create(soccer("radar"), frame(100, 60));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::usage);
  EXPECT_THAT(made.error().message, HasSubstr("100x60"));
}

TEST(OverlayMeasures, TheLogIsJsonThatHoldsEveryText) {
  Match match(soccer("eval"));
  match.scene.caption = "a \"quoted\" caption";
  match.draw();
  const auto json = nlohmann::json::parse(json_of(match.overlay->drawn(), "clip", 7, 280));
  EXPECT_EQ(json["frame"], 7);
  ASSERT_EQ(json["drawn"].size(), match.overlay->drawn().size());
  EXPECT_EQ(json["drawn"].back()["text"], "a \"quoted\" caption");
  EXPECT_TRUE(json["drawn"].back()["track_id"].is_null());
  for (std::size_t i = 0; i < 4; ++i) EXPECT_GE(json["drawn"].back()["box"][i], 5) << i;
}

TEST(OverlayMeasures, TextsKeepClearOfEachOtherAndOfThePanels) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> x(0, 1280), y(0, 720);
  const Rect panels[] = {{900, 420, 360, 260}, {400, 20, 460, 60}};
  for (int round = 0; round < 50; ++round) {
    std::vector<LabelBox> labels;
    for (int i = 0; i < 40; ++i) {
      const float cx = x(random), cy = y(random);
      labels.push_back({cx, cy, 70, 18, cx, cy, false, 0});
    }
    std::sort(labels.begin(), labels.end(),
              [](const auto& a, const auto& b) { return a.home_y < b.home_y; });
    separate(labels, 1, 28);
    keep_clear(labels, panels, 1280, 720);
    hide_covered(labels);
    std::erase_if(labels, [](const auto& l) { return l.hidden; });
    EXPECT_GT(labels.size(), 20U);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      for (std::size_t j = i + 1; j < labels.size(); ++j) {
        const auto& a = labels[i];
        const auto& b = labels[j];
        EXPECT_TRUE(70 - std::abs(a.x - b.x) < 3 || 18 - std::abs(a.y - b.y) < 3);
      }
    }
  }
}

TEST(Bystanders, AreDrawnOnlyWhereTheyAreWanted) {
  for (const std::string view : {"tactical", "radar"}) {
    for (const bool wanted : {false, true}) {
      OverlayOptions options = soccer(view);
      options.show_bystanders = wanted;
      Match match(options);
      match.people[4].on_field = false;
      match.people[4].team = Team::none;
      match.draw();
      bool named = false;
      for (const auto& text : match.overlay->drawn()) named = named || text.track_id == 5;
      // On the radar somebody without a team is a dot without a number, and so is nobody's.
      EXPECT_EQ(named, wanted && view != "radar") << view;
      Match other(options);
      other.people[4].on_field = true;
      other.people[4].team = Team::none;
      other.draw();
      const bool same = std::equal(
          match.image.plane(0).data,
          match.image.plane(0).data + match.image.plane(0).pitch * match.image.plane(0).height,
          other.image.plane(0).data);
      EXPECT_EQ(same, wanted) << view;
    }
  }
}

TEST(Palette, TellsSidesOfficialsAndUnknownApart) {
  const Theme theme;
  const InkWell well;
  Palette palette(soccer("tracking"), theme, well);
  Scene scene;
  scene.has_teams = true;
  scene.sides[0].colour = Rgba{10, 10, 12, 255};  // too dark to be seen
  scene.sides[1].colour = Rgba{240, 240, 240, 255};
  palette.follow(scene);
  EXPECT_LT(palette.rgba(Team::a).g, 60) << "black is black";
  EXPECT_EQ(palette.rgba(Team::b), (Rgba{240, 240, 240, 255}));
  TrackSample official;
  official.class_id = kReferee;
  EXPECT_EQ(palette.of(official).measured, well.mix(theme.colours.neutral, 0.95F).measured);
  scene.sides[0].colour = Rgba{110, 112, 114, 255};  // grey is nobody's colour
  palette.follow(scene);
  EXPECT_EQ(palette.rgba(Team::a), theme.colours.team_a);
  EXPECT_EQ(palette.rgba(Team::b), (Rgba{240, 240, 240, 255}));
  scene.sides[0].colour = Rgba{235, 238, 240, 255};  // kits alike: the theme's colours
  palette.follow(scene);
  EXPECT_EQ(palette.rgba(Team::a), theme.colours.team_a);
  EXPECT_EQ(palette.rgba(Team::b), theme.colours.team_b);
  scene.sides[0].chosen = true;  // unless the user wants it so
  palette.follow(scene);
  EXPECT_EQ(palette.rgba(Team::a), (Rgba{235, 238, 240, 255}));
}

Rgba shown_as(const Rgba& kit, const Rgba& other = {240, 240, 240, 255}) {
  std::array<Side, 2> sides;
  sides[0].colour = other;
  sides[1].colour = kit;
  const ShownTeams shown = shown_teams(Theme().colours, sides);
  EXPECT_EQ(shown.from[1], TeamColour::kit);
  return shown.rgba[1];
}

double hue_of(const Rgba& c) {
  const Lab lab = to_lab({c.r, c.g, c.b});
  return std::atan2(lab.b, lab.a);
}

TEST(ShownTeams, DarkKitsKeepTheirHue) {
  // Bottle green, in shade too; navy; maroon; dark purple; brown.
  for (const Rgba& kit : {Rgba{16, 60, 40, 255}, Rgba{28, 44, 36, 255}, Rgba{18, 24, 62, 255},
                          Rgba{70, 14, 28, 255}, Rgba{48, 20, 66, 255}, Rgba{72, 48, 22, 255}}) {
    const Rgba seen = shown_as(kit);
    const double off = std::remainder(hue_of(seen) - hue_of(kit), 6.283185307);
    EXPECT_LT(std::abs(off), 0.25) << int{kit.r} << " " << int{kit.g} << " " << int{kit.b};
    EXPECT_GT(to_lab({seen.r, seen.g, seen.b}).L, 34) << "seen on grass";
  }
  const Rgba green = shown_as({28, 44, 36, 255});
  EXPECT_GT(green.g, green.r + 40);
  EXPECT_GT(green.g, 140) << "lighter than grass";
}

TEST(ShownTeams, ColoursThatAreSeenStay) {
  for (const Rgba& kit : {Rgba{190, 24, 32, 255}, Rgba{40, 80, 190, 255}, Rgba{250, 220, 40, 255}})
    EXPECT_EQ(shown_as(kit), kit);
  EXPECT_EQ(shown_as({250, 250, 250, 255}, {190, 24, 32, 255}), (Rgba{250, 250, 250, 255}));
  const Rgba black = shown_as({24, 24, 26, 255});
  EXPECT_LT(black.r, 60);
}

TEST(ShownTeams, WhiteIsNotTheGreyOfThoseWithoutATeam) {
  // White shirts in the shade of a stand.
  const Rgba shaded = shown_as({176, 194, 186, 255}, {160, 205, 137, 255});
  EXPECT_GT(to_lab({shaded.r, shaded.g, shaded.b}).L, 90);
  // White against blue in a picture that is blue all over.
  const Rgba blue = {44, 67, 164, 255}, bluish = {126, 135, 194, 255};
  const Rgba white = shown_as(bluish, blue);
  const Lab lab = to_lab({white.r, white.g, white.b});
  EXPECT_GT(lab.L, 88);
  EXPECT_LT(std::hypot(lab.a, lab.b), 16);
  const Rgba seen = shown_as(blue, bluish);
  EXPECT_GT(seen.b, seen.r + 100) << "the other stays blue";
  // Light blue alone is light blue, and two blues of one strength are no white.
  EXPECT_EQ(shown_as({108, 171, 221, 255}, {190, 24, 32, 255}), (Rgba{108, 171, 221, 255}));
  EXPECT_EQ(shown_as({108, 171, 221, 255}, {90, 20, 30, 255}), (Rgba{108, 171, 221, 255}));
}

TEST(ShownTeams, SayWhyTheyAreTheThemes) {
  const Theme::Colours theme = Theme().colours;
  const auto from = [&](std::optional<Rgba> a, std::optional<Rgba> b) {
    std::array<Side, 2> sides;
    sides[0].colour = a;
    sides[1].colour = b;
    return shown_teams(theme, sides);
  };
  const ShownTeams alike = from(Rgba{28, 60, 140, 255}, Rgba{34, 66, 150, 255});
  EXPECT_EQ(alike.rgba, (std::array{theme.team_a, theme.team_b}));
  EXPECT_EQ(alike.from[0], TeamColour::alike);
  const ShownTeams dark = from(Rgba{24, 30, 60, 255}, Rgba{20, 26, 66, 255});
  EXPECT_EQ(dark.from[1], TeamColour::alike) << "dark blue and dark blue";
  EXPECT_EQ(from({}, {}).from[0], TeamColour::unknown);
  const ShownTeams grey = from(Rgba{120, 122, 124, 255}, Rgba{190, 24, 32, 255});
  EXPECT_EQ(grey.from[0], TeamColour::grey);
  EXPECT_EQ(grey.rgba[0], theme.team_a);
  EXPECT_EQ(grey.from[1], TeamColour::kit);
}

TEST(Ground, ACircleIsAsWideAndFlatAsTheProjectionMakesIt) {
  const FieldView view = camera(1920, 1080);
  for (const Vec2d at : {Vec2d{0, 0}, Vec2d{-30, 20}, Vec2d{25, -20}}) {
    const auto ellipse = ground_ellipse(&view, at, 0.75);
    ASSERT_TRUE(ellipse);
    double left = 1e9, right = -1e9, top = 1e9, low = -1e9;
    for (int i = 0; i < 360; ++i) {
      const double a = i * 0.0174533;
      const Vec2d p = *to_image(view, {at.x + 0.75 * std::cos(a), at.y + 0.75 * std::sin(a)});
      left = std::min(left, p.x);
      right = std::max(right, p.x);
      top = std::min(top, p.y);
      low = std::max(low, p.y);
    }
    EXPECT_NEAR(ellipse->rx, (right - left) / 2, 0.02 * (right - left));
    EXPECT_NEAR(ellipse->ry, (low - top) / 2, 0.02 * (low - top));
  }
  EXPECT_FALSE(ground_ellipse(nullptr, {0, 0}, 0.75));
}

TEST(Footprint, IsThePictureOnTheGroundWithinLimits) {
  const FieldView view = camera(1920, 1080);
  const Footprint seen = footprint(view, {55.5, 37});
  ASSERT_GE(seen.count, 4U);
  double area = 0;
  for (std::size_t i = 0; i < seen.count; ++i) {
    const Vec2d a = seen.corners[i], b = seen.corners[(i + 1) % seen.count];
    area += cross(a, b) / 2;
    EXPECT_LE(std::abs(a.x), 55.5 + 1e-6);
    EXPECT_LE(std::abs(a.y), 37 + 1e-6);
  }
  // Counted by looking at a grid of points.
  int inside = 0;
  for (double x = -55.25; x < 55.5; x += 0.5)
    for (double y = -36.75; y < 37; y += 0.5) {
      const auto p = to_image(view, {x, y});
      inside += p && p->x >= 0 && p->x < 1920 && p->y >= 0 && p->y < 1080;
    }
  EXPECT_NEAR(std::abs(area), inside * 0.25, 0.02 * inside * 0.25);
  EXPECT_EQ(footprint(FieldView{}, {55, 37}).count, 0U);
}

}  // namespace
}  // namespace touchline
