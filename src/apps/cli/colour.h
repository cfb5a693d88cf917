// A kit's colour for people: a word, and the nearest of a terminal's 256 colours.
#pragma once

#include <optional>
#include <string>

namespace touchline::cli {

struct Rgb {
  int r, g, b;
};

/// "#rrggbb"; empty for anything else.
std::optional<Rgb> read_colour(const std::string& text);
std::string colour_name(const Rgb& colour);
int terminal_colour(const Rgb& colour);

}  // namespace touchline::cli
