// Settings: precedence, errors that say where, and the shipped files that mirror the table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/held_rows.h"
#include "pipeline/lane_setup.h"
#include "pipeline/settings.h"
#include "sports/soccer/pitch.h"
#include "support/temp_dir.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::read_text;
using testing::TempDir;

std::string write(const TempDir& dir, const std::string& text, const std::string& name = "c.yaml") {
  std::ofstream(dir / name) << text;
  return dir / name;
}

Config::Entry entry(const Config& config, const std::string& key) {
  for (const auto& each : config.entries())
    if (each.key == key) return each;
  ADD_FAILURE() << "no key " << key;
  return {};
}

/// An environment variable for the length of a test.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~ScopedVariable() { ::unsetenv(name_); }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;

 private:
  const char* name_;
};

TEST(Config, PrecedenceIsFlagEnvironmentFileProfileDefault) {
  const TempDir dir;
  RunOptions options;
  const auto preset = [&] {
    const auto config = effective(options);
    if (!config) {
      ADD_FAILURE() << config.error().message;
      return std::string();
    }
    const auto found = entry(*config, "video.preset");
    return found.value + " by " + found.origin;
  };
  EXPECT_EQ(preset(), "superfast by default");
  options.settings = {{"profile", "fast"}};
  EXPECT_EQ(preset(), "ultrafast by profile fast");
  options.config_file = write(dir, "video:\n  preset: medium\n");
  EXPECT_EQ(preset(), "medium by file " + options.config_file + ":2");
  const ScopedVariable variable("TOUCHLINE_VIDEO__PRESET", "slow");
  EXPECT_EQ(preset(), "slow by env TOUCHLINE_VIDEO__PRESET");
  options.settings.emplace_back("video.preset", "faster");
  EXPECT_EQ(preset(), "faster by flag");
}

TEST(Config, TheProfileMayComeFromAnywhere) {
  const TempDir dir;
  RunOptions options;
  options.config_file = write(dir, "profile: accurate\n");
  EXPECT_EQ(effective(options)->settings().video.crf, 20);
  const ScopedVariable variable("TOUCHLINE_PROFILE", "fast");
  const auto config = effective(options);
  EXPECT_EQ(config->settings().profile, "fast");
  EXPECT_EQ(config->settings().video.preset, "ultrafast");
  EXPECT_EQ(config->settings().video.crf, 23) << "nothing is left of the profile that lost";
}

TEST(Config, ALiveSourceWantsItsNewestPictures) {
  RunOptions options;
  EXPECT_EQ(effective(options)->settings().video.policy, PicturePolicy::every);
  options.settings = {{"live.enabled", "true"}, {"follow.lookahead_s", "0.5"}};
  const auto config = effective(options);
  EXPECT_EQ(config->settings().video.policy, PicturePolicy::newest);
  EXPECT_FALSE(config->settings().output.trace);
  EXPECT_EQ(config->settings().follow.lookahead_s, 0.5) << "what was set stays";
  EXPECT_EQ(entry(*config, "video.policy").origin, "live");
}

TEST(LiveTargets, NameTheirSourceWhereTheyAreTold) {
  const std::vector<std::string> paths{"rtmp://host/{id}/x{id}", "a.mp4"},
      expected{"rtmp://host/{id}a/x{id}a", "a.mp4"};
  EXPECT_EQ(targets_of("{id}a", paths), expected);
  Settings settings;
  const VideoOutlets targets{{"rtmp://host/app/key"}};
  const auto refused = check_targets(settings, targets);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  settings.live.enabled = true;
  EXPECT_TRUE(check_targets(settings, targets));
  EXPECT_EQ(check_targets(settings, {{"picture.mkv"}}).error().code, Errc::bad_config);
}

TEST(Config, UnknownKeysNameFileLineAndKey) {
  const TempDir dir;
  const auto path = write(dir, "sport: soccer\n\nvideo:\n  crf: 20\n  prset: slow\n");
  Config config;
  const auto loaded = config.load(path);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, Errc::bad_config);
  EXPECT_THAT(loaded.error().message, AllOf(HasSubstr(path + ":5"), HasSubstr("video.prset")));
  EXPECT_THAT(config.set("nonsense", "1", "flag").error().message,
              AllOf(HasSubstr("nonsense"), HasSubstr("config print")));
}

TEST(Config, WrongValuesNameTheKeyTheValueAndWhatIsAllowed) {
  struct Case {
    const char *key, *value, *says;
  };
  const Case cases[] = {
      {"video.crf", "52", "1 to 51"},
      {"video.crf", "0", "1 to 51"},
      {"video.crf", "high", "whole number"},
      {"video.crf", "20.5", "whole number"},
      {"video.crf", "", "whole number"},
      {"input.every", "0", "1 to"},
      {"detect.conf", "1.01", "0 to 1"},
      {"detect.conf", "nan", "0 to 1"},
      {"detect.conf", "-0.1", "0 to 1"},
      {"input.end_s", "inf", "0 to"},
      {"strict", "yes", "true or false"},
      {"profile", "turbo", "balanced"},
      {"detect.engine", "cuda", "onnxruntime"},
      {"input.max_frames", "99999999999999999999", "whole number"},
      {"input.max_frames", " 3", "whole number"},
  };
  for (const auto& c : cases) {
    Config config;
    const auto before = config.hash();
    const auto set = config.set(c.key, c.value, "flag");
    ASSERT_FALSE(set) << c.key << "=" << c.value;
    EXPECT_EQ(set.error().code, Errc::bad_config);
    EXPECT_THAT(set.error().message, AllOf(HasSubstr(c.key), HasSubstr(c.says),
                                           HasSubstr(fmt::format("'{}'", c.value))));
    EXPECT_EQ(config.hash(), before) << "a refused value changes nothing";
  }
}

TEST(Config, RangesIncludeTheirEnds) {
  for (const auto& [key, value] : {std::pair{"video.crf", "1"},
                                   {"video.crf", "51"},
                                   {"detect.conf", "1"},
                                   {"detect.conf", "0"}}) {
    Config config;
    EXPECT_TRUE(config.set(key, value, "flag")) << key << "=" << value;
    EXPECT_EQ(entry(config, key).value, value);
  }
}

TEST(Config, FilesThatAreNotWhatTheyShouldBe) {
  const TempDir dir;
  struct Case {
    const char *text, *says;
  };
  const Case cases[] = {
      {"- a\n- b\n", "key: value"},      {"just text\n", "key: value"},
      {"video: [1, 2]\n", "not a list"}, {"video:\n  crf: [20]\n", "video.crf"},
      {"a: b: c\n", "not valid YAML"},   {"sport: soccer\n\tx: 1\n", "not valid YAML"},
      {"? [a, b]\n: 1\n", "c.yaml"},     {"sport:\n  name: x\n", "sport.name"}};
  for (const auto& c : cases) {
    Config config;
    const auto loaded = config.load(write(dir, c.text));
    ASSERT_FALSE(loaded) << c.text;
    EXPECT_EQ(loaded.error().code, Errc::bad_config);
    EXPECT_THAT(loaded.error().message, AllOf(HasSubstr("c.yaml"), HasSubstr(c.says))) << c.text;
  }
  Config config;
  EXPECT_THAT(config.load(dir / "none.yaml").error().message, HasSubstr("none.yaml"));
  EXPECT_TRUE(config.load(write(dir, ""))) << "an empty file sets nothing";
  EXPECT_TRUE(config.load(write(dir, "video:\n  # crf: 20\n")))
      << "a section with every key commented out";
  EXPECT_EQ(config.hash(), Config().hash());
}

TEST(Config, TheCommentedFileLoadsBackAsTheDefaults) {
  const TempDir dir;
  Config config;
  const auto loaded = config.load(write(dir, commented_config()));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(config.hash(), Config().hash());
  for (const auto& each : config.entries())
    EXPECT_THAT(each.origin, HasSubstr("c.yaml:")) << each.key;
}

TEST(Config, ShippedFilesAreTheTable) {
  const std::string share = std::string(TOUCHLINE_ROOT) + "/share/";
  EXPECT_EQ(read_text(share + "touchline.yaml"), commented_config())
      << "write it again: touchline config print";
  EXPECT_EQ(read_text(share + "schema/config.schema.json"), config_schema())
      << "write it again: touchline config schema";
}

TEST(Config, TheSchemaKnowsEveryKeyWithItsDefault) {
  const auto schema = nlohmann::json::parse(config_schema());
  for (const auto& setting : settings()) {
    auto node = schema;
    std::string rest = setting.key;
    for (auto dot = rest.find('.'); dot != std::string::npos; dot = rest.find('.')) {
      node = node["properties"][rest.substr(0, dot)];
      EXPECT_EQ(node["additionalProperties"], false) << setting.key;
      rest = rest.substr(dot + 1);
    }
    node = node["properties"][rest];
    ASSERT_TRUE(node.contains("default")) << setting.key;
    const auto& fallback = node["default"];
    EXPECT_EQ(fallback.is_string() ? fallback.get<std::string>() : fallback.dump(),
              setting.fallback);
    EXPECT_EQ(node["description"], setting.doc);
    EXPECT_FALSE(setting.doc.empty());
  }
}

TEST(Config, EveryDefaultIsInItsRange) {
  Config config;
  for (const auto& each : Config().entries())
    EXPECT_TRUE(config.set(each.key, each.value, "flag")) << each.key;
  EXPECT_EQ(config.hash(), Config().hash());
}

TEST(Config, TheHashTellsSettingsApartButNotTheirOrigin) {
  Config a, b;
  ASSERT_TRUE(a.set("video.crf", "23", "flag"));
  EXPECT_EQ(a.hash(), b.hash());
  ASSERT_TRUE(a.set("video.crf", "24", "flag"));
  EXPECT_NE(a.hash(), b.hash());
}

TEST(Config, EffectiveConfigIsJsonOfValuesAndOrigins) {
  RunOptions options;
  options.settings = {{"video.crf", "30"}};
  const auto text = effective_config(options);
  ASSERT_TRUE(text);
  const auto json = nlohmann::json::parse(*text);
  EXPECT_EQ(json.size(), settings().size());
  EXPECT_EQ(json["video.crf"]["value"], "30");
  EXPECT_EQ(json["video.crf"]["origin"], "flag");
  EXPECT_EQ(json["video.preset"]["origin"], "default");
}

TEST(Assembly, ImpossibleCombinationsAreErrors) {
  RunOptions options;
  options.settings = {{"input.start_s", "5"}, {"input.end_s", "4"}};
  const auto assembled = assemble(options);
  ASSERT_FALSE(assembled);
  EXPECT_EQ(assembled.error().code, Errc::bad_config);
  EXPECT_THAT(assembled.error().message, HasSubstr("input.start_s"));
}

TEST(Assembly, EverybodyHasTheRunsPitch) {
  RunOptions options;
  options.settings = {{"pitch.length_m", "91.5"}, {"pitch.width_m", "60"}};
  const auto assembled = assemble(options);
  ASSERT_TRUE(assembled) << assembled.error().message;
  PitchSpec pitch;
  pitch.length_m = 91.5;
  pitch.width_m = 60;
  const FieldSpec field = field_of(pitch);
  EXPECT_EQ(assembled->analyst.tracker.field, field);
  EXPECT_EQ(assembled->analyst.calibrator->field, field);
  EXPECT_EQ(assembled->overlay.field, field);
  EXPECT_EQ(assembled->analyst.teams->field_half_length_m, 91.5 / 2);
}

TEST(RowsHeld, AreThoseOfFilesForAsLongAsATrackTakesToBeConfirmed) {
  Config config;
  const auto held = [&](bool file, double fps) { return rows_held(config.settings(), file, fps); };
  EXPECT_EQ(held(true, 25), 5);
  EXPECT_EQ(held(true, 60), 8);
  EXPECT_EQ(held(true, 0), 5) << "no claim of a rate";
  EXPECT_EQ(held(true, 1000), 32) << "memory is bounded";
  EXPECT_EQ(held(false, 25), 0) << "somebody watches";
  ASSERT_TRUE(config.set("track.first_samples", "true", "flag"));
  EXPECT_EQ(held(false, 25), 5);
  ASSERT_TRUE(config.set("track.first_samples", "false", "flag"));
  EXPECT_EQ(held(true, 25), 0);
  ASSERT_TRUE(config.set("track.first_samples", "auto", "flag"));
  ASSERT_TRUE(config.set("input.realtime", "true", "flag"));
  EXPECT_EQ(held(true, 25), 0);
}

TEST(Assembly, SettingsOfAnotherSportAreAMistake) {
  const auto refused = [](std::map<std::string, std::string> settings) -> std::string {
    RunOptions options;
    for (const auto& setting : settings) options.settings.push_back(setting);
    const auto assembled = assemble(options);
    return assembled ? "" : assembled.error().message;
  };
  EXPECT_THAT(refused({{"people.zones", "zones.yaml"}}),
              AllOf(HasSubstr("people.zones"), HasSubstr("'soccer'"), HasSubstr("flag")));
  const std::map<std::string, std::string> people = {{"sport", "people"},
                                                     {"detect.model", "soccer-fast"}};
  auto with = people;
  with["soccer.kinematics.coast_s"] = "0.5";
  EXPECT_THAT(refused(with), AllOf(HasSubstr("soccer.kinematics.coast_s"), HasSubstr("'people'")));
  with = people;
  with["soccer.kinematics.coast_s"] = "0.3";
  EXPECT_EQ(refused(with), "") << "the default, as a whole configuration file has it";
  with = people;
  with["measures.preset"] = "seed";
  EXPECT_EQ(refused(with), "");
}

TEST(Assembly, SourcesGetUniqueIdsAndFolders) {
  const auto assembled = assemble({});
  ASSERT_TRUE(assembled) << assembled.error().message;
  const auto sources =
      source_options(*assembled, {"a/cam.mp4", "b/cam.mp4", "cam_2.mp4", "c/cam.mp4"});
  std::set<std::string> ids, folders;
  for (const auto& source : sources) {
    ids.insert(source.id);
    folders.insert(source_folder("out", source, sources.size()));
  }
  EXPECT_EQ(ids.size(), 4U);
  EXPECT_EQ(folders.size(), 4U);
  EXPECT_EQ(sources[0].id, "cam");
  EXPECT_EQ(source_folder("out", sources[0], 4), "out/cam");
  EXPECT_EQ(source_folder("out", sources[0], 1), "out");
}

TEST(Config, ThePresetFillsWhatNobodySet) {
  RunOptions options;
  const auto value = [&](const std::string& key) {
    const auto config = effective(options);
    EXPECT_TRUE(config) << config.error().message;
    const auto found = entry(*config, key);
    return found.value + " by " + found.origin;
  };
  const auto standard = value("soccer.possession.near_m");
  EXPECT_THAT(standard, HasSubstr("by default"));
  options.settings = {{"measures.preset", "seed"}};
  EXPECT_EQ(value("soccer.possession.near_m"), "1.8 by preset seed");
  options.settings.emplace_back("soccer.possession.near_m", "2.5");
  EXPECT_EQ(value("soccer.possession.near_m"), "2.5 by flag");
}

TEST(Config, NestedSectionsAreReadFromAFile) {
  const TempDir dir;
  RunOptions options;
  options.config_file =
      write(dir, "soccer:\n  possession:\n    near_m: 2\noverlay:\n  boxes: true\n  ids: auto\n");
  const auto config = effective(options);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(entry(*config, "soccer.possession.near_m").value, "2");
  EXPECT_EQ(entry(*config, "overlay.boxes").value, "true");
  options.config_file = write(dir, "soccer:\n  possession:\n    nearly_m: 2\n");
  const auto unknown = effective(options);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, AllOf(HasSubstr("c.yaml:3"), HasSubstr("nearly_m")));
}

}  // namespace
}  // namespace touchline
