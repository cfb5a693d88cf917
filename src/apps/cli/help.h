// Help texts made from the commands themselves: --help, --help-all, the short usage, the man page.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

namespace touchline::cli {

/// Groups of a command's flags as --help shows them: name and flags; `all`: also what is rare.
struct FlagGroup {
  std::string name;
  std::vector<const CLI::Option*> flags;
};
std::vector<FlagGroup> flag_groups(const CLI::App& command, bool all);
/// "SOURCE..." or "-q, --quiet" or "--start SECONDS".
std::string flag_text(const CLI::Option& flag);
/// "touchline run [FLAGS] SOURCE... --output DIR", from the command and those above it.
std::string usage_line(const CLI::App& command);
/// "models list": the words that lead to a command; empty for the program itself.
std::string words_of(const CLI::App& command);

std::string help_text(const CLI::App& command, bool all, int width);
/// What `touchline` says when it is called without a command.
std::string short_usage();

struct Exit {
  int code;
  const char* meaning;
};
std::span<const Exit> exits();
struct Example {
  const char *command, *purpose;
};
std::span<const Example> examples();

/// touchline.1: every command, flag, setting, exit code and file of the program.
std::string man_page(const CLI::App& app);

}  // namespace touchline::cli
