// Kit colours that can be read: white shirts on white paper, navy ones on black.
#pragma once

#include <array>
#include <string>

namespace touchline::report {

/// A side's colour: as the kit is, and as ink on a light and on a dark page.
struct SideColours {
  std::string kit, on_light, on_dark;
};

/// "#rrggbb" each; anything else counts as not known and gives a colour of the report's own. Two
/// kits that would be the same ink are told apart by lightness.
std::array<SideColours, 2> side_colours(const std::array<std::string, 2>& kits);
bool is_colour(const std::string& text);

/// CSS rules that set --kit-a, --team-a, --kit-b, --team-b for light and dark pages.
std::string colour_rules(const std::array<SideColours, 2>& sides);

/// `style` for programs that know no CSS variables: every var(--name) becomes the first value that
/// `style` gives the name, which is the light page's.
std::string plain_style(const std::string& style);

}  // namespace touchline::report
