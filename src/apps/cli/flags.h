// Flags that stand for settings, the same for every command that has settings.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "touchline/touchline.h"

namespace touchline::cli {

using SettingPairs = std::vector<std::pair<std::string, std::string>>;

/// Groups of --help, in its order. kMore is shown by --help-all alone.
namespace group {
inline constexpr const char *kInput = "Which part of the footage", *kFind = "What is looked for",
                            *kResults = "Results", *kSettings = "Settings", *kMore = "More";
}  // namespace group

/// --config, --set, and one flag per common setting; the texts show every default.
void add_settings(CLI::App& command, RunOptions& options);
/// --set, and the flags that say how pictures are drawn and encoded.
void add_drawing_settings(CLI::App& command, SettingPairs& settings);
/// --set, into `settings`.
void add_set(CLI::App& command, SettingPairs& settings, const char* help);

}  // namespace touchline::cli
