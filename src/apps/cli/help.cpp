#include "help.h"

#include <algorithm>

#include "flags.h"
#include "text.h"

namespace touchline::cli {
namespace {

constexpr int kFlagColumns = 26;
constexpr int kWidestHelp = 100;

const CLI::App& root_of(const CLI::App& command) {
  const auto* app = &command;
  while (app->get_parent() != nullptr) app = app->get_parent();
  return *app;
}

/// "  --flag VALUE      what it does", the text wrapped under itself.
std::string entry(const std::string& name, const std::string& text, int width) {
  std::string out = "  " + pad_right(name, kFlagColumns - 3) + " ";
  if (columns(name) > kFlagColumns - 3) out = "  " + name + "\n" + std::string(kFlagColumns, ' ');
  bool first = true;
  for (const auto& line : wrap(text, std::max(30, width - kFlagColumns))) {
    if (!first) out += std::string(kFlagColumns, ' ');
    out += line + "\n";
    first = false;
  }
  return out;
}

std::string commands_text(const CLI::App& app, int width) {
  std::string out = "\nCommands\n";
  for (const auto* command : app.get_subcommands({}))
    out += entry(command->get_name(), command->get_description(), width);
  return out;
}

bool has_settings(const CLI::App& command) {
  return command.get_option_no_throw("--config") != nullptr;
}

std::string more_text(const CLI::App& command, bool all) {
  const auto words = words_of(command);
  if (!command.get_subcommands({}).empty())
    return "'touchline " + words + (words.empty() ? "" : " ") +
           "COMMAND --help' says more about one; 'touchline man' is the manual.\n";
  if (!has_settings(command)) return {};
  return std::string(all ? ""
                         : "'touchline " + words + " --help-all' shows the rare flags too.\n") +
         "'touchline config list' lists every setting, for --set, --config and the environment.\n";
}

}  // namespace

std::string words_of(const CLI::App& command) {
  if (command.get_parent() == nullptr) return {};
  const auto before = words_of(*command.get_parent());
  return (before.empty() ? "" : before + " ") + command.get_name();
}

std::vector<FlagGroup> flag_groups(const CLI::App& command, bool all) {
  std::vector<FlagGroup> groups;
  for (const auto& name : command.get_groups()) {
    if (name.empty() || (!all && name == group::kMore)) continue;
    FlagGroup one{name == "Options" ? "Flags" : name, {}};
    for (const auto* flag : command.get_options(
             [&](const CLI::Option* option) { return option->get_group() == name; }))
      if (flag->nonpositional()) one.flags.push_back(flag);
    if (!one.flags.empty()) groups.push_back(std::move(one));
  }
  const auto rank = [](const FlagGroup& one) {
    constexpr const char* kOrder[] = {group::kInput,    group::kFind, group::kResults,
                                      group::kSettings, group::kMore, "Flags"};
    return std::find(std::begin(kOrder), std::end(kOrder), one.name) - std::begin(kOrder);
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return groups;
}

std::string flag_text(const CLI::Option& flag) {
  if (!flag.nonpositional())
    return flag.get_name(true) + (flag.get_items_expected_max() > 1 ? "..." : "");
  std::string text;
  for (const auto& name : flag.get_snames()) text += (text.empty() ? "-" : ", -") + name;
  for (const auto& name : flag.get_lnames()) text += (text.empty() ? "--" : ", --") + name;
  if (flag.get_items_expected_max() > 0 && !flag.get_type_name().empty())
    text += " " + flag.get_type_name();
  return text;
}

std::string usage_line(const CLI::App& command) {
  const auto words = words_of(command);
  std::string line = "touchline" + (words.empty() ? "" : " " + words);
  if (!command.get_subcommands({}).empty()) return line + " COMMAND";
  std::string required;
  bool optional = false;
  for (const auto* option : command.get_options()) {
    if (!option->nonpositional())
      required +=
          option->get_required() ? " " + flag_text(*option) : " [" + flag_text(*option) + "]";
    else if (!option->get_required())
      optional = true;
  }
  for (const auto* option : command.get_options())
    if (option->nonpositional() && option->get_required()) required += " " + flag_text(*option);
  return line + (optional ? " [FLAGS]" : "") + required;
}

std::string help_text(const CLI::App& command, bool all, int width) {
  width = std::min(width, kWidestHelp);
  std::string out = command.get_description() + "\n\n  " + usage_line(command) + "\n";
  if (!command.get_subcommands({}).empty()) out += commands_text(command, width);
  std::string positionals;
  for (const auto* option : command.get_options())
    if (!option->nonpositional())
      positionals += entry(flag_text(*option), option->get_description(), width);
  if (!positionals.empty()) out += "\n" + positionals;
  auto groups = flag_groups(command, all);
  if (const auto& root = root_of(command); &root != &command) {
    FlagGroup everywhere{"Every command", {}};
    for (const auto& shared : flag_groups(root, all))
      for (const auto* flag : shared.flags)
        if (flag != root.get_help_ptr() && flag != root.get_help_all_ptr() &&
            flag != root.get_version_ptr())
          everywhere.flags.push_back(flag);
    groups.push_back(std::move(everywhere));
  }
  for (const auto& one : groups) {
    out += "\n" + one.name + "\n";
    for (const auto* flag : one.flags)
      out += entry(flag_text(*flag), flag->get_description(), width);
  }
  const auto more = more_text(command, all);
  return out + (more.empty() ? "" : "\n" + more);
}

std::span<const Example> examples() {
  static constexpr Example kExamples[] = {
      {"touchline run match.mp4 --output runs/match", "annotated video, data and a report"},
      {"touchline check match.mp4", "what a file is, and whether it will do"},
      {"touchline demo --output runs/demo", "no match at hand: film one and run on it"}};
  return kExamples;
}

std::string short_usage() {
  std::string out = "usage: touchline COMMAND ...\n\n";
  for (const auto& [command, purpose] : examples())
    out += "  " + pad_right(command, 46) + purpose + "\n";
  return out + "\n'touchline --help' lists all commands.\n";
}

std::span<const Exit> exits() {
  static constexpr Exit kExits[] = {
      {0, "ok"},        {1, "failure"},   {2, "usage"},          {3, "bad input"},
      {4, "bad model"}, {5, "no device"}, {6, "partial result"}, {130, "interrupted"}};
  return kExits;
}

}  // namespace touchline::cli
