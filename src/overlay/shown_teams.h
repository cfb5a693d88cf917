// The colours in which the two sides are drawn, and where they come from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "overlay/overlay.h"
#include "overlay/theme.h"

namespace touchline {

/// What can be seen on grass and is still the kit's colour: hue kept, dark kits lighter and more
/// saturated, green ones clearly lighter than grass, black ones black. Nothing for a kit as grey as
/// those who have no team.
std::optional<Rgba> seen_on_grass(const Rgba& kit);

/// The user's colours go first, then the outfield players' kits as measured, then the theme's: of a
/// side whose kit is not known or grey, and of both where the kits look alike.
ShownTeams shown_teams(const Theme::Colours& theme, const std::array<Side, 2>& sides);

}  // namespace touchline
