// Every number that the soccer measures depend on: data, with units in the names.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace touchline {

/// Position, speed and distance of one track (see motion_filter.h and kinematics.h).
struct KinematicsSettings {
  double accel_noise_m2_s3 = 2;  ///< intensity of the white acceleration a person may show
  double min_sigma_m = 0.05;     ///< no measurement is better than this
  double gate_d2 = 16;           ///< squared Mahalanobis distance of an outlier
  double restart_s = 0.4;        ///< outliers for so long: the track really is there
  double coast_s = 0.3;          ///< positions without a measurement are known for so long
  double settle_s = 0.4;         ///< speed is unknown before a track was measured for so long
  double max_speed_m_s = 12;     ///< nobody is faster: such a speed is withheld
  double leg_m = 0.8;            ///< distance is added in legs of this length
  double sprint_m_s = 7;
  double sprint_min_s = 1;
};

struct PossessionSettings {
  double near_m = 1.6;                  ///< the nearest player this close has the ball
  double far_m = 2.4;                   ///< or this close when nobody else is about as near
  double separation_m = 0.35;           ///< by which the next player is farther
  double max_relative_speed_m_s = 4.5;  ///< a ball that passes by faster is not had
  double companion_s = 0.25;       ///< times the relative speed is added to a distance to compare
  double acquire_s = 0.08;         ///< a new holder is one for at least so long
  double release_s = 0.12;         ///< a holder without the ball for so long has lost it
  double contested_m = 1.5;        ///< both teams this near, none clearly nearer
  double contested_s = 0.4;        ///< for so long: contested
  double keep_s = 4;               ///< the last team keeps a ball in flight for so long
  double keep_unseen_s = 2;        ///< and a ball that is not placed for so long
  double ball_noise_m2_s3 = 40;    ///< intensity of the white acceleration of a rolling ball
  double ball_kick_m_s = 12;       ///< a kick changes its speed by about so much
  double ball_max_speed_m_s = 45;  ///< no ball is faster
  double ball_coast_s = 0.4;       ///< a ball without a measurement is placed for so long
  double ball_proof_s = 0.3;       ///< a new one is placed once measured for so long
};

struct PassSettings {
  double min_distance_m = 3;
  double max_flight_s = 6;
  double out_margin_m = 0.5;        ///< a ball so far beyond a line is out
  double out_s = 0.12;              ///< for so long
  double min_ball_share = 0.3;      ///< of the flight that the ball must be placed
  double min_holder_moved_m = 0;    ///< regret is ignored when the holder moved less
  double min_ball_moved_m = 0;      ///< and when the ball moved less
  bool exclude_goalkeepers = true;  ///< no regret for passes by or to goalkeepers
};

/// Sum of Gaussians of the opponents' distances.
struct PressureSettings {
  double sigma_m = 3.5;
  double radius_m = 9;
};

struct OptionSettings {
  double min_m = 5, max_m = 35;  ///< distance of a team-mate
  double lane_m = 2.5;           ///< a defender nearer to the line of the pass is in the lane
  double risk_per_defender = 0.4;
  double risk_distance_m = 50;
  double threat_weight = 0.70, space_weight = 0.30;
  double threat_full = 0.10;   ///< expected threat that counts as 1
  double space_full_m2 = 650;  ///< area that counts as 1
  double risk_weight = 0.5;    ///< score * (1 - risk_weight * risk)
  int max_options = 6;
  bool exclude_goalkeepers = true;
  bool unseen_goalkeeper = true;  ///< a goalkeeper out of view counts as the last defender
  double every_s = 0.2;           ///< control and options are computed on this grid of time
};

struct DirectionSettings {
  int attack_a = 0;            ///< +1, -1: given by the user, for the first period; 0: estimated
  double goalkeeper_rate = 3;  ///< evidence per second of a goalkeeper near a goal
  double goalkeeper_m = 30;    ///< that near
  double shape_rate = 0.5;     ///< evidence per second of one team being on one side of the other
  double shape_scale_m = 8;    ///< by so much, for tanh
  double known_at = 2;         ///< evidence from which the direction is known
  double max_evidence = 20;    ///< beyond which none is gathered, so that a change is seen in time
  double gap_s = 60;           ///< a gap of that length may hide a change of ends
  double gap_keeps = 0.2;      ///< share of the evidence that survives it
};

/// What the source's metadata or the user knows of the match.
struct MatchSettings {
  std::string periods;  ///< see periods.h; empty: found from changes of ends
};

struct BarWeights {
  double control = 0, threat = 0, possession = 0, pressure = 0;
};

struct EvaluationSettings {
  BarWeights weights{0.34, 0.38, 0.16, 0.12};
  BarWeights contested_weights{0.46, 0.20, 0.22, 0.12};
  double gain = 1.15;
  double smoothing_s = 0.5;      ///< time constant of the drawn bar
  double threat_offset = 0.018;  ///< tanh((xT - offset) / scale) of both teams, halved difference
  double threat_scale = 0.032;
  double stale_per_s = 0.5;  ///< reliability lost per second without a measured calibration
  double stale_max = 0.3;    ///< at most
  double no_ball = 0.25;     ///< reliability lost without a placed ball
  double contested = 0.15;   ///< and while contested
  double missing = 0.3;      ///< times the share of 22 players that is not placed
  double sigma_per_m = 0.1;  ///< times the calibration's sigma
  double sigma_max = 0.2;    ///< at most
  double min_reliability = 0.4;
};

/// What the bar needs at least; below it is withheld.
struct CoverageSettings {
  int min_per_team = 4;  ///< players placed
  double max_ball_unplaced_s = 2;
  double min_calibrated_share = 0.5;
  double window_s = 5;         ///< time constant of the shares
  double max_gap_s = 1;        ///< a longer gap in time starts afresh
  double max_off_pitch_m = 2;  ///< people farther beside the pitch do not play
};

/// How control is computed (see control.h).
struct ControlSettings {
  std::string mode = "time_to_intercept";  ///< time_to_intercept | soft | voronoi
  int columns = 32, rows = 20;
  double soft_gain_per_m = 0.28;
  double reaction_s = 0.7;
  double max_speed_m_s = 5;
  double arrival_sigma_s = 0.45;
};

struct SoccerSettings {
  KinematicsSettings kinematics;
  PossessionSettings possession;
  PassSettings passes;
  PressureSettings pressure;
  OptionSettings options;
  DirectionSettings direction;
  MatchSettings match;
  EvaluationSettings evaluation;
  CoverageSettings coverage;
  ControlSettings control;

  /// The validated values.
  static SoccerSettings standard() { return {}; }
  /// The constants of the pipeline that published the data to compare with; times converted from
  /// frames at 25 fps. What it left open keeps the standard value.
  static SoccerSettings seed();
};

/// One setting by name, with its documentation and limits (inclusive; of numbers only).
struct SoccerField {
  const char* key = "";  ///< group.name
  std::variant<double*, int*, bool*, std::string*> value;
  const char* doc = "";
  double min = 0, max = 0;
};

/// All of them, in a fixed order, pointing into `settings`.
std::vector<SoccerField> fields(SoccerSettings& settings);

/// What contradicts itself, as text naming the key; empty when all is well.
std::string contradiction(const SoccerSettings& settings);

}  // namespace touchline
