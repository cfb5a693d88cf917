// From frame records to measures and events: causal, one frame at a time, from nothing but records.
#pragma once

#include <deque>
#include <vector>

#include "base/result.h"
#include "records/record.h"
#include "sports/soccer/attack_direction.h"
#include "sports/soccer/ball_motion.h"
#include "sports/soccer/control.h"
#include "sports/soccer/coverage.h"
#include "sports/soccer/evaluation.h"
#include "sports/soccer/kinematics.h"
#include "sports/soccer/pass_options.h"
#include "sports/soccer/passes.h"
#include "sports/soccer/periods.h"
#include "sports/soccer/possession.h"

namespace touchline {

struct AnalysisUpdate {
  Measures measures;          ///< of this frame, quantised
  std::vector<Event> events;  ///< that became certain in it; row = this frame
};

/// Which class ids of the records mean what; every other class is an outfield player.
struct SoccerClasses {
  int goalkeeper = -1, referee = -1, ball = -1;
};

/// All soccer measures of one source. It reads only what tracking.jsonl holds (a quantised
/// FrameRecord), so an analysis from the file is byte for byte the one of the run. Nothing is added
/// to any statistic by a frame that does not count or is not calibrated (`measured` or
/// `propagated`); nothing continues over a cut or a gap.
class Analyser {
 public:
  /// Errc::bad_config names the setting that cannot be.
  static Result<Analyser> create(const PitchSpec& pitch, const ThreatGrid& threat,
                                 const SoccerSettings& settings, const SoccerClasses& classes);

  /// The next frame, in order of pts. Valid until the next call.
  const AnalysisUpdate& push(const FrameRecord& record);
  /// The frames of [from, to), which begins with a shot, were a replay: what they added to any
  /// statistic is taken back, from the last kLookBackS at least and from the shot that goes on.
  /// Called before the frame in which this became known. Events that began in them have been handed
  /// out already: who counts events leaves them out.
  void discount(Nanoseconds from, Nanoseconds to);
  static constexpr double kLookBackS = 120;
  /// How many shots discount() could begin at now.
  [[nodiscard]] std::size_t shots_remembered() const { return marks_.size(); }
  /// What ends with the last frame; row = -1. Ids of events count up from 1 in this analysis.
  std::vector<Event> finish();

 private:
  Analyser(const PitchSpec& pitch, const ThreatGrid& threat, const SoccerSettings& settings,
           const SoccerClasses& classes, PitchControl control);

  void sort_objects(const FrameRecord& record);
  void withhold(const char* why);
  void interrupt();
  void follow_periods(const FrameRecord& record);
  [[nodiscard]] const char* unusable(const FrameRecord& record) const;
  void measure(const FrameRecord& record, double dt);
  void place_players();
  void place_ball(const FrameRecord& record);
  void measure_threat();
  void measure_control();
  void measure_options();
  void evaluate_bar(const FrameRecord& record, double dt);
  [[nodiscard]] bool due(Nanoseconds now) const;
  void number_events(std::int64_t row);

  PitchSpec pitch_;
  ThreatGrid threat_;
  SoccerSettings settings_;
  SoccerClasses classes_;
  PitchControl control_;

  Kinematics kinematics_;
  BallMotion ball_;
  CoverageMeter coverage_;
  AttackDirection direction_;
  Possession possession_;
  Passes passes_;
  PassOptions options_;
  BarFilter bar_;

  /// The statistics at the beginning of a shot.
  struct Mark {
    Nanoseconds time = 0;
    std::array<double, 2> possession_s{};
    AttackDirection::Belief belief;
  };
  [[nodiscard]] Mark mark(Nanoseconds time) const;
  void begin_shot(Nanoseconds time);
  /// Of the shots that discount() may still reach: those that reach into the last kLookBackS.
  std::deque<Mark> marks_;
  std::vector<Period> periods_;
  std::size_t period_ = 0;  ///< how many have begun

  AnalysisUpdate update_;
  FieldState state_;
  std::vector<const TrackSample*> people_;
  const TrackSample* ball_sample_ = nullptr;
  std::vector<ControlPlayer> control_players_;
  Nanoseconds last_ = kNoTime, usable_ = kNoTime, measured_ = kNoTime;
  Nanoseconds grid_ = kNoTime;  ///< step of the time grid that control is from
  std::int64_t options_for_ = 0;
  int shot_ = 0;
  bool new_grid_ = false;
  std::int64_t next_event_ = 1;
};

}  // namespace touchline
