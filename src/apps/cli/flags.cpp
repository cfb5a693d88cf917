#include "flags.h"

#include "touchline/tools.h"

namespace touchline::cli {
namespace {

/// A flag with a value. Every other setting goes through --set.
struct Shortcut {
  const char *flag, *key, *value_name, *group;
};
constexpr Shortcut kShortcuts[] = {
    {"--start", "input.start_s", "SECONDS", group::kInput},
    {"--end", "input.end_s", "SECONDS", group::kInput},
    {"--max-frames", "input.max_frames", "N", group::kInput},
    {"--every", "input.every", "N", group::kMore},
    {"--sport", "sport", "NAME", group::kFind},
    {"--profile", "profile", "NAME", group::kFind},
    {"--device", "device", "NAME", group::kFind},
    {"--model", "detect.model", "NAME", group::kFind},
    {"--calibration", "calibrate.file", "FILE", group::kFind},
    {"--match", "match", "FILE", group::kFind},
    {"--view", "overlay.view", "NAME", group::kResults},
    {"--theme", "overlay.theme", "NAME", group::kResults},
    {"--engine", "detect.engine", "NAME", group::kMore},
    {"--precision", "detect.precision", "NAME", group::kMore},
    {"--conf", "detect.conf", "SCORE", group::kMore},
};
/// A flag without a value.
struct Switch {
  const char *flag, *key, *value, *help, *group;
};
constexpr Switch kSwitches[] = {
    {"--join", "input.join", "true", "", group::kInput},
    {"--fixed-camera", "calibrate.fixed_camera", "true", "", group::kFind},
    {"--overwrite", "output.overwrite", "true", "", group::kResults},
    {"--no-video", "video.enabled", "false", "data only, no annotated.mp4", group::kResults},
    {"--no-audio", "video.audio", "false", "leave the sound out", group::kResults},
    {"--radar", "video.radar", "true", "", group::kResults},
    {"--follow", "follow.enabled", "true", "", group::kResults},
    {"--no-ids", "overlay.ids", "false", "no numbers beside people", group::kMore},
    {"--strict", "strict", "true", "", group::kMore},
    {"--show-boxes", "overlay.boxes", "true", "", group::kMore},
};

const SettingInfo& info_of(std::string_view key) {
  static const SettingInfo none;
  for (const auto& setting : settings())
    if (setting.key == key) return setting;
  return none;
}

std::string describe(const SettingInfo& setting) {
  return setting.doc + (setting.allowed.empty() ? "" : " {" + setting.allowed + "}") +
         (setting.fallback.empty() ? "" : " [" + setting.fallback + "]");
}

}  // namespace

void add_set(CLI::App& command, SettingPairs& settings, const char* help) {
  command
      .add_option_function<std::vector<std::string>>(
          "--set",
          [&settings](const std::vector<std::string>& pairs) {
            for (const auto& pair : pairs) {
              const auto equals = pair.find('=');
              if (equals == std::string::npos)
                throw CLI::ValidationError("--set", "'" + pair + "' is not KEY=VALUE");
              settings.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
            }
          },
          help)
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->group(group::kSettings);
}

namespace {

/// The flags whose setting `wanted` takes.
template <class Wanted>
void add_flags(CLI::App& command, SettingPairs& settings, Wanted wanted) {
  for (const auto& shortcut : kShortcuts)
    if (wanted(shortcut.key))
      command
          .add_option_function<std::string>(
              shortcut.flag,
              [&settings, key = shortcut.key](const std::string& value) {
                settings.emplace_back(key, value);
              },
              describe(info_of(shortcut.key)))
          ->type_name(shortcut.value_name)
          ->group(shortcut.group);
  for (const auto& flag : kSwitches)
    if (wanted(flag.key))
      command
          .add_flag_callback(
              flag.flag, [&settings, &flag] { settings.emplace_back(flag.key, flag.value); },
              (*flag.help ? flag.help : info_of(flag.key).doc) + std::string(" (") + flag.key +
                  "=" + flag.value + ")")
          ->group(flag.group);
}

}  // namespace

void add_settings(CLI::App& command, RunOptions& options) {
  add_flags(command, options.settings, [](std::string_view) { return true; });
  command
      .add_option("--config", options.config_file,
                  "YAML file of settings; see share/touchline.yaml")
      ->type_name("FILE")
      ->group(group::kSettings);
  add_set(command, options.settings,
          "any setting, repeatable; 'touchline config list' lists them all");
}

void add_drawing_settings(CLI::App& command, SettingPairs& settings) {
  add_flags(command, settings, [](std::string_view key) {
    return key.starts_with("overlay.") || key.starts_with("video.") || key.starts_with("follow.") ||
           key == "device" || key == "output.overwrite" || key == "strict";
  });
  add_set(command, settings,
          "any setting of overlay., video., follow. and teams., repeatable; 'touchline config list "
          "overlay' "
          "lists them");
}

}  // namespace touchline::cli
