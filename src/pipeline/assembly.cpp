#include "pipeline/assembly.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "base/json_dump.h"
#include "pipeline/ball_choice.h"
#include "pipeline/device_choice.h"
#include "pipeline/expected_speed.h"
#include "pipeline/follow_setup.h"
#include "pipeline/match_sheet.h"
#include "pipeline/measuring.h"
#include "pipeline/recorded_run.h"
#include "pipeline/share.h"
#include "pipeline/sports.h"

namespace touchline {
namespace {

/// Where compiled networks are kept: "auto" is the user's cache folder by the XDG rules.
std::string cache_folder(const std::string& setting) {
  if (setting != "auto") return setting;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    return std::string(cache) + "/touchline";
  if (const char* home = std::getenv("HOME"); home && *home)
    return std::string(home) + "/.cache/touchline";
  return {};
}

/// Cores this process may use: less than the machine's in a container or under taskset.
int usable_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

TrackerOptions tracker_options(const Assembly& a, const FieldSpec& field) {
  const auto& s = a.settings().track;
  TrackerOptions tracker;
  tracker.class_count = static_cast<int>(a.sport.classes.size());
  tracker.ball_class = a.sport.ball;
  tracker.high_score = a.point.high;
  tracker.low_score = a.point.low;
  tracker.confirm_s = s.confirm_s;
  tracker.lost_s = s.lost_s;
  tracker.coast_s = s.coast_s;
  tracker.ball_coast_s = s.ball_coast_s;
  for (const auto& look : a.looks)
    if (look.model.task == Task::peaks) tracker.ball_start_score = look.model.start_score;
  tracker.field = field;
  const auto& input = a.model.input;
  tracker.foot = {a.model.foot_sigma, input.width, input.height, input.fit == Fit::stretch};
  return tracker;
}

/// Corners that the user has marked.
Status assemble_marks(Assembly& a, const FieldSpec& field) {
  const auto& s = a.settings().court;
  if (!a.sport.field)
    return fail(Errc::bad_config, "court.corners",
                "court.corners is set, but sport '{}' has no field whose corners they could be",
                a.sport.name);
  if (!a.settings().calibrate.file.empty())
    return fail(Errc::bad_config, "court.corners",
                "court.corners and calibrate.file both say where the camera looks; leave one out");
  MarkedCameraOptions marked;
  TL_ASSIGN(marked.corners, parse_corners(s.corners, s.picture, marked.section));
  marked.field = field;
  marked.paint_m = code_of(a.sport).paint_m;
  for (auto& look : a.looks)
    if (look.data.crops.gate) look.data.crops.gate->corners = marked.corners;
  a.analyst.marked = std::move(marked);
  a.analyst.sure_score = a.point.high;
  return {};
}

/// The landmark network and what its landmarks become; nothing for a sport without a field.
Status assemble_calibration(Assembly& a, const FieldSpec& field) {
  const auto& s = a.settings().calibrate;
  if (a.sport.field && s.enabled)
    for (auto& look : a.looks)
      if (look.data.near_field_m > 0)
        look.data.crops.gate = GateRule{field, look.data.near_field_m};
  if (s.enabled && !a.settings().court.corners.empty()) return assemble_marks(a, field);
  if (!a.sport.field || !s.enabled) return {};
  if (!s.file.empty()) {
    TL_ASSIGN(auto table, CalibrationFile::read(s.file));
    a.analyst.calibration = std::make_shared<const CalibrationFile>(std::move(table));
    return {};
  }
  const std::string& network = s.model.empty() ? a.sport.landmarks : s.model;
  if (network.empty())
    return fail(Errc::bad_config, "court.corners",
                "sport '{}' has no network that finds its field: mark its four outer corners "
                "(setting court.corners), name a calibration (calibrate.file), or go without "
                "metres (calibrate.enabled=false)",
                a.sport.name);
  TL_ASSIGN(const std::string path, find_shared("models", network));
  TL_ASSIGN(a.landmarks, load_manifest(path));
  CalibratorOptions calibrator;
  calibrator.field = field;
  calibrator.paint_m = code_of(a.sport).paint_m;
  calibrator.on_grass = code_of(a.sport).on_grass;
  if (code_of(a.sport).one_size) calibrator.people.reset();
  if (code_of(a.sport).seen_from_end) calibrator.estimate.camera = camera_behind_end(field);
  calibrator.fixed_camera = s.fixed_camera;
  calibrator.stale_s = s.stale_s;
  calibrator.lost_s = s.lost_s;
  a.analyst.calibrator = calibrator;
  return {};
}

/// The sport's further looks, with the networks of the profile.
Status assemble_looks(Assembly& a) {
  for (const auto& data : a.sport.looks) {
    const auto own = data.models.find(a.settings().profile);
    TL_ASSIGN(const std::string path,
              find_shared("models", own == data.models.end() ? data.models.at("") : own->second));
    TL_ASSIGN(auto model, load_manifest(path));
    const bool crops = model.task == Task::keypoints;
    if (!crops && model.task != Task::peaks)
      return fail(Errc::bad_config, path,
                  "sport '{}' looks with model '{}', which is for '{}'; a further look is for "
                  "keypoints or peaks",
                  a.sport.name, model.name, to_string(model.task));
    if (const auto wanted = code_of(a.sport).points;
        crops && !wanted.empty() && !std::ranges::equal(wanted, model.keypoints))
      return fail(Errc::bad_model, path,
                  "model '{}' sees other points of a body than sport '{}' reads, which are: {}",
                  model.name, a.sport.name, fmt::join(wanted, ", "));
    if (crops == data.crops.classes.empty())
      return fail(Errc::bad_config, path,
                  "sport '{}', look with model '{}': 'of' names the classes whose boxes a network "
                  "for keypoints is shown, and belongs to no other",
                  a.sport.name, model.name);
    if (data.stride > model.input.window)
      return fail(Errc::bad_config, path,
                  "sport '{}', look with model '{}': stride {} is more than the {} frames it sees",
                  a.sport.name, model.name, data.stride, model.input.window);
    const auto& mirrored = data.mirrored;
    if (std::find(mirrored.begin(), mirrored.end(), a.settings().profile) != mirrored.end()) {
      if (model.head != Head::heatmap_keypoint)
        return fail(
            Errc::bad_config, path,
            "sport '{}', look with model '{}': 'mirrored' is for networks with heat maps of "
            "a body's points",
            a.sport.name, model.name);
      model.mirrored = true;
    }
    a.clip.frames = std::max(a.clip.frames, model.input.window);
    a.clip.stride = std::max(a.clip.stride, data.stride);
    a.looks.push_back({std::move(model), data});
  }
  const bool windows = std::any_of(a.looks.begin(), a.looks.end(),
                                   [](const auto& look) { return look.model.task == Task::peaks; });
  if (windows && a.settings().detect.every_s > 0)
    return fail(Errc::bad_config, "detect.every_s",
                "detect.every_s: sport '{}' looks at windows of frames, which are clips of their "
                "own; set it to 0",
                a.sport.name);
  for (const auto& look : a.looks)
    if (look.model.task == Task::peaks && look.data.stride != a.clip.stride)
      return fail(Errc::bad_config, a.sport.name,
                  "sport '{}': looks at windows of frames need one 'stride'; there are {} and {}",
                  a.sport.name, look.data.stride, a.clip.stride);
  return {};
}

/// What the user says of the teams, for telling them apart and for drawing.
Status assemble_teams(Assembly& a, const FieldSpec& field) {
  const auto& s = a.settings().teams;
  if (a.sport.outfield < 0) return {};
  TeamsOptions teams;
  teams.player_class = a.sport.outfield;
  teams.guard_class = a.sport.guard;
  teams.official_class = a.sport.official;
  teams.field_half_length_m = field.length_m / 2;
  teams.field_half_width_m = field.width_m / 2;
  for (const std::size_t i : {0U, 1U}) {
    if (!s.name[i].empty()) teams.names[i] = s.name[i];
    if (s.colour[i].empty()) continue;
    const auto colour = parse_colour(s.colour[i]);
    if (!colour)
      return fail(Errc::bad_config, i ? "teams.colour_b" : "teams.colour_a",
                  "teams.colour_{}: '{}' is not a colour; write it as #rrggbb", i ? "b" : "a",
                  s.colour[i]);
    a.sides[i].colour = colour;
    a.sides[i].chosen = true;
    teams.colours[i] = Rgb{colour->r, colour->g, colour->b};
  }
  a.analyst.teams = std::move(teams);
  a.analyst.kits = true;
  return {};
}

/// What is measured and drawn from rows.
Status assemble_analyst(Assembly& a) {
  TL_ASSIGN(const FieldSpec field, field_of(a.sport, a.settings()));
  a.analyst.classes = a.sport.classes;
  a.analyst.ball_class = a.sport.ball;
  a.analyst.on_field = a.sport.field && code_of(a.sport).on_grass;
  a.overlay.field = field;
  TL_CHECK(assemble_teams(a, field));
  TL_ASSIGN(a.analyst.analysis, make_analysis(a.sport, a.settings()));
  return {};
}

/// Where the manifest of the network for people and ball lies.
Result<std::string> model_of(const Sport& sport, const Settings& s) {
  const auto own = sport.models.find(s.profile);
  if (s.detect.model.empty() && own == sport.models.end()) {
    TL_ASSIGN(const std::string pack, find_shared("sports", s.sport));
    return fail(Errc::bad_config, "detect.model",
                "sport '{}' ({}) names no network for profile '{}'; pass --model FILE, the "
                "manifest of one that finds {} (setting detect.model; docs/models.md)",
                sport.name, pack, s.profile, fmt::join(sport.classes, ", "));
  }
  return find_shared("models", s.detect.model.empty() ? own->second : s.detect.model);
}

Status assemble_overlay(Assembly& a) {
  const auto& s = a.settings();
  if (s.video.enabled || s.video.radar) {
    TL_ASSIGN(a.overlay.theme_path, find_shared("themes", s.overlay.theme));
  }
  a.overlay.classes = a.sport.classes;
  a.overlay.ball_class = a.sport.ball;
  a.overlay.class_marks = a.sport.class_marks;
  const View* view = find_view(a.sport.views, s.overlay.view);
  const auto& layers = view ? view->layers : std::vector<std::string>();
  if (!a.sport.field && std::find(layers.begin(), layers.end(), kFromAbove) != layers.end())
    return fail(Errc::bad_config, "overlay.view",
                "overlay.view: '{}' shows the field from above, and sport '{}' has no field",
                s.overlay.view, a.sport.name);
  if (view == nullptr)
    return fail(Errc::bad_config, "overlay.view",
                "overlay.view: '{}' is not a view of {}; it has {}", s.overlay.view, a.sport.name,
                fmt::join(view_names(a.sport.views), ", "));
  a.overlay.view = *view;
  const auto& o = s.overlay;
  const std::pair<const char*, std::optional<bool>> toggles[] = {
      {"ids", o.ids},     {"boxes", o.boxes},   {"trail", o.trail},      {"speed", o.speed},
      {"lines", o.lines}, {"radar", o.radar},   {"bar", o.bar},          {"passes", o.passes},
      {"zones", o.zones}, {"status", o.status}, {"skeleton", o.skeleton}};
  for (const auto& [layer, value] : toggles)
    if (value) a.overlay.switches[layer] = *value;
  a.overlay.sport_layers = code_of(a.sport).layers;
  a.overlay.show_bystanders = s.overlay.bystanders;
  return {};
}

/// Each sport's code reads the settings under its own name: what is set for another is a mistake.
/// A preset may fill them for all.
Status check_sport_settings(const Config& config, const Sport& sport) {
  const auto own = code_of(sport).name;
  const auto defaults = Config().entries(), entries = config.entries();
  for (const auto& code : all_codes())
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto& [key, value, origin] = entries[i];
      if (code.name != own && key.starts_with(std::string(code.name) + ".") &&
          value != defaults[i].value && !origin.starts_with("preset"))
        return fail(Errc::bad_config, key,
                    "{} is set (from {}), but sport '{}' does not read it: its settings are "
                    "'{}.*'; take it out, or choose a sport that reads it",
                    key, origin, sport.name, own);
    }
  return {};
}

/// What is assembled for a run of these sources.
Result<Assembly> assemble_for(Config config, const RunOptions& options) {
  TL_ASSIGN(auto assembly, assemble_from(std::move(config)));
  TL_CHECK(check_sport_settings(assembly.config, assembly.sport));
  if (const auto& path = assembly.settings().match; !path.empty()) {
    TL_ASSIGN(const auto loaded, read_match_sheet(assembly.sport, path));
    assembly.match_json = json_dump(loaded.json);
  }
  assembly.sources =
      assembly.settings().input.join ? 1 : std::max<std::size_t>(1, options.sources.size());
  TL_CHECK(choose_device(assembly));
  return assembly;
}

/// Pictures that come at their own pace do not wait for a network that is too slow for them.
Result<Assembly> without_slow_ball(Assembly assembly, const RunOptions& options) {
  constexpr double kUsualFps = 25;
  const double wanted =
      kUsualFps * static_cast<double>(assembly.sources) / assembly.settings().input.every;
  double fps = 0;
  {
    TL_ASSIGN(const auto networks, load_networks(assembly));
    TL_ASSIGN(fps, expected_fps(networks, assembly));
  }
  if (fps >= wanted) return assembly;
  Config config = std::move(assembly.config);
  TL_CHECK(give_up_ball(config, assembly.sport, fps, wanted));
  return assemble_for(std::move(config), options);
}

}  // namespace

Result<Config> effective(const RunOptions& options) {
  // Weakest first, each over the one before; the profile fills only what none of them has set.
  Config config;
  if (!options.config_file.empty()) TL_CHECK(config.load(options.config_file));
  TL_CHECK(config.load_environment(environ));
  for (const auto& [key, value] : options.settings) TL_CHECK(config.set(key, value, "flag"));
  TL_CHECK(config.apply_profile());
  if (const auto path = config.settings().match; !path.empty()) {
    TL_ASSIGN(const Sport sport, load_sport(config.settings().sport));
    TL_ASSIGN(const auto loaded, read_match_sheet(sport, path));
    TL_CHECK(apply_sheet(*loaded.sheet, path, config));
  }
  return config;
}

Result<Assembly> assemble(const RunOptions& options) {
  TL_ASSIGN(auto config, effective(options));
  TL_ASSIGN(auto assembly, assemble_for(std::move(config), options));
  if (!assembly.settings().input.realtime || !ball_may_go(assembly.config, assembly.sport))
    return assembly;
  return without_slow_ball(std::move(assembly), options);
}

Result<Assembly> assemble_drawing(Config config) {
  Assembly a;
  a.config = std::move(config);
  TL_ASSIGN(a.sport, sport_of(a.config));
  // A field that the sport has not cannot be shown from above, nor its calibration spoken of.
  if (!a.sport.field) TL_CHECK(a.config.fill("overlay.view", "tracking", "sport " + a.sport.name));
  if (const auto own = a.sport.detect_every_s.find(a.settings().profile);
      own != a.sport.detect_every_s.end())
    TL_CHECK(a.config.fill("detect.every_s", fmt::format("{}", own->second),
                           "profile " + own->first + " of sport " + a.sport.name));
  // Nothing else works while it is drawn, and the encoder would be all that the pass waits for.
  if (draws_last(a.sport)) TL_CHECK(a.config.fill("video.threads", "2", "sport " + a.sport.name));
  a.cores = usable_cores();
  TL_CHECK(assemble_analyst(a));
  TL_CHECK(assemble_overlay(a));
  if (const auto& follow = a.settings().follow; follow.enabled)
    if (auto setup = follow_setup(follow); !setup) return setup.error();
  return a;
}

Result<Assembly> assemble_from(Config config) {
  if (const auto& input = config.settings().input; input.end_s > 0 && input.end_s <= input.start_s)
    return fail(Errc::bad_config, "input.end_s",
                "input.end_s ({}) must lie after input.start_s ({})", input.end_s, input.start_s);
  TL_ASSIGN(const Sport pack, load_sport(config.settings().sport));
  TL_CHECK(settle_ball(config, pack));
  TL_ASSIGN(Assembly a, assemble_drawing(std::move(config)));
  const auto& s = a.settings();
  TL_ASSIGN(const std::string model, model_of(a.sport, s));
  TL_ASSIGN(a.model, load_manifest(model));
  TL_ASSIGN(a.point, operating_point(a.model, a.sport, static_cast<float>(s.detect.conf),
                                     static_cast<float>(s.track.high_score),
                                     static_cast<float>(s.track.low_score)));
  a.engine.kind = s.detect.engine;
  a.engine.precision = s.detect.precision;
  a.engine.cache_dir = cache_folder(s.detect.cache_dir);
  size_inference(a);
  TL_CHECK(assemble_looks(a));
  a.analyst.tracker = tracker_options(a, a.overlay.field);
  TL_CHECK(assemble_calibration(a, a.overlay.field));
  return a;
}

}  // namespace touchline
