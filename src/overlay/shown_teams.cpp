#include "overlay/shown_teams.h"

#include <algorithm>
#include <cmath>

#include "kernels/lab.h"

namespace touchline {
namespace {

// CIELAB units.
constexpr double kDarkest = 36;                      // of a colour that is seen on grass
constexpr double kGreenDarkest = 68;                 // of green: grass itself lies below
constexpr double kGreenFrom = 1.75, kGreenTo = 3.0;  // hue, radians
constexpr double kHueFrom = 6;                       // chroma: below, no hue is seen in a kit
constexpr double kLeastChroma = 40, kMostChroma = 75;
constexpr double kBlackTo = 40, kBlack = 16, kWhiteFrom = 75, kLight = 60;
constexpr double kAlike = 25;

double distance(const Rgba& a, const Rgba& b) {
  const Lab x = to_lab({a.r, a.g, a.b}), y = to_lab({b.r, b.g, b.b});
  return std::hypot(x.L - y.L, x.a - y.a, x.b - y.b);
}

Rgba screen(double lightness, double chroma, double hue) {
  const Rgb rgb = to_rgb({static_cast<float>(lightness), static_cast<float>(chroma * std::cos(hue)),
                          static_cast<float>(chroma * std::sin(hue))});
  return {rgb.r, rgb.g, rgb.b, 255};
}

}  // namespace

std::optional<Rgba> seen_on_grass(const Rgba& kit) {
  const Lab lab = to_lab({kit.r, kit.g, kit.b});
  const double chroma = std::hypot(lab.a, lab.b), hue = std::atan2(lab.b, lab.a);
  if (chroma < kHueFrom || (lab.L >= kWhiteFrom && chroma < 2 * kHueFrom)) {
    if (lab.L >= kWhiteFrom) return kit;
    if (lab.L < kBlackTo) return screen(std::clamp<double>(lab.L, kBlack, kBlack + 4), 0, 0);
    return std::nullopt;
  }
  const bool green = hue >= kGreenFrom && hue <= kGreenTo;
  const double least = green ? kGreenDarkest : kDarkest;
  if (lab.L >= least && (chroma >= kLeastChroma || lab.L >= kLight)) return kit;
  const double lightness = std::max<double>(lab.L, least);
  // A dark colour made lighter has the chroma that it would have in more light.
  const double lit =
      std::clamp(chroma * lightness / std::max<double>(lab.L, 1), kLeastChroma, kMostChroma);
  return screen(lightness, std::max(lit, chroma), hue);
}

ShownTeams shown_teams(const Theme::Colours& theme, const std::array<Side, 2>& sides) {
  const std::array of_theme = {theme.team_a, theme.team_b};
  ShownTeams shown{of_theme, {TeamColour::theme, TeamColour::theme}};
  const bool kits = theme.team_source != "theme";
  for (const std::size_t i : {0U, 1U}) {
    const auto& side = sides[i];
    if (!side.colour) {
      shown.from[i] = kits ? TeamColour::unknown : TeamColour::theme;
    } else if (side.chosen) {
      shown.rgba[i] = *side.colour;
      shown.from[i] = TeamColour::chosen;
    } else if (kits) {
      const auto seen = seen_on_grass(*side.colour);
      shown.from[i] = seen ? TeamColour::kit : TeamColour::grey;
      if (seen) shown.rgba[i] = *seen;
    }
  }
  // Two measured kits that cannot be told apart on a screen help nobody.
  const bool chosen = sides[0].chosen || sides[1].chosen;
  if (kits && !chosen && distance(shown.rgba[0], shown.rgba[1]) < kAlike)
    shown = {of_theme, {TeamColour::alike, TeamColour::alike}};
  return shown;
}

const char* to_string(TeamColour from) {
  switch (from) {
    case TeamColour::chosen:
      return "chosen";
    case TeamColour::kit:
      return "kit";
    case TeamColour::theme:
      return "theme";
    case TeamColour::alike:
      return "theme_kits_alike";
    case TeamColour::grey:
      return "theme_kit_grey";
    case TeamColour::unknown:
      return "theme_kit_unknown";
  }
  return "unknown";
}

}  // namespace touchline
