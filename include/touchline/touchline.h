// Touchline's public API: configure a run, follow it frame by frame, cancel it, read its summary.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "touchline/result.h"
#include "touchline/sample.h"

namespace touchline {

/// What to run. Settings are the keys of share/touchline.yaml ("detect.conf", "video.enabled",
/// ...).
struct RunOptions {
  std::vector<std::string>
      sources;              ///< files, URLs, "-" for standard input, image patterns (img_%04d.png)
  std::string output;       ///< folder; with several sources each gets a folder of its own inside
  std::string config_file;  ///< YAML; empty: none
  std::vector<std::pair<std::string, std::string>>
      settings;  ///< win over environment, file and profile
  /// As NewSource::targets, of every source. Of several, each target holds "{id}".
  std::vector<std::string> targets = {};
};

/// Where somebody stands, metres from the middle of the field; see docs/files.md.
struct FieldPlace {
  double x, y;
  double var_x, cov_xy, var_y;  ///< covariance, square metres
};

struct Object {
  std::int64_t track_id;
  std::string_view class_name;
  float x, y, w, h;  ///< box, pixels of the upright source frame: top-left corner and size
  float confidence;  ///< 0..1
  SampleSource sample;
  std::string_view team;            ///< "a", "b" or "none"
  std::optional<FieldPlace> place;  ///< null where the field is not calibrated
};

/// One frame's outcome, delivered in presentation order per source; valid during the call only.
struct FrameResult {
  std::string_view source_id;
  std::int64_t frame;   ///< 0-based source frame number
  std::int64_t pts_ns;  ///< presentation time from the stream
  BallState ball;
  std::span<const Object> objects;
};

struct EventResult {
  std::string_view source_id, type;
  std::int64_t start_ns, end_ns;
  std::span<const std::int64_t> track_ids;
  std::string_view json;  ///< the line of events.jsonl
};

struct Progress {
  std::int64_t frames;          ///< finished, over all sources
  double fps;                   ///< finished per second since the run began
  std::optional<double> share;  ///< 0..1; empty when a source does not say how long it is
  std::optional<double> seconds_left;
};

/// Called from the run's threads: on_frame and on_event in order per source, on_progress about five
/// times a second, on_status of live sources about once. What on_frame or on_event throws ends its
/// source; a slow callback slows the run.
struct Callbacks {
  std::function<void(const FrameResult&)> on_frame;
  std::function<void(const EventResult&)> on_event;
  std::function<void(const Progress&)> on_progress;
  /// Of live sources, about once a second: a line as in status.jsonl.
  std::function<void(std::string_view)> on_status = {};
};

struct Summary {
  int exit_code =
      0;  ///< 0 all of it; 6 part of it; 130 cancelled; otherwise the first source's error
  std::string json;  ///< counts, timings, outputs, degraded conditions and errors per source
};

/// Runs to the end of all sources, or until `stop` is requested: then decoding stops, what is under
/// way is finished and every file is closed properly. An Error means that nothing ran; a source
/// that fails on its own is in the summary.
Result<Summary> run(const RunOptions& options, const Callbacks& callbacks = {},
                    std::stop_token stop = {});

/// Checks everything run() would check, opens the sources and the network, and says what would be
/// done, as JSON.
Result<std::string> plan(const RunOptions& options);

}  // namespace touchline
