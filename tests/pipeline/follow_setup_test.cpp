#include "pipeline/follow_setup.h"

#include <gmock/gmock.h>

#include <fstream>

#include "support/temp_dir.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

Settings::Follow follow_with(const char* key, const std::string& value) {
  Config config;
  const auto set = config.set(std::string("follow.") + key, value, "flag");
  EXPECT_TRUE(set) << set.error().message;
  return config.settings().follow;
}

TEST(FollowSetup, ASizeIsEvenPixelsOrTheSourcesHalf) {
  for (const char* size : {"wide", "1280", "1281x720", "99999x9", "1280x720x3", "-2x64", ""}) {
    const auto setup = follow_setup(follow_with("size", size));
    ASSERT_FALSE(setup) << size;
    EXPECT_EQ(setup.error().code, Errc::bad_config);
    EXPECT_THAT(setup.error().message, AllOf(HasSubstr("follow.size"), HasSubstr("1920x1080")));
  }
  const auto tall = shown_size(*follow_setup(follow_with("size", "720x1280")), 3840);
  EXPECT_EQ(tall.width, 720);
  EXPECT_EQ(tall.height, 1280);
  const auto automatic = *follow_setup(follow_with("size", "auto"));
  EXPECT_EQ(shown_size(automatic, 3840).width, 1920);
  EXPECT_EQ(shown_size(automatic, 3840).height, 1080);
  EXPECT_EQ(shown_size(automatic, 640).width, 1280);
}

TEST(FollowSetup, APresetHasAnOperator) {
  for (const char* preset : {"broadcast", "action", "wide", "players", "seed"}) {
    const auto setup = follow_setup(follow_with("preset", preset));
    ASSERT_TRUE(setup) << preset;
    const auto camera = make_operator(*setup, {1920, 1080}, {720, 1280});
    director::Play play;
    auto framings = camera->push(play);
    const auto rest = camera->finish();
    framings.insert(framings.end(), rest.begin(), rest.end());
    ASSERT_EQ(framings.size(), 1U) << preset;
    EXPECT_NEAR(framings[0].width / framings[0].height, 720.0 / 1280, 1e-9) << preset;
  }
}

TEST(FollowSetup, ZonesWithoutABallComeFromAFileAndAreInWidths) {
  const testing::TempDir dir;
  const auto file = [&](const char* name, const char* text) {
    std::ofstream(dir / name) << text;
    return dir / name;
  };
  const auto setup = follow_setup(follow_with(
      "excluded", file("z.yaml", "zones: [{name: a, polygon: [[0, 0], [960, 0], [960, 480]]}]")));
  ASSERT_TRUE(setup) << setup.error().message;
  const auto zones = zones_without_ball(*setup, 1920);
  ASSERT_EQ(zones.size(), 1U);
  EXPECT_EQ(zones[0][2], (Vec2d{0.5, 0.25}));
  const auto refused = [&](const std::string& path) {
    const auto wrong = follow_setup(follow_with("excluded", path));
    return wrong ? std::string() : wrong.error().message;
  };
  EXPECT_THAT(refused(dir / "gone.yaml"), HasSubstr("gone.yaml"));
  EXPECT_THAT(refused(file("bad.yaml", "zones:\n  - {name: a, polygon: [[0, 0]]}")),
              AllOf(HasSubstr("bad.yaml:2"), HasSubstr("corners")));
  EXPECT_THAT(
      refused(file("m.yaml", "zones: [{name: box, in: field, polygon: [[0, 0], [9, 0], [9, 9]]}]")),
      AllOf(HasSubstr("m.yaml"), HasSubstr("'box'"), HasSubstr("pixels")));
}

}  // namespace
}  // namespace touchline
