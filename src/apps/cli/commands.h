// The verbs of the command line. Each adds its flags to the app and, when chosen, sets the exit
// code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "touchline/tools.h"

namespace touchline::cli {

struct Shared {
  bool json = false, quiet = false, verbose = false;
  int exit_code = 0;
};

void add_run(CLI::App& app, Shared& shared);
void add_tools(CLI::App& app, Shared& shared);
/// demo, calibrate, analyse, convert.
void add_match(CLI::App& app, Shared& shared);
void add_completion(CLI::App& app, Shared& shared);

/// --config, --set, and one flag per common setting; the texts show every default.
void add_settings(CLI::App& command, RunOptions& options);

/// --set, into `settings`.
void add_set(CLI::App& command, std::vector<std::pair<std::string, std::string>>& settings,
             const char* help);
/// Runs until the end or a signal (see run), shows progress, prints the summary; the exit code.
int follow(const Shared& shared,
           const std::function<Result<Summary>(const Callbacks&, std::stop_token)>& work);

/// Text to stdout, or the error to stderr; returns the exit code. With --json a JSON text goes out
/// on one line.
int print(const Result<std::string>& text, const Shared& shared);
int report(const Error& error);

}  // namespace touchline::cli
