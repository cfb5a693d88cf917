// What a person sees: log lines and a progress bar on stderr, and whether stdout is a terminal.
#pragma once

#include <string>

#include "commands.h"

namespace touchline::cli {

/// Log lines to stderr: plain, or JSON lines with --json; only errors with --quiet.
void hear_log(const Shared& shared);
/// Errors, and what degrades a run, are kept back from now on: a page at the end tells them.
void hold_log();
/// Writes what was kept back, but for what `page` tells already.
void release_log(const Json& page);
/// A line on stderr, above the bar.
void say(const std::string& line);

/// Redraws the bar; nothing unless stderr is a terminal that can.
void draw_progress(const Progress& progress);
/// The same with a line of text in place of the bar.
void draw_line(std::string line);
/// Removes the bar.
void end_progress();

/// Whether answers are for a person: stdout is a terminal and --json was not given.
bool is_plain(const Shared& shared);
/// Colours and width of the terminal on stdout.
Style terminal_style();
/// Columns of the terminal on `fd`: COLUMNS, what the terminal says, or 80.
int terminal_width(int fd);

}  // namespace touchline::cli
