// Sport packs, and how a network's classes become the sport's.
#include "pipeline/sport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/assembly.h"
#include "pipeline/share.h"
#include "sports/soccer/pitch.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TempDir;

Result<Sport> load(const std::string& text) {
  const TempDir dir;
  std::ofstream(dir / "s.yaml") << text;
  return load_sport(dir / "s.yaml");
}

constexpr const char* kModels = "models: {fast: a, balanced: b, accurate: c}\n";

TEST(Sport, SoccerShips) {
  const auto sport = load_sport("soccer");
  ASSERT_TRUE(sport) << sport.error().message;
  EXPECT_EQ(sport->name, "soccer");
  EXPECT_THAT(sport->classes, ElementsAre("ball", "goalkeeper", "player", "referee"));
  EXPECT_EQ(sport->ball, 0);
  for (const auto& [profile, model] : sport->models)
    EXPECT_TRUE(find_shared("models", model)) << profile;
}

TEST(Sport, ABallIsOptional) {
  const auto sport = load(std::string("name: run\nclasses: [runner]\n") + kModels);
  ASSERT_TRUE(sport) << sport.error().message;
  EXPECT_EQ(sport->ball, -1);
}

TEST(Sport, ANetworkIsOptional) {
  const auto sport = load("name: run\nclasses: [runner]\n");
  ASSERT_TRUE(sport) << sport.error().message;
  EXPECT_TRUE(sport->models.empty());
}

TEST(Sport, ErrorsNameTheFileAndTheKey) {
  struct Case {
    std::string text, says;
  };
  const Case cases[] = {
      {kModels, "classes"},
      {"classes: []\n" + std::string(kModels), "classes"},
      {"classes: [a]\nmodels: {fast: x, balanced: y}\n", "accurate"},
      {"classes: [a]\nball: b\n" + std::string(kModels), "'b'"},
      {"classes: [a]\ncolour: red\n" + std::string(kModels), "s.yaml:2: unknown key 'colour'"},
      {"schema: 2\nclasses: [a]\n" + std::string(kModels), "schema"},
      {"classes: {a: b}\n" + std::string(kModels), "s.yaml"},
      {"classes: [a]\ncode: walking\n", "no code for 'walking'"},
      {"classes: [a]\nroles: {goalie: a}\n", "s.yaml:2: unknown key 'roles.goalie'"},
      {"classes: [a]\nroles: {guard: b}\n", "s.yaml:2: roles.guard 'b' is not one of"},
      {"classes: [a]\nlandmarks: net\n", "'landmarks' needs a field"},
      {"classes: [a]\npitch: {length_m: 100}\n", "s.yaml:2: unknown key 'pitch'"},
      {"classes: [a]\nfield: {length_m: 40}\n", "field.width_m is missing"},
      {"classes: [a]\nfield: {length_m: 40, width_m: x}\n", "s.yaml:2: field.width_m: expected"},
      {"classes: [a]\nfield: {length_m: 40, width_m: 0}\n", "field.width_m must lie in 1 to"},
      {"name: soccer\nclasses: [a]\npitch: {lenght_m: 100}\n",
       "s.yaml:3: unknown key 'pitch.lenght_m'"},
      {"code: soccer\nclasses: [a]\npitch: {length_m: 20}\n", "penalty_area_depth_m"},
      {"code: soccer\nclasses: [a]\nthreat: grid\n", "'threat' needs a 'pitch'"},
      {"classes: [a]\ndetect_every_s: {quick: 1}\n",
       "s.yaml:2: 'detect_every_s' says for profiles"},
      {"classes: [a]\ndetect_every_s: {fast: -1}\n", "fast: -1"},
      {"classes: [a]\nlooks: [{network: n, of: [a], mirrored: [quick]}]\n",
       "'mirrored' names 'quick'"},
      {"classes: [a\n", "s.yaml"},
      {"", "s.yaml"},
      {"- 1\n", "s.yaml"},
  };
  for (const auto& c : cases) {
    const auto sport = load(c.text);
    ASSERT_FALSE(sport) << c.text;
    EXPECT_EQ(sport.error().code, Errc::bad_config);
    EXPECT_THAT(sport.error().message, AllOf(HasSubstr("s.yaml"), HasSubstr(c.says))) << c.text;
  }
}

TEST(Sport, SoccerHasAFieldAndItsRoles) {
  const auto sport = load_sport("soccer");
  ASSERT_TRUE(sport) << sport.error().message;
  ASSERT_TRUE(sport->field);
  EXPECT_EQ(*sport->field, field_of(PitchSpec{}));
  EXPECT_EQ(sport->classes[static_cast<std::size_t>(sport->guard)], "goalkeeper");
  EXPECT_EQ(sport->classes[static_cast<std::size_t>(sport->outfield)], "player");
  EXPECT_EQ(sport->classes[static_cast<std::size_t>(sport->official)], "referee");
  EXPECT_TRUE(find_shared("models", sport->landmarks));
  const auto small =
      load("name: u12\ncode: soccer\nclasses: [player]\npitch: {length_m: 60, width_m: 45}\n");
  ASSERT_TRUE(small) << small.error().message;
  PitchSpec pitch;
  pitch.length_m = 60;
  pitch.width_m = 45;
  EXPECT_EQ(*small->field, field_of(pitch)) << "what is not named has the laws' size";
  EXPECT_EQ(small->outfield, -1) << "only a role makes one";
}

TEST(Sport, SaysHowOftenAProfileDetectsUnlessSomebodySaysOtherwise) {
  const auto every_s = [](std::vector<std::pair<std::string, std::string>> settings) {
    Config config;
    settings.emplace_back("sport", "golf");
    for (const auto& [key, value] : settings) EXPECT_TRUE(config.set(key, value, "test"));
    const auto assembly = assemble_drawing(std::move(config));
    EXPECT_TRUE(assembly) << assembly.error().message;
    return assembly->settings().detect.every_s;
  };
  EXPECT_EQ(every_s({{"profile", "balanced"}}), 0);
  EXPECT_GT(every_s({{"profile", "fast"}}), 0);
  EXPECT_EQ(every_s({{"profile", "fast"}, {"detect.every_s", "0"}}), 0);
}

TEST(Sport, AnyPackMayHaveARectangle) {
  const auto court = load("name: court\nclasses: [a]\nfield: {length_m: 40, width_m: 20}\n");
  ASSERT_TRUE(court) << court.error().message;
  EXPECT_EQ(court->field->landmarks[1].at, (Vec2d{20, 10}));
  for (const auto& corner : court->field->landmarks) {
    const auto& twin = court->field->landmarks[static_cast<std::size_t>(corner.mirrored)];
    EXPECT_EQ(twin.at, (Vec2d{-corner.at.x, corner.at.y}));
  }
  EXPECT_EQ(court->field->markings.size(), 4U);
  Settings settings;
  settings.pitch.length_m = 30;
  EXPECT_EQ(field_of(*court, settings)->length_m, 30);
  EXPECT_EQ(field_of(*court, settings)->width_m, 20);
}

TEST(Sport, AnUnknownOneListsTheKnown) {
  const auto sport = load_sport("quidditch");
  ASSERT_FALSE(sport);
  EXPECT_THAT(sport.error().message, AllOf(HasSubstr("quidditch"), HasSubstr("soccer")));
  EXPECT_FALSE(load_sport("../sports/soccer")) << "a name is not a way out of the folder";
}

Sport soccer() {
  Sport sport;
  sport.name = "soccer";
  sport.classes = {"ball", "keeper", "player"};
  sport.ball = 0;
  sport.aliases = {{"person", "player"}, {"sports ball", "ball"}};
  return sport;
}

ModelManifest model(std::vector<std::string> classes, std::map<std::string, float> threshold) {
  ModelManifest m;
  m.name = "net";
  m.classes = std::move(classes);
  m.threshold = std::move(threshold);
  return m;
}

TEST(OperatingPoint, MapsByNameAndAliasAndIgnoresTheRest) {
  const auto point =
      operating_point(model({"person", "chair", "sports ball", "keeper"}, {}), soccer(), 0, 0, 0);
  ASSERT_TRUE(point);
  EXPECT_THAT(point->classes.to_sport, ElementsAre(2, -1, 0, 1));
}

TEST(OperatingPoint, ComesFromTheManifest) {
  const auto point = operating_point(
      model({"ball", "keeper", "player"}, {{"ball", 0.3F}, {"keeper", 0.6F}, {"player", 0.5F}}),
      soccer(), 0, 0, 0);
  ASSERT_TRUE(point);
  EXPECT_FLOAT_EQ(point->high, 0.5F) << "the lowest of the people, never the ball's";
  EXPECT_FLOAT_EQ(point->low, 0.2F);
  EXPECT_FLOAT_EQ(point->classes.threshold[0], 0.3F);
  EXPECT_FLOAT_EQ(point->classes.threshold[1], 0.2F) << "the second pass needs weaker people";
  EXPECT_FLOAT_EQ(point->classes.threshold[2], 0.2F);
}

TEST(OperatingPoint, SettingsReplaceIt) {
  const auto m = model({"ball", "player"}, {{"ball", 0.3F}, {"player", 0.5F}});
  const auto conf = operating_point(m, soccer(), 0.7F, 0, 0);
  EXPECT_FLOAT_EQ(conf->high, 0.7F);
  EXPECT_FLOAT_EQ(conf->classes.threshold[0], 0.7F);
  const auto both = operating_point(m, soccer(), 0, 0.9F, 0.1F);
  EXPECT_FLOAT_EQ(both->high, 0.9F);
  EXPECT_FLOAT_EQ(both->low, 0.1F);
  EXPECT_FLOAT_EQ(both->classes.threshold[2], 0.1F);
  EXPECT_FLOAT_EQ(both->classes.threshold[0], 0.3F);
}

TEST(OperatingPoint, AClassTheNetworkDoesNotKnowNeverFires) {
  const auto point = operating_point(model({"sports ball"}, {}), soccer(), 0, 0, 0);
  ASSERT_TRUE(point);
  EXPECT_FLOAT_EQ(point->classes.threshold[0], 0.5F);
}

TEST(OperatingPoint, ANetworkWithoutAnyOfTheClassesIsAnError) {
  const auto point = operating_point(model({"cat", "dog"}, {}), soccer(), 0, 0, 0);
  ASSERT_FALSE(point);
  EXPECT_EQ(point.error().code, Errc::bad_model);
  EXPECT_THAT(point.error().message,
              AllOf(HasSubstr("net"), HasSubstr("cat, dog"), HasSubstr("ball, keeper, player")));
}

}  // namespace
}  // namespace touchline
