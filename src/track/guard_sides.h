// Which end a team defends: where its players stand, not what the guard of that end (a goalkeeper)
// wears.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "records/track.h"

namespace touchline {

/// The teams' outfield players along the field, metres when they are placed, else pixels. The mean
/// places of a team's players over 10 s; a guard's team is the one that stands nearer to the
/// guard's end.
class GuardSides {
 public:
  /// `player_class` -1: everybody with a team is a player.
  void update(std::span<const TrackSample> people, int player_class, double dt_s) {
    Sum team[2], image;
    bool placed = true;
    for (const TrackSample& s : people) placed = placed && (s.team == Team::none || s.field);
    for (const TrackSample& s : people) {
      if (s.team == Team::none || (player_class >= 0 && s.class_id != player_class)) continue;
      const double x = placed ? s.field->m.x : s.box.foot().x;
      team[s.team == Team::a ? 0 : 1].add(x);
      image.add(x);
    }
    usable_ = team[0].count >= kLeast && team[1].count >= kLeast;
    if (!usable_) return;
    placed_ = placed;
    middle_ = image.mean();
    const double scale = placed ? kScale_m : std::max(image.deviation(), 1e-9);
    const double lead = (team[0].mean() - team[1].mean()) / scale;
    const double gain = weight_ > 0 ? 1 - std::exp(-dt_s / kMemory_s) : 1;
    // A young average is a plain one.
    weight_ = std::min(weight_ + dt_s, kMemory_s);
    lead_ += std::max(gain, std::min(1.0, dt_s / std::max(weight_, 1e-9))) * (lead - lead_);
  }

  /// Evidence, -1..1 (positive: team a), of this frame for a guard at this place; 0 when there is
  /// none.
  [[nodiscard]] double evidence(const TrackSample& guard) const {
    if (!usable_ || (placed_ && !guard.field)) return 0;
    const double away = placed_ ? guard.field->m.x / kScale_m : guard.box.foot().x - middle_;
    if (away == 0) return 0;
    // A team that stands to the right defends the right end.
    return std::clamp((away > 0 ? 1.0 : -1.0) * lead_, -1.0, 1.0);
  }

 private:
  static constexpr int kLeast = 3;
  static constexpr double kScale_m = 10, kMemory_s = 10;
  struct Sum {
    int count = 0;
    double sum = 0, squares = 0;
    void add(double x) { ++count, sum += x, squares += x * x; }
    [[nodiscard]] double mean() const { return count > 0 ? sum / count : 0; }
    [[nodiscard]] double deviation() const {
      return count > 0 ? std::sqrt(std::max(0.0, squares / count - mean() * mean())) : 0;
    }
  };
  double lead_ = 0;    ///< how far a's players stand to the right of b's, in scales
  double weight_ = 0;  ///< seconds the average rests on
  double middle_ = 0;  ///< of all players in the picture, pixels
  bool usable_ = false, placed_ = false;
};

}  // namespace touchline
