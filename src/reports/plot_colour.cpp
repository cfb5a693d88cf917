#include "reports/plot_colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace touchline::report {
namespace {

using Rgb = std::array<double, 3>;  // 0..1, as on the screen

constexpr const char* kDefault[2] = {"#2563c9", "#d1453b"};
// What the pages' style sheet has behind the ink.
constexpr Rgb kLightPage{1, 1, 1}, kDarkPage{0.08, 0.10, 0.13};
constexpr double kContrast = 3;  // WCAG 2.2, 1.4.11: of graphical objects
constexpr double kApart = 0.22;  // distance below which two inks look alike

Rgb parse(const std::string& text) {
  Rgb rgb{};
  for (std::size_t i = 0; i < 3; ++i)
    rgb[i] = std::stoi(text.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
  return rgb;
}

std::string to_text(const Rgb& rgb) {
  const auto byte = [](double v) { return static_cast<int>(std::lround(v * 255)); };
  return fmt::format("#{:02x}{:02x}{:02x}", byte(rgb[0]), byte(rgb[1]), byte(rgb[2]));
}

/// Relative luminance, WCAG 2.2.
double luminance(const Rgb& rgb) {
  const auto linear = [](double v) {
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

double contrast(const Rgb& a, const Rgb& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

Rgb mix(const Rgb& a, const Rgb& b, double share) {
  Rgb out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = a[i] + share * (b[i] - a[i]);
  return out;
}

double apart(const Rgb& a, const Rgb& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// The least change away from `page` that can be read on it.
Rgb readable(const Rgb& colour, const Rgb& page) {
  const Rgb ink = luminance(page) > 0.5 ? Rgb{0, 0, 0} : Rgb{1, 1, 1};
  Rgb out = colour;
  for (double share = 0; contrast(out, page) < kContrast && share < 1; share += 0.05)
    out = mix(colour, ink, share);
  return out;
}

/// `second`, moved on towards the ink until it differs from `first`.
Rgb told_apart(const Rgb& first, const Rgb& second, const Rgb& page) {
  const Rgb ink = luminance(page) > 0.5 ? Rgb{0, 0, 0} : Rgb{1, 1, 1};
  Rgb out = second;
  for (double share = 0; apart(first, out) < kApart && share < 1; share += 0.05)
    out = mix(second, ink, share);
  return out;
}

}  // namespace

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string::npos;
}

std::array<SideColours, 2> side_colours(const std::array<std::string, 2>& kits) {
  std::array<SideColours, 2> sides;
  std::array<Rgb, 2> kit, light, dark;
  for (std::size_t i = 0; i < 2; ++i) {
    kit[i] = parse(is_colour(kits[i]) ? kits[i] : kDefault[i]);
    light[i] = readable(kit[i], kLightPage);
    dark[i] = readable(kit[i], kDarkPage);
  }
  light[1] = told_apart(light[0], light[1], kLightPage);
  dark[1] = told_apart(dark[0], dark[1], kDarkPage);
  for (std::size_t i = 0; i < 2; ++i)
    sides[i] = {to_text(kit[i]), to_text(light[i]), to_text(dark[i])};
  return sides;
}

std::string colour_rules(const std::array<SideColours, 2>& sides) {
  return fmt::format(
      ":root{{--kit-a:{0};--kit-b:{3};--team-a:{1};--team-b:{4}}}\n"
      "@media (prefers-color-scheme: dark){{:root{{--team-a:{2};--team-b:{5}}}}}\n",
      sides[0].kit, sides[0].on_light, sides[0].on_dark, sides[1].kit, sides[1].on_light,
      sides[1].on_dark);
}

std::string plain_style(const std::string& style) {
  std::string out;
  for (std::size_t at = 0; at < style.size();) {
    const auto use = style.find("var(--", at);
    const auto end = style.find(')', use);
    if (use == std::string::npos || end == std::string::npos) return out + style.substr(at);
    const std::string name = style.substr(use + 4, end - use - 4) + ":";
    const auto set = style.find(name);
    out += style.substr(at, use - at);
    if (set != std::string::npos) {
      const auto value = set + name.size();
      out += style.substr(value, style.find_first_of(";}", value) - value);
    }
    at = end + 1;
  }
  return out;
}

}  // namespace touchline::report
