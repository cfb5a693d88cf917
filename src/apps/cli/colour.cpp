#include "colour.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace touchline::cli {

std::optional<Rgb> read_colour(const std::string& text) {
  unsigned r = 0, g = 0, b = 0;
  char rest = 0;
  if (text.size() != 7 || std::sscanf(text.c_str(), "#%2x%2x%2x%c", &r, &g, &b, &rest) != 3)
    return {};
  return Rgb{static_cast<int>(r), static_cast<int>(g), static_cast<int>(b)};
}

std::string colour_name(const Rgb& c) {
  const int high = std::max({c.r, c.g, c.b}), low = std::min({c.r, c.g, c.b}), chroma = high - low;
  if (chroma < 30 || chroma * 6 < high) return high > 190 ? "white" : high > 70 ? "grey" : "black";
  double hue = 0;
  if (high == c.r)
    hue = 60.0 * (c.g - c.b) / chroma;
  else if (high == c.g)
    hue = 120 + 60.0 * (c.b - c.r) / chroma;
  else
    hue = 240 + 60.0 * (c.r - c.g) / chroma;
  if (hue < 0) hue += 360;
  struct Hue {
    double end;
    const char* name;
  };
  constexpr Hue kHues[] = {{15, "red"},         {45, "orange"}, {70, "yellow"},  {165, "green"},
                           {200, "light blue"}, {255, "blue"},  {290, "purple"}, {340, "pink"}};
  const auto* found =
      std::find_if(std::begin(kHues), std::end(kHues), [&](const Hue& h) { return hue < h.end; });
  const std::string name = found == std::end(kHues) ? "red" : found->name;
  if (high >= 140) return name;
  return name == "light blue" ? "teal" : "dark " + name;
}

int terminal_colour(const Rgb& c) {
  const auto step = [](int v) { return v < 48 ? 0 : v < 115 ? 1 : (v - 35) / 40; };
  return 16 + 36 * step(c.r) + 6 * step(c.g) + step(c.b);
}

}  // namespace touchline::cli
