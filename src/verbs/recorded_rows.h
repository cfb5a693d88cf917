// The frames of a recorded run again, without their pictures: what each of them shows.
#pragma once

#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/analysis.h"
#include "pipeline/analyst.h"
#include "pipeline/recorded_run.h"
#include "records/observation.h"
#include "records/pose_file.h"
#include "records/read.h"
#include "records/sound.h"
#include "verbs/kept_events.h"

namespace touchline {

/// calibration.jsonl, row by row.
class RecordedViews {
 public:
  static Result<RecordedViews> open(const std::string& path);
  /// That of `row`, which is the next. Errc::bad_input when the file has another.
  Result<FieldView> of(const FrameRecord& row);

 private:
  std::string path_, line_;
  std::ifstream file_;
  std::int64_t number_ = 0;
};

/// poses.bin, row by row.
class RecordedPoses {
 public:
  /// Null: the run has none.
  static Result<std::optional<RecordedPoses>> open(const RecordedRun& run);
  /// That of `row`, which is the next, into `seen`. Errc::bad_input when the file has another.
  Status of(const FrameRecord& row, Observation& seen);
  [[nodiscard]] const PoseHeader& header() const { return reader_.header(); }

 private:
  RecordedPoses(std::string path, PoseReader reader)
      : path_(std::move(path)), reader_(std::move(reader)) {}

  std::string path_;
  PoseReader reader_;
};

/// What a frame of the run shows as long as nothing is known of it: a picture of its size.
Observation blank_of(const RecordedRun& run);

/// All that the run heard; nothing where it did not listen.
Result<std::vector<SoundStretch>> recorded_sounds(const RecordedRun& run);

using Shirts = std::array<std::optional<Rgb>, 2>;

/// What the teams wear as it was known at each frame, which no record says: from observations.jsonl
/// by the run's own stages.
class ShirtsAsTheyWere {
 public:
  static Result<ShirtsAsTheyWere> open(const RecordedRun& run);
  /// Of `frame`, which is the next.
  Result<Shirts> of(std::int64_t frame);

 private:
  ShirtsAsTheyWere(ObservationReader observations, const AnalystOptions& how)
      : observations_(std::move(observations)), analyst_(how) {}
  /// Shows the analyst one more frame; false: there is none, and it knows.
  Result<bool> feed();

  ObservationReader observations_;
  Analyst analyst_;
  std::vector<Observation> block_;
  std::size_t next_ = 0;
  bool ended_ = false;
};

class RecordedRows {
 public:
  /// `make`: the sport's analysis, which makes its records again; empty: it has none. `as_run`:
  /// what the teams wear as far as it was known at each frame, rather than as it was known at the
  /// end.
  static Result<RecordedRows> open(const RecordedRun& run, const MakeAnalysis& make, bool as_run);
  /// The next row with all that is drawn of it; none at the end.
  Result<std::optional<Moment>> next();
  /// Names of a body's points; none where the run looked at no bodies.
  [[nodiscard]] std::vector<std::string> points() const {
    return poses_ ? poses_->header().points : std::vector<std::string>();
  }

 private:
  RecordedRows(FrameReader reader, KeptEvents kept)
      : reader_(std::move(reader)), kept_(std::move(kept)) {}
  void measure(Moment& moment);

  FrameReader reader_;
  KeptEvents kept_;
  std::optional<RecordedViews> views_;  ///< null: the sport has no field
  std::optional<RecordedPoses> poses_;  ///< null: no network looked at bodies
  std::unique_ptr<Analysis> analysis_;  ///< null: nothing is measured
  Observation blank_;
  Shirts last_shirts_;
  std::optional<ShirtsAsTheyWere> shirts_;  ///< null: the last ones, throughout
  std::vector<FrameRecord> block_;
  std::size_t next_ = 0;
};

}  // namespace touchline
