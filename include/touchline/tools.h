// What else the command line offers: each call returns JSON (or YAML) text ready to print.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "touchline/result.h"
#include "touchline/touchline.h"

namespace touchline {

enum class LogLevel { debug, info, warning, error };
/// The library never prints: until this is called nobody hears its log. `hear` may be called from
/// any thread.
void set_log(LogLevel least, std::function<void(LogLevel, std::string_view)> hear);

/// `text` fit for a terminal, a log or a message: no secret of an address in it, no control
/// character, and valid UTF-8. What the library itself says is so already.
std::string shown(std::string_view text);

/// From now on nothing secret of the address that a word of the command line is, or ends with, gets
/// through shown().
void remember_secrets_of_word(std::string_view word);

/// Version of Touchline and of the libraries it runs on.
std::string versions();
/// Just "0.1.0".
std::string version();

/// Every key with its value and where the value comes from.
Result<std::string> effective_config(const RunOptions& options);
/// share/touchline.yaml: every key at its default with its comment.
std::string default_config();
/// JSON Schema of the configuration file.
std::string config_json_schema();

/// One row per setting: key, default, description, allowed values.
struct SettingInfo {
  std::string key, fallback, doc, allowed;
};
const std::vector<SettingInfo>& settings();

/// Pre-flight of one source: container, codec, real frame times, rotation, colour, brightness,
/// sharpness, cuts, verdict.
Result<std::string> check(const std::string& source);

/// Per stage: what it uses, what it wanted, why not, and what that costs.
Result<std::string> doctor(const RunOptions& options);

/// What `bench` measures, and how long.
struct BenchOptions {
  int rounds = 3;         ///< times that everything is measured, in turn
  int frames = 300;       ///< of the source, all kept in memory
  bool roofline = false;  ///< also each network against what the machine can compute and move
};
/// Every stage alone, then end to end; where the cores' time goes, the efficiency and the
/// bottleneck.
Result<std::string> bench(const RunOptions& options, const BenchOptions& how = {});

/// The models in share/models: name, licence, size, classes.
Result<std::string> list_models();
Result<std::string> show_model(const std::string& name);
/// A manifest (YAML) drafted from an ONNX file's own inputs and outputs; `width` x `height` is for
/// files that take pictures of any size.
Result<std::string> describe_network(const std::string& onnx_path, int width = 640,
                                     int height = 384);
/// Checks hash, loads the network and runs it once.
Result<std::string> verify_model(const std::string& name);

/// CLEAR, Identity and HOTA of a MOTChallenge result file against its truth.
Result<std::string> evaluate_mot(const std::string& truth, const std::string& predicted);

/// COCO's average precision of found bodies, their mean similarity to the labels, and the share of
/// their points that lie near: `truth` is COCO keypoints, or people by name of picture; `found`
/// COCO results, COCO keypoints or a run's poses.bin.
Result<std::string> evaluate_pose(const std::string& truth, const std::string& found);
/// How many of the eight events of golf swings were found, by GolfDB's tolerance (PCE). `truth` is
/// CSV with a header: swing, slow, and the events' frames by their names; `found` too, or a run's
/// swings.json, or a folder of runs.
Result<std::string> evaluate_golf(const std::string& truth, const std::string& found);
/// Strokes of badminton against labels: F1 of the hits, whose they are, a confusion matrix of their
/// kinds, and how far the rallies' ends are off. `truth` is a demo.json, or CSV of clips; `found` a
/// run's play.json, or a folder of runs.
Result<std::string> evaluate_badminton(const std::string& truth, const std::string& found);

/// What `evaluate_follow` scores.
struct FollowEvalOptions {
  std::string run_dir;
  /// follow.* over what the run, or its last render with follow.mp4, had.
  std::vector<std::pair<std::string, std::string>> settings = {};
  std::string baseline = {};  ///< JSON of an earlier call; empty: none
};
/// How well a virtual camera follows a finished run: made from its rows again, without decoding,
/// and held against the camera of an earlier system (preset `seed`) on the same rows. Exit code 6
/// when a figure is worse than the baseline's by more than the tolerance, which is told.
Result<Summary> evaluate_follow(const FollowEvalOptions& options);

/// Measures and events of a finished run's folder again, from its tracks, without decoding:
/// `settings` change what the run used. measures.jsonl and events.jsonl are replaced, and are byte
/// for byte the old ones when nothing is changed; analysis.json says what was. Returns counts.
Result<std::string> analyse(const std::string& run_dir,
                            const std::vector<std::pair<std::string, std::string>>& settings);
/// Tracks, teams, measures and events of a finished run's folder again, from its
/// observations.jsonl (setting output.observations), without decoding. Replaces tracking.jsonl too;
/// otherwise as analyse().
Result<std::string> retrack(const std::string& run_dir,
                            const std::vector<std::pair<std::string, std::string>>& settings = {});

/// What `render` draws.
struct RenderOptions {
  std::string run_dir;
  /// Where the run's source is now, its parts in order; empty: where it was.
  std::vector<std::string> sources;
  std::string output;  ///< folder; empty: run_dir, whose videos are replaced
  /// The teams' colours as they were known at each picture, as the run had to draw them, rather
  /// than as they were known at its end. Needs observations.jsonl.
  bool as_run = false;
  std::vector<std::pair<std::string, std::string>> settings;
};
/// The videos of a finished run again: its source is decoded again, and what the run recorded is
/// drawn on it, by other settings where they are given (overlay., video., teams. and output.drawn).
/// No network runs. Errc::bad_input when the source is not there or not the one that was recorded.
/// A video takes its place only once it is whole; what is left of one that is not is
/// annotated.partial.mp4. render.json says what was done. on_frame and on_event are not called.
Result<Summary> render(const RenderOptions& options, const Callbacks& callbacks = {},
                       std::stop_token stop = {});

/// Finishes the folder of a run that was cut off (killed, power lost): its records are cut to their
/// last whole line and to one last frame, what had begun is ended in the events, the videos are
/// made of what is whole of them, and report and manifest are written with the status "partial" and
/// the reason. Then analyse(), retrack(), render() and convert() take it. A folder whose run has
/// ended stays as it is. Returns the manifest's summary.
Result<std::string> finish(const std::string& run_dir);

/// What `demo` films.
struct DemoOptions {
  std::string output;      ///< folder for match.mp4 and the run's files
  double seconds = 10;     ///< length of the match
  std::uint64_t seed = 1;  ///< which match
  /// soccer: broadcast, wide, tactical, behind_goal; golf: face_on, down_the_line; badminton:
  /// broadcast, phone. Empty: the first.
  std::string camera;
  std::string game = {};  ///< badminton: singles, doubles. Empty: the first, or the only one
  std::vector<std::pair<std::string, std::string>> settings;
};
/// Films a match that never took place, runs on it, and compares every number with the truth
/// (demo.json, and in the summary's JSON).
Result<Summary> demo(const DemoOptions& options, const Callbacks& callbacks = {},
                     std::stop_token stop = {});

struct CalibrateOptions {
  std::string source;  ///< footage to watch; or
  std::string points;  ///< pairs of pixels and field points marked by hand (YAML)
  std::string output;  ///< the calibration.jsonl to write
  std::vector<std::pair<std::string, std::string>> settings;
};
/// Writes a calibration for `calibrate.file`. Returns counts and errors as JSON.
Result<std::string> calibrate(const CalibrateOptions& options);

/// What `convert` writes.
struct ConvertOptions {
  std::string run_dir;
  std::string format;  ///< mot, csv, parquet, sportscode, coco, vtt; of soccer also cdf, tracab,
                       ///< gsr, epts
  std::string output;  ///< folder to write into; empty: run_dir
  std::string match;   ///< match sheet (share/match.example.yaml); empty: the one the run had
  std::string clock;   ///< what times and frame numbers count from: "video" (annotated.mp4),
                       ///< "source"; empty: the video where the run wrote one
};
/// A finished run's data in another format (docs/formats.md). Returns the files written, and the
/// clock they are on, as JSON.
Result<std::string> convert(const ConvertOptions& options);

}  // namespace touchline
