// touchline config: settings, their defaults, their schema, and what is in force.
#include <cstdio>
#include <memory>

#include "commands.h"
#include "suggest.h"
#include "terminal.h"

namespace touchline::cli {
namespace {

std::string section_of(const std::string& key) {
  const auto dot = key.find('.');
  return dot == std::string::npos ? "general" : key.substr(0, dot);
}

std::vector<std::string> sections() {
  std::vector<std::string> all;
  for (const auto& setting : settings())
    if (all.empty() || all.back() != section_of(setting.key))
      all.push_back(section_of(setting.key));
  return all;
}

/// "detect" and "detect.conf" both choose; so does "soccer.possession".
bool is_chosen(const std::string& key, const std::string& section) {
  return section.empty() || key == section || section_of(key) == section ||
         key.starts_with(section + ".");
}

Json list_json(const std::string& section) {
  Json all = Json::array();
  for (const auto& setting : settings())
    if (is_chosen(setting.key, section))
      all.push_back({{"key", setting.key},
                     {"default", setting.fallback},
                     {"allowed", setting.allowed.empty() ? Json(nullptr) : Json(setting.allowed)},
                     {"comment", setting.doc}});
  return all;
}

int list(const std::string& section, const Shared& shared) {
  const auto chosen = list_json(section);
  if (chosen.empty()) {
    std::string names;
    for (const auto& name : sections()) names += (names.empty() ? "" : ", ") + name;
    const auto near = nearest(section, sections());
    return report({Errc::usage,
                   "there is no section '" + section + "' of settings. " +
                       (near.empty() ? "" : "Did you mean '" + near + "'? ") + "There are " + names,
                   section});
  }
  if (shared.json) return print_text(chosen.dump());
  return print_text(plain_settings(chosen, terminal_style()));
}

}  // namespace

void add_config(CLI::App& app, Shared& shared) {
  auto* config = app.add_subcommand("config", "Settings: defaults, schema, and what is in force");
  config->require_subcommand(1);
  auto* listing =
      config->add_subcommand("list", "Every setting with its default and what it is for");
  const auto section = std::make_shared<std::string>();
  listing->add_option("SECTION", *section, "only these: detect, video, soccer.possession, ...");
  listing->callback([section, &shared] { shared.exit_code = list(*section, shared); });

  const auto options = std::make_shared<RunOptions>();
  const auto in_force = std::make_shared<bool>(false);
  auto* show = config->add_subcommand(
      "print", "The commented defaults, or with --effective every value and its origin");
  show->add_flag("--effective", *in_force, "values in force and where each comes from");
  add_settings(*show, *options);
  show->callback([options, in_force, &shared] {
    hear_log(shared);
    shared.exit_code = *in_force ? print(effective_config(*options), shared, plain_config)
                                 : print_text(default_config());
  });
  config->add_subcommand("schema", "JSON Schema of the configuration file")->callback([&shared] {
    const auto schema = config_json_schema();
    shared.exit_code =
        print_text(shared.json ? Json::parse(schema, nullptr, false).dump() : schema);
  });
}

}  // namespace touchline::cli
