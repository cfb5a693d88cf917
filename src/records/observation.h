// What the picture of one frame told, before anything is followed over time: the input of tracking,
// teams and measures. Recorded in full, so that these can run again without the picture.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json_line.h"
#include "base/result.h"
#include "records/detection.h"
#include "records/field.h"
#include "records/keypoint.h"
#include "records/kit.h"
#include "records/media.h"
#include "records/peak.h"

namespace touchline {

/// What the shot detector said about the frame.
struct ShotNote {
  bool cut = false;     ///< the frame is the first of another shot
  int shot = 0;         ///< from 0
  bool counted = true;  ///< statistics may use it: no replay, no close-up, no crowd
  std::string why;      ///< what the kind of shot rests on
  std::optional<std::array<int, 2>> replay;  ///< shots first..last, known only now to be a replay
  bool operator==(const ShotNote&) const = default;
};

struct Observation {
  std::int64_t frame = 0;
  int epoch = 0;  ///< of the source; with another one everything that is followed begins anew
  Nanoseconds pts_ns = 0;
  Seam seam;                  ///< between the picture before and this one
  int width = 0, height = 0;  ///< of the picture, pixels
  Detections detections;
  /// No network looked for them here: they stand between those of two other frames.
  bool interpolated = false;
  std::vector<KitSample> kits;  ///< beside `detections`, or empty: kits were not looked at
  std::optional<std::vector<Body>> bodies;  ///< of some detections; null: no network looked
  std::optional<Peaks> peaks;               ///< null: no network looked
  FieldView view;
  std::optional<Mat3> motion;  ///< previous pixel -> this pixel, as the picture says
  ShotNote shot;
};

/// One line (no newline) of observations.jsonl. Every figure keeps all its bits: reading it gives
/// the same observation.
void append_json(JsonLine& line, const Observation& observation, const std::string& source_id);

/// observations.jsonl, read in blocks. Errors and torn last lines as FrameReader's.
class ObservationReader {
 public:
  static Result<ObservationReader> open(const std::string& path);
  ~ObservationReader();
  ObservationReader(ObservationReader&&) noexcept;
  ObservationReader& operator=(ObservationReader&&) noexcept;
  /// Replaces `rows` by the next observations, in the file's order; none at the end.
  Status next(std::vector<Observation>& rows);

 private:
  struct State;
  explicit ObservationReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
