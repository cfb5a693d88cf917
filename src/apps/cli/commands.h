// The verbs of the command line. Each adds its flags to the app and, when chosen, sets the exit
// code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "flags.h"
#include "plain.h"
#include "signals.h"
#include "touchline/tools.h"

namespace touchline::cli {

struct Shared {
  bool json = false, quiet = false, verbose = false;
  int exit_code = 0;
  Signals* signals = nullptr;
};

void add_run(CLI::App& app, Shared& shared);
void add_live(CLI::App& app, Shared& shared);
void add_tools(CLI::App& app, Shared& shared);
/// demo, calibrate, analyse, retrack, render, finish, convert.
void add_match(CLI::App& app, Shared& shared);
void add_config(CLI::App& app, Shared& shared);
/// completion, man.
void add_manual(CLI::App& app, Shared& shared);

/// A script for bash, zsh or fish that completes commands and flags.
std::string completion_script(const CLI::App& app, const std::string& shell);

/// Runs until the end or a signal (see Signals), shows progress, prints the summary as `view` on a
/// terminal; the exit code.
int follow(const Shared& shared, View view,
           const std::function<Result<Summary>(const Callbacks&, std::stop_token)>& work);

/// A JSON answer to stdout, or the error to stderr; returns the exit code. On a terminal `view`
/// makes plain text of it; with --json it goes out on one line.
int print(const Result<std::string>& json, const Shared& shared, View view = plain_outline);
/// Text as it is.
int print_text(const std::string& text);
/// "error: what. why. what to do" on stderr; the exit code.
int report(const Error& error);

}  // namespace touchline::cli
