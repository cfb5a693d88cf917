// Sport packs, and how a network's classes become the sport's.
#include "pipeline/sport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/share.h"
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
      {"classes: [a]\npitch: {lenght_m: 100}\n" + std::string(kModels), "pitch.lenght_m"},
      {"classes: [a]\npitch: {length_m: 20}\n" + std::string(kModels), "penalty_area_depth_m"},
      {"classes: [a]\nthreat: grid\n" + std::string(kModels), "pitch"},
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
  ASSERT_TRUE(sport->pitch);
  EXPECT_EQ(*sport->pitch, PitchSpec{});
  EXPECT_EQ(sport->classes[static_cast<std::size_t>(sport->keeper)], "goalkeeper");
  EXPECT_EQ(sport->classes[static_cast<std::size_t>(sport->referee)], "referee");
  EXPECT_TRUE(find_shared("models", sport->landmarks));
  const auto small =
      load("classes: [a]\npitch: {length_m: 60, width_m: 45}\n" + std::string(kModels));
  ASSERT_TRUE(small) << small.error().message;
  EXPECT_EQ(small->pitch->length_m, 60);
  EXPECT_EQ(small->pitch->penalty_spot_m, 11) << "what is not named has the laws' size";
  EXPECT_EQ(small->referee, -1);
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
