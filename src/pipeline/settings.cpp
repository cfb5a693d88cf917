#include "pipeline/settings.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/hash.h"

namespace touchline {
namespace {

constexpr double kDay = 86400;

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Empty when `text` was stored, else what the field expects.
std::string assign(const Field& field, std::string_view text) {
  const auto ranged = [&](auto* target, const char* kind) -> std::string {
    auto number = *target;
    const bool fits = parse_number(text, number) &&
                      (field.min == field.max || (number >= field.min && number <= field.max));
    if (fits) {
      *target = number;
      return {};
    }
    return field.min == field.max ? kind
                                  : fmt::format("{} from {} to {}", kind, field.min, field.max);
  };
  if (auto* const* flag = std::get_if<bool*>(&field.value)) {
    if (text != "true" && text != "false") return "true or false";
    **flag = text == "true";
    return {};
  }
  if (auto* const* n = std::get_if<int*>(&field.value)) return ranged(*n, "a whole number");
  if (auto* const* n = std::get_if<std::int64_t*>(&field.value))
    return ranged(*n, "a whole number");
  if (auto* const* n = std::get_if<double*>(&field.value)) return ranged(*n, "a number");
  if (!field.choices.empty() &&
      std::find(field.choices.begin(), field.choices.end(), text) == field.choices.end())
    return fmt::format("one of {}", fmt::join(field.choices, ", "));
  *std::get<std::string*>(field.value) = text;
  return {};
}

std::string as_text(const Field& field) {
  return std::visit([](const auto* value) { return fmt::format("{}", *value); }, field.value);
}

/// What each profile changes; anything set by hand wins.
struct ProfileEntry {
  std::string_view profile, key, value;
};
constexpr ProfileEntry kProfiles[] = {
    {"fast", "video.preset", "ultrafast"},
    {"accurate", "detect.precision", "f32"},
    {"accurate", "video.preset", "veryfast"},
    {"accurate", "video.crf", "20"},
};

}  // namespace

std::vector<Field> fields(Settings& s) {
  return {
      {"sport", &s.sport, "soccer", "sport pack in share/sports", 0, 0, {}},
      {"profile",
       &s.profile,
       "balanced",
       "trade of speed for accuracy",
       0,
       0,
       {"fast", "balanced", "accurate"}},
      {"device", &s.device, "auto", "where the work is done", 0, 0, {"auto", "cpu"}},
      {"strict",
       &s.strict,
       "false",
       "any degraded condition ends the run with exit code 6 and its name",
       0,
       0,
       {}},
      {"input.start_s",
       &s.input.start_s,
       "0",
       "first presentation time used, seconds",
       0,
       30 * kDay,
       {}},
      {"input.end_s",
       &s.input.end_s,
       "0",
       "presentation time to stop at, seconds; 0 = the end",
       0,
       30 * kDay,
       {}},
      {"input.max_frames", &s.input.max_frames, "0", "frames used at most; 0 = all", 0, 1e15, {}},
      {"input.every", &s.input.every, "1", "use every N-th source frame", 1, 1e6, {}},
      {"input.decode_threads",
       &s.input.decode_threads,
       "1",
       "decoder threads per source; more than 1 may repair damage differently from run to run",
       1,
       64,
       {}},
      {"input.image_rate",
       &s.input.image_rate,
       "25",
       "pictures per second of an image sequence",
       0.001,
       1000,
       {}},
      {"input.open_timeout_s",
       &s.input.open_timeout_s,
       "10",
       "a source silent for so long is an error, seconds",
       0.1,
       3600,
       {}},
      {"detect.model",
       &s.detect.model,
       "",
       "model name in share/models or path of a manifest; empty = the sport's choice for the "
       "profile",
       0,
       0,
       {}},
      {"detect.engine",
       &s.detect.engine,
       "auto",
       "what runs the network",
       0,
       0,
       {"auto", "openvino", "onnxruntime"}},
      {"detect.precision",
       &s.detect.precision,
       "auto",
       "what the network computes in",
       0,
       0,
       {"auto", "f32", "bf16", "f16", "int8"}},
      {"detect.streams",
       &s.detect.streams,
       "0",
       "networks running side by side, one thread each; 0 = one per core",
       0,
       256,
       {}},
      {"detect.max_batch",
       &s.detect.max_batch,
       "1",
       "images per network call, merged over sources; 1 is fastest on CPU",
       1,
       64,
       {}},
      {"detect.max_wait_ms",
       &s.detect.max_wait_ms,
       "5",
       "longest wait for a batch to fill, milliseconds",
       0,
       10000,
       {}},
      {"detect.conf",
       &s.detect.conf,
       "0",
       "score that counts as a detection; 0 = the model's operating point",
       0,
       1,
       {}},
      {"detect.cache_dir",
       &s.detect.cache_dir,
       "auto",
       "where compiled networks are kept; auto = the user's cache folder, empty = nowhere",
       0,
       0,
       {}},
      {"track.high_score",
       &s.track.high_score,
       "0",
       "detections from here start tracks; 0 = the model's operating point",
       0,
       1,
       {}},
      {"track.low_score",
       &s.track.low_score,
       "0",
       "detections from here continue tracks; 0 = 0.4 of the high score",
       0,
       1,
       {}},
      {"track.confirm_s",
       &s.track.confirm_s,
       "0.1",
       "a track is reported once matched for so long, seconds",
       0,
       60,
       {}},
      {"track.lost_s",
       &s.track.lost_s,
       "1.5",
       "an unmatched track ends after so long, seconds",
       0,
       600,
       {}},
      {"track.coast_s",
       &s.track.coast_s,
       "0.5",
       "an unmatched track is reported as predicted for so long, seconds",
       0,
       600,
       {}},
      {"track.ball_coast_s",
       &s.track.ball_coast_s,
       "0.5",
       "an unseen ball is reported as predicted for so long, seconds",
       0,
       60,
       {}},
      {"overlay.theme",
       &s.overlay.theme,
       "broadcast",
       "theme name in share/themes or path of a theme file",
       0,
       0,
       {}},
      {"overlay.ids", &s.overlay.ids, "true", "draw track numbers", 0, 0, {}},
      {"overlay.boxes", &s.overlay.boxes, "false", "draw boxes", 0, 0, {}},
      {"overlay.trail", &s.overlay.trail, "true", "draw the ball's trail", 0, 0, {}},
      {"video.enabled", &s.video.enabled, "true", "write annotated.mp4", 0, 0, {}},
      {"video.audio", &s.video.audio, "true", "copy the source's audio", 0, 0, {}},
      {"video.preset",
       &s.video.preset,
       "superfast",
       "x264 preset",
       0,
       0,
       {"ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"}},
      {"video.crf", &s.video.crf, "23", "x264 rate factor; lower is better and larger", 1, 51, {}},
      {"video.threads", &s.video.threads, "1", "x264 threads per source", 1, 64, {}},
      {"video.keyframe_s",
       &s.video.keyframe_s,
       "1",
       "longest time between key frames, seconds",
       0.1,
       60,
       {}},
      {"video.fragment_s",
       &s.video.fragment_s,
       "0.5",
       "length of an MP4 fragment, seconds",
       0.1,
       60,
       {}},
      {"output.overwrite",
       &s.output.overwrite,
       "false",
       "replace the files of an earlier run",
       0,
       0,
       {}},
      {"output.trace", &s.output.trace, "true", "write trace.json", 0, 0, {}},
  };
}

Config::Config() {
  for (const auto& field : fields(settings_)) assign(field, field.fallback);
}

Status Config::set(std::string_view key, std::string_view value, std::string_view origin) {
  for (const auto& field : fields(settings_)) {
    if (field.key != key) continue;
    if (const auto expected = assign(field, value); !expected.empty())
      return fail(Errc::bad_config, std::string(key), "{}: '{}' is not {} (from {})", key, value,
                  expected, origin);
    origin_[std::string(key)] = origin;
    return {};
  }
  return fail(Errc::bad_config, std::string(key),
              "unknown setting '{}' (from {}); 'touchline config print' lists them all", key,
              origin);
}

Status Config::load_environment(char** environment) {
  for (const auto& field : fields(settings_)) {
    std::string name = "TOUCHLINE_";
    for (const char c : field.key) {
      if (c == '.')
        name += "__";
      else
        name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    for (char** entry = environment; entry && *entry; ++entry) {
      const std::string_view text(*entry);
      if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=')
        TL_CHECK(set(field.key, text.substr(name.size() + 1), "env " + name));
    }
  }
  return {};
}

Status Config::apply_profile() {
  const std::string origin = "profile " + settings_.profile;
  for (const auto& entry : kProfiles)
    if (entry.profile == settings_.profile && !origin_.contains(entry.key))
      TL_CHECK(set(entry.key, entry.value, origin));
  return {};
}

std::vector<Config::Entry> Config::entries() const {
  std::vector<Entry> out;
  for (const auto& field : fields(const_cast<Settings&>(settings_))) {
    const auto origin = origin_.find(field.key);
    out.push_back({std::string(field.key), as_text(field),
                   origin == origin_.end() ? "default" : origin->second});
  }
  return out;
}

std::string Config::hash() const {
  std::string text;
  for (const auto& entry : entries()) text += entry.key + "=" + entry.value + "\n";
  return sha256(text);
}

}  // namespace touchline
