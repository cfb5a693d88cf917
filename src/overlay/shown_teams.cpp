#include "overlay/shown_teams.h"

#include <algorithm>
#include <cmath>
#include <numbers>

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
constexpr double kWhite = 92;  // of a white kit as drawn
// One hue in two kits: the paler one is white under a blue sky, or as good as white beside the
// other.
constexpr double kOneHue = 0.4, kPalerBy = 18, kPalerShare = 0.7, kHueLeft = 0.4;

double distance(const Rgba& a, const Rgba& b) {
  const Lab x = to_lab({a.r, a.g, a.b}), y = to_lab({b.r, b.g, b.b});
  return std::hypot(x.L - y.L, x.a - y.a, x.b - y.b);
}

Rgba screen(double lightness, double chroma, double hue) {
  const Rgb rgb = to_rgb({static_cast<float>(lightness), static_cast<float>(chroma * std::cos(hue)),
                          static_cast<float>(chroma * std::sin(hue))});
  return {rgb.r, rgb.g, rgb.b, 255};
}

/// `kit` as white as its light allows, where `other` has the same hue, clearly deeper.
std::optional<Rgba> paler_of_one_hue(const Rgba& kit, const Rgba& other) {
  const Lab pale = to_lab({kit.r, kit.g, kit.b}), deep = to_lab({other.r, other.g, other.b});
  const double chroma = std::hypot(pale.a, pale.b), deeper = std::hypot(deep.a, deep.b);
  const double off =
      std::remainder(std::atan2(pale.b, pale.a) - std::atan2(deep.b, deep.a), 2 * std::numbers::pi);
  if (chroma < kHueFrom || chroma > kPalerShare * deeper || pale.L < deep.L + kPalerBy ||
      std::abs(off) > kOneHue)
    return std::nullopt;
  return screen(std::max<double>(pale.L, kWhite), kHueLeft * chroma, std::atan2(pale.b, pale.a));
}

}  // namespace

std::optional<Rgba> seen_on_grass(const Rgba& kit) {
  const Lab lab = to_lab({kit.r, kit.g, kit.b});
  const double chroma = std::hypot(lab.a, lab.b), hue = std::atan2(lab.b, lab.a);
  if (chroma < kHueFrom || (lab.L >= kWhiteFrom && chroma < 2 * kHueFrom)) {
    // White in the shade is measured as the pale grey of those without a team.
    if (lab.L >= kWhite) return kit;
    if (lab.L >= kWhiteFrom) return screen(kWhite, chroma / 2, hue);
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
      const auto& other = sides[1 - i].colour;
      auto seen = other ? paler_of_one_hue(*side.colour, *other) : std::nullopt;
      if (!seen) seen = seen_on_grass(*side.colour);
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
