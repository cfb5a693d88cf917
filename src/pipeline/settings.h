// Every setting of a run, once: the table in settings_table.cpp feeds flags, environment, files,
// help, schema and print-out.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "infer/engine.h"
#include "sink/video_writer.h"
#include "source/source.h"
#include "sports/badminton/format.h"
#include "sports/golf/swing_plan.h"
#include "sports/soccer/settings.h"

namespace touchline {

/// What becomes of a picture that comes while the one before is not done. every: it waits, and
/// nothing is lost. newest: it takes the place of those that wait, which are counted.
enum class PicturePolicy : std::uint8_t { every, newest };
enum class ToneMap : std::uint8_t { automatic, off };
/// Whether something is done: by what is there and how fast, or as the user says.
enum class Wanted : std::uint8_t { automatic, on, off };
/// Constants of the measures: ours, or those of the published results.
enum class MeasuresPreset : std::uint8_t { standard, seed };

struct Settings {
  std::string sport, profile, device, match;
  bool strict = false;
  struct Input {
    double start_s = 0, end_s = 0;
    std::int64_t max_frames = 0;
    int every = 1, decode_threads = 0;
    double image_rate = 0, open_timeout_s = 0;
    bool join = false;
    std::string audio_track;
    Deinterlace deinterlace = Deinterlace::automatic;
    ToneMap tone_map = ToneMap::automatic;
    bool gpu_decode = true, realtime = false;
  } input;
  struct Detect {
    std::string model, cache_dir;
    EngineKind engine = EngineKind::automatic;
    Precision precision = Precision::automatic;
    int streams = 0, max_batch = 0;
    double max_wait_ms = 0, conf = 0, every_s = 0;
  } detect;
  struct Track {
    double high_score = 0, low_score = 0, confirm_s = 0, lost_s = 0, coast_s = 0, ball_coast_s = 0;
    std::optional<bool> first_samples;  ///< null: by the kind of source
  } track;
  struct Pitch {
    double length_m = 0, width_m = 0;
  } pitch;
  struct Court {
    std::string corners, picture;
  } court;
  struct Calibrate {
    bool enabled = true, fixed_camera = false;
    std::string model, file;
    double every_s = 0, stale_s = 0, lost_s = 0;
  } calibrate;
  struct Teams {
    std::array<std::string, 2> name, colour;
  } teams;
  struct Measures {
    bool enabled = true;
    MeasuresPreset preset = MeasuresPreset::standard;
  } measures;
  SoccerSettings soccer;
  struct People {
    std::string zones;
  } people;
  struct Golf {
    touchline::golf::Hand hand = touchline::golf::Hand::unknown;
    touchline::golf::CameraView view = touchline::golf::CameraView::unknown;
    double slowed = 1;
    std::string scores;
  } golf;
  struct Badminton {
    touchline::badminton::Format format = touchline::badminton::Format::automatic;
    Wanted shuttle = Wanted::automatic;
    std::string hands;
  } badminton;
  struct Overlay {
    std::string theme, view;
    /// Null: as the view has it.
    std::optional<bool> ids, boxes, trail, speed, lines, radar, bar, passes, zones, status,
        skeleton;
    bool bystanders = false;
  } overlay;
  struct Video {
    bool enabled = true, audio = true, radar = false;
    VideoCodec codec = VideoCodec::h264;
    H264Choice encoder = H264Choice::automatic;
    PicturePolicy policy = PicturePolicy::every;
    std::string preset;
    int crf = 0, jpeg_quality = 0, threads = 0;
    double keyframe_s = 0, fragment_s = 0;
  } video;
  struct Live {
    bool enabled = false, udp = false;
    double silence_s = 0, give_up_s = 0, delay_ms = 0, playlist_s = 0, file_min = 0;
  } live;
  struct Follow {
    bool enabled = false;
    std::string preset, size, excluded;
    double lookahead_s = 0;
  } follow;
  struct Output {
    bool overwrite = false, trace = true, report = true, observations = false, drawn = false;
  } output;
};

/// A value that is one of a few: by its index in Field::choices.
struct Choice {
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};

/// One row of the table: where the value lives and what it may be.
struct Field {
  std::string key;  ///< dotted: "input.start_s"
  std::variant<bool*, int*, std::int64_t*, double*, std::string*, Choice> value;
  std::string fallback;                   ///< the default, as text
  std::string doc;                        ///< one line, units included
  double min = 0, max = 0;                ///< range of a number; ignored when equal
  std::vector<std::string_view> choices;  ///< allowed texts; empty: any
};

/// The table, bound to `settings`.
std::vector<Field> fields(Settings& settings);

/// Settings plus where each value came from ("default", "profile fast", "file x.yaml", "env ...",
/// "flag").
class Config {
 public:
  Config();
  /// Sets one key from text. Errc::bad_config names the key, the value and what is allowed.
  Status set(std::string_view key, std::string_view value, std::string_view origin);
  /// Reads a YAML file; unknown keys are errors that name file, line and key.
  Status load(const std::string& path);
  /// Applies TOUCHLINE_SECTION__KEY variables of the environment.
  Status load_environment(char** environment);
  /// Sets a key that nobody has set.
  Status fill(std::string_view key, std::string_view value, std::string_view origin);
  /// Fills what no flag, variable or file has set from the profile and the measures' preset.
  Status apply_profile();

  [[nodiscard]] const Settings& settings() const { return settings_; }
  /// key -> {value as text, origin}, in the table's order.
  struct Entry {
    std::string key, value, origin;
  };
  [[nodiscard]] std::vector<Entry> entries() const;
  /// SHA-256 of the keys and values (not the origins).
  [[nodiscard]] std::string hash() const;

 private:
  Settings settings_;
  std::map<std::string, std::string, std::less<>> origin_;
};

/// The configuration file, every key at its default with its comment: share/touchline.yaml is this
/// text.
std::string commented_config();
/// JSON Schema of the configuration file: share/schema/config.schema.json is this text.
std::string config_schema();

}  // namespace touchline
