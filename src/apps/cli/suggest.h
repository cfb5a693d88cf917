// What was probably meant by a word that does not exist.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace touchline::cli {

/// The candidate nearest to `word` in typing errors; empty when none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);
/// One line for a command line that could not be understood: what, why, what to do.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace touchline::cli
