// The sides' colours, ready for the frame.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "overlay/marks.h"
#include "overlay/overlay.h"

namespace touchline {

class Palette {
 public:
  Palette(const OverlayOptions& options, const Theme& theme, const InkWell& well);

  /// Takes the scene's colours; cheap while they stay the same.
  void follow(const Scene& scene);

  /// A person's colour: the side's; neutral for officials and while it is not known; the class's in
  /// a sport or run without teams.
  [[nodiscard]] const Ink& of(const TrackSample& person) const;
  [[nodiscard]] const Ink& side(Team team) const { return inks_[index(team)]; }
  [[nodiscard]] const Rgba& rgba(Team team) const { return shown_.rgba[index(team)]; }
  [[nodiscard]] const ShownTeams& shown() const { return shown_; }
  /// What is written before the number of a person of that class; empty: nothing.
  [[nodiscard]] std::string_view mark(const TrackSample& person) const {
    const auto id = static_cast<std::size_t>(person.class_id);
    return id < marks_.size() ? std::string_view(marks_[id]) : std::string_view();
  }
  /// Counts up whenever a side's colour changes.
  [[nodiscard]] int version() const { return version_; }

 private:
  static std::size_t index(Team team) { return team == Team::b ? 1 : 0; }

  Theme::Colours colours_;
  InkWell well_;
  float opacity_;
  std::vector<Ink> classes_;     ///< by class id, then the one for classes without a name
  std::array<Side, 2> sides_{};  ///< as last seen, nameless
  ShownTeams shown_;
  std::array<Ink, 2> inks_;
  Ink neutral_;
  std::vector<std::string> marks_;  ///< by class id
  bool has_teams_ = false;
  int version_ = 0;
};

}  // namespace touchline
