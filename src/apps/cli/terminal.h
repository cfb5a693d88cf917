// What a person sees on stderr: log lines and a progress bar. Stdout belongs to the data.
#pragma once

#include "commands.h"

namespace touchline::cli {

/// Log lines to stderr: plain on a terminal, JSON lines with --json; only errors with --quiet.
void hear_log(const Shared& shared);
/// Redraws the bar; nothing unless stderr is a terminal.
void draw_progress(const Progress& progress);
/// Removes the bar.
void end_progress();
bool stderr_is_terminal();

}  // namespace touchline::cli
