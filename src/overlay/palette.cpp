#include "overlay/palette.h"

#include <algorithm>
#include <cstdlib>

namespace touchline {
namespace {

constexpr int kDarkest = 70;    // luma, 0..255: darker kits vanish on grass
constexpr int kDullest = 45;    // spread of red, green and blue: below, no hue is seen
constexpr int kLightest = 170;  // a kit as dull is white above, grey or black below
constexpr int kTooAlike = 110;  // summed difference of red, green and blue

/// The colour, lightened until it can be seen on grass.
Rgba visible(Rgba c) {
  const int luma = (2 * c.r + 7 * c.g + c.b) / 10;
  const int lift = std::max(0, kDarkest - luma);
  const auto raise = [&](std::uint8_t v) {
    return static_cast<std::uint8_t>(std::min(255, v + lift));
  };
  return {raise(c.r), raise(c.g), raise(c.b), c.a};
}

/// Black and grey kits: lightened they are neither the kit's colour nor told from officials.
bool dull(const Rgba& c) {
  const auto [low, high] = std::minmax({c.r, c.g, c.b});
  return high - low < kDullest && high < kLightest;
}

bool alike(const Rgba& a, const Rgba& b) {
  return std::abs(a.r - b.r) + std::abs(a.g - b.g) + std::abs(a.b - b.b) < kTooAlike;
}

int class_named(const std::vector<std::string>& classes, std::string_view name) {
  const auto found = std::find(classes.begin(), classes.end(), name);
  return found == classes.end() ? -1 : static_cast<int>(found - classes.begin());
}

}  // namespace

Palette::Palette(const OverlayOptions& options, const Theme& theme, const InkWell& well)
    : colours_(theme.colours),
      well_(well),
      opacity_(theme.ring.opacity),
      rgba_{theme.colours.team_a, theme.colours.team_b},
      sides_{well.mix(rgba_[0], opacity_), well.mix(rgba_[1], opacity_)},
      neutral_(well.mix(theme.colours.neutral, opacity_)),
      goalkeeper_(class_named(options.classes, "goalkeeper")) {
  for (const auto& name : options.classes) {
    const auto named = theme.colours.classes.find(name);
    classes_.push_back(well.mix(
        named != theme.colours.classes.end() ? named->second : theme.colours.other, opacity_));
  }
  classes_.push_back(well.mix(theme.colours.other, opacity_));
}

Rgba Palette::resolve(const Side& side, const Rgba& of_theme) const {
  if (!side.colour) return of_theme;
  if (side.chosen) return *side.colour;
  if (colours_.team_source == "theme" || dull(*side.colour)) return of_theme;
  return visible(*side.colour);
}

void Palette::follow(const Scene& scene) {
  has_teams_ = scene.has_teams;
  const std::array of_theme = {colours_.team_a, colours_.team_b};
  std::array<Rgba, 2> now = {resolve(scene.sides[0], of_theme[0]),
                             resolve(scene.sides[1], of_theme[1])};
  // Two measured kits that cannot be told apart on a screen help nobody.
  const bool chosen = scene.sides[0].chosen || scene.sides[1].chosen;
  if (!chosen && alike(now[0], now[1])) now = of_theme;
  if (now == rgba_) return;
  rgba_ = now;
  for (std::size_t i = 0; i < 2; ++i) sides_[i] = well_.mix(now[i], opacity_);
  ++version_;
}

const Ink& Palette::of(const TrackSample& person) const {
  if (person.team != Team::none) return side(person.team);
  if (has_teams_) return neutral_;
  const auto last = static_cast<int>(classes_.size()) - 1;
  const int id = person.class_id;
  return classes_[static_cast<std::size_t>(id >= 0 && id < last ? id : last)];
}

}  // namespace touchline
