#include "overlay/palette.h"

#include "overlay/shown_teams.h"

namespace touchline {
Palette::Palette(const OverlayOptions& options, const Theme& theme, const InkWell& well)
    : colours_(theme.colours),
      well_(well),
      opacity_(theme.ring.opacity),
      shown_(shown_teams(colours_, {})),
      inks_{well.mix(shown_.rgba[0], opacity_), well.mix(shown_.rgba[1], opacity_)},
      neutral_(well.mix(theme.colours.neutral, opacity_)),
      marks_(options.class_marks) {
  for (const auto& name : options.classes) {
    const auto named = theme.colours.classes.find(name);
    classes_.push_back(well.mix(
        named != theme.colours.classes.end() ? named->second : theme.colours.other, opacity_));
  }
  classes_.push_back(well.mix(theme.colours.other, opacity_));
}

void Palette::follow(const Scene& scene) {
  has_teams_ = scene.has_teams;
  if (scene.sides[0].colour == sides_[0].colour && scene.sides[1].colour == sides_[1].colour &&
      scene.sides[0].chosen == sides_[0].chosen && scene.sides[1].chosen == sides_[1].chosen)
    return;
  sides_ = scene.sides;
  for (Side& side : sides_) side.name = {};
  const ShownTeams now = shown_teams(colours_, sides_);
  const bool same = now.rgba == shown_.rgba;
  shown_ = now;
  if (same) return;
  for (std::size_t i = 0; i < 2; ++i) inks_[i] = well_.mix(now.rgba[i], opacity_);
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
