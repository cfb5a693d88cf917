// Pitch control: which share of the pitch each team would reach first, cell by cell and as a whole.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/result.h"
#include "geometry/linear.h"
#include "records/track.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/pitch.h"
#include "sports/soccer/voronoi.h"

namespace touchline {

/// One player as far as control is concerned. Anyone of Team::none, or whose position is not
/// finite, is left out; a velocity that is not finite counts as standing still. Nobody is left out
/// for standing beside the pitch.
struct ControlPlayer {
  Vec2d position_m;
  Vec2d velocity_m_s;
  Team team = Team::none;
  Cov2 covariance_m2;  ///< of the position; zero when exact
};

enum class ControlMode {
  /// Whoever is nearest has the place. Shares are exact polygon areas; the surface holds 0, 1, or
  /// 0.5 where both are equally near.
  voronoi,
  /// Logistic in how much nearer the nearest of each team is (`soft_gain_per_m`).
  soft,
  /// Logistic in how much earlier the first of each team arrives. A player keeps his velocity for
  /// `reaction_s`, then runs straight at `max_speed_m_s`; the difference of two arrival times, each
  /// uncertain by `arrival_sigma_s`, is taken as logistic with the same variance.
  /// Source: W. Spearman, "Beyond Expected Goals", MIT Sloan Sports Analytics Conference 2018
  /// (logistic time to intercept, sigma 0.45 s); reaction 0.7 s and 5 m/s are the simplification of
  /// the arrival time in wide use with that model.
  time_to_intercept,
};

struct ControlOptions {
  ControlMode mode = ControlMode::time_to_intercept;
  int columns = 32, rows = 20;  ///< cells along and across the pitch, 1 to 512 each
  double soft_gain_per_m = 0.28;
  double reaction_s = 0.7;
  double max_speed_m_s = 5;
  double arrival_sigma_s = 0.45;
};

/// The reason why control is withheld when a team has nobody on the pitch.
inline constexpr const char* kNoPlayerOfA = "no player of team a is placed";
inline constexpr const char* kNoPlayerOfB = "no player of team b is placed";

struct ControlSurface {
  Known<double> share_a;  ///< of the pitch, 0..1; team b has the rest
  /// Standard deviation of share_a from the players' position covariances, to first order.
  Known<double> sigma;
  std::array<int, 2> players{};  ///< counted, per team
  int columns = 0, rows = 0;
  /// Team a's share per cell, 0..1, row-major from (-x, +y); empty when control is withheld.
  std::vector<float> cells;
};

/// Pitch control of any number of frames on one pitch. Not for several threads at once.
class PitchControl {
 public:
  /// Errc::bad_config names the pitch's or the option's key that cannot be.
  static Result<PitchControl> create(const PitchSpec& pitch, const ControlOptions& options = {});

  /// Valid until the next call. Allocates only when there are more players, or cells
  /// of more corners, than ever before.
  const ControlSurface& measure(std::span<const ControlPlayer> players);

 private:
  PitchControl(const PitchSpec& pitch, const ControlOptions& options);
  void place(std::span<const ControlPlayer> players);
  double share_of_polygons();  ///< of team a; leaves the slopes of that share
  double sigma() const;

  PitchSpec pitch_;
  ControlOptions options_;
  double gain_per_m_ = 0;
  double lead_s_ = 0;  ///< so long a player keeps his velocity
  ControlSurface surface_;
  VoronoiCutter cutter_;
  std::vector<float> cell_x_, cell_y_;
  // Players that count, those of team a first.
  std::vector<Vec2d> sites_;
  std::vector<Cov2> covariances_;
  std::vector<float> x_, y_, slope_x_, slope_y_, scratch_;
};

/// Standard deviation of share_a for the players who are not among those `counted` per team, as
/// measured on matches of known truth: one hundredth, and three for each that the team with fewer
/// lacks of eleven.
double unseen_sigma(const std::array<int, 2>& counted);

/// One frame by itself: as PitchControl::measure. Settings that cannot be are a bug here: check
/// what users give with PitchControl::create.
ControlSurface control(std::span<const ControlPlayer> players, const PitchSpec& pitch,
                       const ControlOptions& options = {});

}  // namespace touchline
