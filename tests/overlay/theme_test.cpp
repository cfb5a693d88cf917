#include "overlay/theme.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

namespace touchline {
namespace {

using ::testing::HasSubstr;

const std::string kRoot = TOUCHLINE_ROOT;

/// A theme file that lives as long as the test.
class ThemeFile {
 public:
  explicit ThemeFile(const std::string& text) {
    path_ = std::filesystem::temp_directory_path() /
            ("touchline_theme_" + std::to_string(::getpid()) + ".yaml");
    std::ofstream(path_) << text;
  }
  ~ThemeFile() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

Error error_of(const std::string& text) {
  const ThemeFile file(text);
  const auto theme = load_theme(file.path());
  EXPECT_FALSE(theme) << "accepted: " << text;
  if (theme) return {};
  EXPECT_THAT(theme.error().message, HasSubstr(file.path()));
  return theme.error();
}

TEST(Theme, BroadcastFileIsTheBuiltInDefault) {
  const auto theme = load_theme(kRoot + "/share/themes/broadcast.yaml");
  ASSERT_TRUE(theme) << theme.error().message;
  EXPECT_EQ(*theme, Theme{});
}

TEST(Theme, KeysLeftOutKeepTheirDefault) {
  const ThemeFile file("ball: {trail_s: 2.5}\ncolours: {classes: {player: \"#01020304\"}}\n");
  const auto theme = load_theme(file.path());
  ASSERT_TRUE(theme) << theme.error().message;
  Theme expected;
  expected.ball.trail_s = 2.5F;
  expected.colours.classes["player"] = {1, 2, 3, 4};
  EXPECT_EQ(*theme, expected);
}

TEST(Theme, ARelativeFontIsLookedForBesideTheTheme) {
  const ThemeFile file("fonts: [mine.otf, /abs/other.otf]\n");
  const auto theme = load_theme(file.path());
  ASSERT_TRUE(theme) << theme.error().message;
  const auto folder = std::filesystem::path(file.path()).parent_path();
  EXPECT_EQ(theme->fonts,
            (std::vector<std::string>{(folder / "mine.otf").string(), "/abs/other.otf"}));
}

TEST(Theme, AnErrorNamesFileKeyAndValue) {
  struct Case {
    const char *yaml, *key, *detail;
  };
  const Case cases[] = {
      {"colour: {}", "'colour'", "known here: name, fonts, colours"},
      {"ring: {thicknes: 0.1}", "'ring.thicknes'", "thickness"},
      {"ring: {thickness: fat}", "'ring.thickness'", "fat"},
      {"ring: {thickness: .nan}", "'ring.thickness'", "must be a number"},
      {"ring: {thickness: 7}", "'ring.thickness'", "7"},
      {"ring: {dashes: 3.5}", "'ring.dashes'", "whole number"},
      {"ring: {min_radius: 0.4, max_radius: 0.1}", "'ring.min_radius'", "larger"},
      {"ring: 3", "'ring'", "mapping"},
      {"colours: {classes: {player: red}}", "'colours.classes.player'", "red"},
      {"colours: {shadow: \"#12345\"}", "'colours.shadow'", "#12345"},
      {"label: {fill: \"#gg0000\"}", "'label.fill'", "#gg0000"},
      {"fonts: []", "'fonts'", "at least one"},
      {"predicted_opacity: -0.1", "'predicted_opacity'", "-0.1"},
  };
  for (const auto& c : cases) {
    const Error error = error_of(c.yaml);
    EXPECT_EQ(error.code, Errc::bad_config) << c.yaml;
    EXPECT_THAT(error.message, HasSubstr(c.key)) << c.yaml;
    EXPECT_THAT(error.message, HasSubstr(c.detail)) << c.yaml;
  }
}

TEST(Theme, BrokenFilesAreErrors) {
  EXPECT_EQ(error_of("ring: [").code, Errc::bad_config);
  EXPECT_EQ(error_of("- a list").code, Errc::bad_config);
  EXPECT_EQ(error_of("").code, Errc::bad_config);
  const auto missing = load_theme("/nowhere/theme.yaml");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::io);
  EXPECT_THAT(missing.error().message, HasSubstr("/nowhere/theme.yaml"));
}

/// Every key of a mapping, as "section.key"; what `classes` maps is free.
void collect(const YAML::Node& node, const std::string& prefix, std::set<std::string>& keys) {
  for (const auto& item : node) {
    const auto key = prefix + item.first.Scalar();
    keys.insert(key);
    if (item.second.IsMap() && key != "colours.classes") collect(item.second, key + ".", keys);
  }
}

void collect(const nlohmann::json& schema, const std::string& prefix, std::set<std::string>& keys) {
  ASSERT_EQ(schema.at("additionalProperties"), false) << prefix;
  for (const auto& [name, property] : schema.at("properties").items()) {
    keys.insert(prefix + name);
    if (property.contains("properties")) collect(property, prefix + name + ".", keys);
  }
}

TEST(Theme, SchemaAndDefaultThemeNameTheSameKeys) {
  std::set<std::string> in_theme, in_schema;
  collect(YAML::LoadFile(kRoot + "/share/themes/broadcast.yaml"), "", in_theme);
  collect(nlohmann::json::parse(std::ifstream(kRoot + "/share/schema/theme.schema.json")), "",
          in_schema);
  EXPECT_EQ(in_theme, in_schema);
}

TEST(Theme, EveryShippedThemeLoads) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/share/themes")) {
    const auto theme = load_theme(entry.path().string());
    ASSERT_TRUE(theme) << theme.error().message;
    EXPECT_EQ(theme->name, entry.path().stem().string());
    ++count;
  }
  EXPECT_GE(count, 2);
}

TEST(ThemeColour, ReadsHexOnly) {
  EXPECT_EQ(parse_colour("#0a1B2c"), (Rgba{0x0A, 0x1B, 0x2C, 255}));
  EXPECT_EQ(parse_colour("#0a1b2c80"), (Rgba{0x0A, 0x1B, 0x2C, 0x80}));
  for (const char* bad :
       {"", "#", "0a1b2c", "#0a1b2", "#0a1b2c8", "#-10000", "# 10000", "#0a1b2cgg"})
    EXPECT_FALSE(parse_colour(bad)) << bad;
}

TEST(ThemeColour, MatchesTheStandards) {
  using M = Colour::Matrix;
  using R = Colour::Range;
  struct Case {
    Rgba rgba;
    M matrix;
    R range;
    int y, u, v;
  };
  // Reference white and black, and pure red, from the matrices of BT.601, BT.709 and BT.2020.
  const Case cases[] = {
      {{255, 255, 255}, M::bt709, R::limited, 235, 128, 128},
      {{0, 0, 0}, M::bt709, R::limited, 16, 128, 128},
      {{255, 255, 255}, M::bt709, R::full, 255, 128, 128},
      {{0, 0, 0}, M::bt709, R::full, 0, 128, 128},
      {{255, 0, 0}, M::bt601, R::limited, 81, 90, 240},
      {{255, 0, 0}, M::bt709, R::limited, 63, 102, 240},
      {{255, 0, 0}, M::bt601, R::full, 76, 85, 255},
      {{0, 0, 255}, M::bt709, R::limited, 32, 240, 118},
      {{255, 0, 0}, M::bt2020, R::limited, 74, 97, 240},
  };
  for (const auto& c : cases) {
    const YuvColour got = to_yuv(c.rgba, {c.matrix, c.range});
    EXPECT_EQ((std::array<int, 3>{got.y, got.u, got.v}), (std::array<int, 3>{c.y, c.u, c.v}));
    EXPECT_EQ(got.opacity, 256);
  }
  EXPECT_EQ(to_yuv({0, 0, 0, 128}, {}).opacity, 129);
  EXPECT_EQ(to_yuv({0, 0, 0, 255}, {}, 0.5F).opacity, 128);
}

}  // namespace
}  // namespace touchline
