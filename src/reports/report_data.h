// What a report is made of, gathered in one pass over a run's files. Bounded: one entry per sample,
// track, event and change of state, never per frame.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "records/record.h"
#include "reports/convert_run.h"
#include "reports/report.h"

namespace touchline::report {

inline constexpr Nanoseconds kLongestStep = kSecond;  ///< a longer one is a gap: nothing spans it

/// A stretch of time in which `key` was the same.
struct Run {
  Nanoseconds from = 0, to = 0;
  int key = 0;
};

/// Stretches, from one key per frame. A frame lasts until the next one.
class Runs {
 public:
  void push(Nanoseconds now, int key);
  [[nodiscard]] const std::vector<Run>& all() const { return runs_; }
  /// Seconds with this key.
  [[nodiscard]] double seconds(int key) const;

 private:
  std::vector<Run> runs_;
  Nanoseconds last_ = kNoTime;
};

/// Texts by number, in the order in which they were first seen.
class Texts {
 public:
  int id(std::string_view text);
  [[nodiscard]] const std::string& text(int id) const {
    return texts_[static_cast<std::size_t>(id)];
  }
  [[nodiscard]] int size() const { return static_cast<int>(texts_.size()); }

 private:
  std::vector<std::string> texts_;
};

/// One moment of the radar.
struct RadarMoment {
  Nanoseconds time = 0;
  CalibrationState calibration = CalibrationState::lost;
  bool counted = true;
};

struct RadarPoint {
  int moment = 0;
  Vec2d m;
  bool measured = true;
};

struct Track {
  std::int64_t id = 0;
  int class_id = 0;
  Team team = Team::none;  ///< the last one that was known
  bool goalkeeper = false;
  Nanoseconds first = 0, last = 0;
  std::vector<RadarPoint> points;
  // Of the measures:
  double placed_s = 0;               ///< time with a measured position
  std::optional<double> distance_m;  ///< none: the measures never had this track
  std::optional<double> top_m_s;
  int sprints = 0;
};

struct BarSample {
  Nanoseconds time = 0;
  std::optional<double> bar;
};

struct SigmaSample {
  Nanoseconds time = 0;
  std::optional<double> sigma_m;
};

inline constexpr int kHeatColumns = 126, kHeatRows = 81;

/// Seconds per cell, row-major from (-x, +y).
using HeatGrid = std::vector<float>;

/// A period of the match: given by the user, or a stretch in which team a attacks one way, which is
/// a half when both were seen.
struct Period {
  Nanoseconds from = 0, to = 0;
  int attack_a = 0;              ///< +1, -1; 0: never known
  std::array<HeatGrid, 2> heat;  ///< as the pitch lies, not turned
};

/// Counts of frames, all of them.
struct FrameCounts {
  std::int64_t frames = 0, processed = 0, uncounted = 0;
  std::array<std::int64_t, 4> calibration{};  ///< by CalibrationState
  std::array<std::int64_t, 3> ball{};         ///< by BallState
  std::int64_t people = 0, placed = 0;        ///< summed over processed frames
};

/// Keys of Data::possession beside the two teams' 0 and 1; 3 + n: unknown, for reason n.
inline constexpr int kContested = 2, kUnknown = 3;
/// Key of Data::bar_withheld while the bar is shown; otherwise the reason.
inline constexpr int kShown = -1;

struct Data {
  Nanoseconds origin = 0, first = 0, last = 0;  ///< last: where the last frame ends
  FrameCounts counts;
  int shots = 0;
  Nanoseconds radar_step = 0, bar_step = 0;
  std::vector<RadarMoment> moments;
  std::map<std::int64_t, Track> tracks;  ///< by id, the ball's among them
  Runs calibration, uncounted;           ///< keys: CalibrationState; reason or kShown
  std::vector<SigmaSample> sigma;
  bool cut_short = false;
  Texts reasons;
  std::vector<Event> events;
  std::vector<ReplaySpan> replays;  ///< of which nothing counts

  bool has_measures = false;  ///< everything below
  std::vector<BarSample> bar;
  Runs bar_withheld, possession;
  std::int64_t measured_frames = 0, bar_frames = 0;
  std::array<double, 2> possession_s{};
  std::optional<double> control_a;   ///< mean share of the pitch
  std::string no_control, no_speed;  ///< why there is none
  std::vector<Period> periods;       ///< at least one

  [[nodiscard]] double seconds(Nanoseconds time) const { return to_seconds(time - origin); }
  /// The period that `time` falls into; its number from 0.
  [[nodiscard]] std::size_t period_at(Nanoseconds time) const;
};

Result<Data> gather(const ReportInput& input);

inline constexpr const char* kLateReplay = "this was a replay, as was found out later";

// The parts of gather(), in this order:
Status gather_events(const ReportInput& input, Data& data);
Status gather_frames(const ReportInput& input, Data& data);
/// measures.jsonl; does nothing when there is none.
Status gather_measures(const ReportInput& input, Data& data);

}  // namespace touchline::report
