// What the analysis says of one frame: every number, or why there is none. The overlay draws these
// values and measures.jsonl holds them: the same numbers, rounded once, where they are made.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json_line.h"
#include "geometry/linear.h"
#include "records/known.h"
#include "records/track.h"

namespace touchline {

/// How much of the match the numbers rest on.
struct Coverage {
  int people = 0,
      placed = 0;  ///< in this frame: players seen, and those placed in metres with a team
  bool ball_placed = false;
  double calibrated_share = 0,
         ball_share = 0;  ///< of the window that the bar looks back on, by time
};

struct PlayerMotion {
  std::int64_t track_id = 0;
  Team team = Team::none;
  bool goalkeeper = false;
  Known<Vec2d> position_m, velocity_m_s;  ///< smoothed
  Known<double> speed_m_s;
  double distance_m = 0;  ///< covered while seen, since the track began
  bool sprinting = false;
};

/// One term of the evaluation bar: weight * value adds up to `linear`; an unknown value adds 0.
struct BarTerm {
  const char* name = "";
  double weight = 0;
  Known<double> value;  ///< -1..1, positive: team a is better off
};

/// raw = 100 tanh(gain * reliability * linear), so the bar can be recomputed from the record.
struct Evaluation {
  std::vector<BarTerm> terms;
  double gain = 0, linear = 0, reliability = 0;
  Known<double> raw;  ///< -100..100 in this frame
  Known<double> bar;  ///< smoothed in time: what is drawn
};

struct PassOption {
  std::int64_t receiver = 0;
  Vec2d from_m, to_m;
  double distance_m = 0, risk = 0, threat = 0, space = 0, score = 0;  ///< 0..1 but for distance_m
  int defenders_in_lane = 0;
  bool offside = false;
};

struct Measures {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Coverage coverage;
  Known<int> attack_a;                   ///< +1: team a attacks towards +x; -1: towards -x
  double attack_conf = 0;                ///< 0..1
  Known<Team> possession;                ///< the value `none`: contested
  Known<std::int64_t> holder;            ///< track id; nobody holds a ball in flight
  std::array<double, 2> possession_s{};  ///< so far, per team
  Known<double> pressure;                ///< on the holder, 0..1
  Known<double> control_a;      ///< share of the field team a controls, 0..1; team b has the rest
  Known<double> control_sigma;  ///< of control_a, for the players that are not seen
  Nanoseconds control_ns = kNoTime;  ///< the frame that control_a and surface are from
  Known<double> threat_a, threat_b;  ///< expected threat of the ball where it is, for each team
  Evaluation evaluation;
  std::vector<PlayerMotion> players;  ///< players and goalkeepers of this frame, no officials
  Known<int> options;                 ///< how many pass options the holder has
  Nanoseconds options_ns = kNoTime;   ///< the frame that the options are from
  std::vector<PassOption> passes;     ///< the best of them, best first, offside ones last
  /// Team a's share per cell, row-major from (-x, +y); empty when control is withheld. For drawing:
  /// not in the record.
  int surface_columns = 0, surface_rows = 0;
  std::vector<float> surface;
};

/// Rounds every figure to what the file holds: 1 cm, 1 cm/s, 0.0001 of a share, 0.001 of the bar,
/// 1e-6 of a bar's term and of a threat.
void quantise(Measures& measures);
/// Appends one line (no newline) of measures.jsonl. `measures` is quantised. Every null is
/// explained under "why_null", one reason per field.
void append_json(JsonLine& line, const Measures& measures, const std::string& source_id);

}  // namespace touchline
