// What a report is made of, gathered in one pass over a run's files. Bounded: one entry per sample,
// track, event and change of state, never per frame.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/record.h"
#include "reports/convert_run.h"
#include "reports/report.h"

namespace touchline::report {

using TeamNames = std::array<std::string, 2>;

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
  bool guard = false;      ///< guards an end, by the sport's record
  Nanoseconds first = 0, last = 0;
  std::vector<RadarPoint> points;
};

struct SigmaSample {
  Nanoseconds time = 0;
  std::optional<double> sigma_m;
};

/// Counts of frames, all of them.
struct FrameCounts {
  std::int64_t frames = 0, processed = 0, uncounted = 0;
  std::array<std::int64_t, 4> calibration{};  ///< by CalibrationState
  std::array<std::int64_t, 3> ball{};         ///< by BallState
  std::int64_t people = 0, placed = 0;        ///< summed over processed frames
};

/// Key of a stretch for which there is no reason; others are numbers of Data::reasons.
inline constexpr int kNoReason = -1;

struct Data {
  Nanoseconds origin = 0, first = 0, last = 0;  ///< last: where the last frame ends
  FrameCounts counts;
  int shots = 0;
  Nanoseconds radar_step = 0, series_step = 0;  ///< at least, between moments and between samples
  std::vector<RadarMoment> moments;
  std::map<std::int64_t, Track> tracks;  ///< by id, the ball's among them
  Runs calibration, uncounted;           ///< keys: CalibrationState; reason or kNoReason
  std::vector<SigmaSample> sigma;
  bool cut_short = false;
  Texts reasons;
  std::vector<Event> events;
  std::vector<ReplaySpan> replays;  ///< of which nothing counts

  [[nodiscard]] double seconds(Nanoseconds time) const { return to_seconds(time - origin); }
};

/// The sport's record is gathered last, by `sheets`.
Result<Data> gather(const ReportInput& input, Sheets& sheets);

/// Why what was measured in one of Data::replays is not known.
inline constexpr const char* kLateReplay = "this was a replay, as was found out later";

}  // namespace touchline::report
