// touchline calibrate: where a camera looks, written down to be used again.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "field/calibration_file.h"
#include "field/point_pairs.h"
#include "pipeline/lane_setup.h"
#include "pipeline/look_clock.h"
#include "pipeline/networks.h"
#include "pipeline/recorded_run.h"
#include "touchline/tools.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

Json thousandths(double value) { return std::round(value * 1e3) / 1e3; }

Json middle_of(std::vector<double> values) {
  if (values.empty()) return nullptr;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return thousandths(values[values.size() / 2]);
}

Result<std::string> from_points(const CalibrateOptions& options) {
  RunOptions run;
  run.settings = options.settings;
  TL_ASSIGN(const Config config, effective(run));
  TL_ASSIGN(const Sport sport, load_sport(config.settings().sport));
  if (!sport.field)
    return fail(Errc::usage, "sport", "sport '{}' has no field to calibrate on", sport.name);
  TL_ASSIGN(const FieldSpec field, field_of(sport, config.settings()));
  TL_ASSIGN(const MarkedPoints marked, read_point_pairs(options.points, field));
  TL_ASSIGN(FieldView view, calibrate(marked, field));
  TL_CHECK(write_calibration(options.output, "points", {{0, 0, view}}));
  return json_dump(Json{{"output", options.output},
                        {"pairs", marked.points.size()},
                        {"rmse_px", thousandths(view.rmse_px)},
                        {"rmse_m", thousandths(view.rmse_m)},
                        {"sigma_m", thousandths(view.sigma_m)},
                        {"held_out", marked.points.size() > 4}},
                   2);
}

/// Every frame's view. People are looked for where landmarks are, so that lines are not taken from
/// their shirts.
Result<std::vector<CalibrationRow>> watch(const Assembly& assembly, Source& source) {
  TL_ASSIGN(const Networks networks, load_networks(assembly));
  TL_ASSIGN(const auto detector, networks.detector->session());
  TL_ASSIGN(const auto landmarks, networks.landmarks->session());
  Observer observer(assembly.analyst);
  LookClock look(assembly.settings().calibrate.every_s);
  std::vector<CalibrationRow> rows;
  Detections people;
  for (;;) {
    TL_ASSIGN(auto picture, source.read());
    if (!picture) break;
    Moment moment;
    moment.picture = std::move(*picture);
    if (look.is_due(moment.picture.pts_ns)) {
      moment.landmarks.emplace();
      TL_CHECK(landmarks->find(moment.picture.frame, *moment.landmarks));
      TL_CHECK(detector->find(moment.picture.frame, people));
    }
    moment.seen.detections = people;
    TL_CHECK(observer.see(moment));
    rows.push_back({moment.seen.frame, moment.seen.pts_ns, moment.seen.view});
  }
  return rows;
}

Json summary_of(const std::vector<CalibrationRow>& rows, const std::string& output) {
  std::array<std::int64_t, 4> count{};
  std::vector<double> px, metres, sigma;
  for (const auto& row : rows) {
    ++count[static_cast<std::size_t>(row.view.state)];
    if (row.view.state == CalibrationState::lost) continue;
    sigma.push_back(row.view.sigma_m);
    if (row.view.state != CalibrationState::measured) continue;
    px.push_back(row.view.rmse_px);
    metres.push_back(row.view.rmse_m);
  }
  Json states = Json::object();
  for (std::size_t i = 0; i < count.size(); ++i)
    states[to_string(static_cast<CalibrationState>(i))] = count[i];
  return {{"output", output},
          {"frames", rows.size()},
          {"states", states},
          {"rmse_px_median", middle_of(px)},
          {"rmse_m_median", middle_of(metres)},
          {"sigma_m_median", middle_of(sigma)}};
}

}  // namespace

Result<std::string> calibrate(const CalibrateOptions& options) try {
  if (options.output.empty())
    return fail(Errc::usage, "--output", "no output file given: pass --output FILE.jsonl");
  if (options.source.empty() == options.points.empty())
    return fail(Errc::usage, "SOURCE", "name either a SOURCE to watch or --points FILE");
  if (!options.points.empty()) return from_points(options);
  RunOptions run;
  run.sources = {options.source};
  run.settings = options.settings;
  run.settings.emplace_back("video.enabled", "false");
  TL_ASSIGN(const Assembly assembly, assemble(run));
  if (!assembly.landmarks)
    return fail(Errc::usage, "sport", "sport '{}' has no landmark network to calibrate with",
                assembly.sport.name);
  TL_ASSIGN(const auto source, Source::open(source_options(assembly, run.sources).front()));
  TL_ASSIGN(auto rows, watch(assembly, *source));
  if (rows.empty())
    return fail(Errc::bad_input, options.source, "{}: no frame to calibrate", options.source);
  // A camera that never moves has one calibration: the last, which knows all frames.
  if (assembly.settings().calibrate.fixed_camera) rows.erase(rows.begin(), rows.end() - 1);
  TL_CHECK(write_calibration(options.output, source->info().id, rows));
  return json_dump(summary_of(rows, options.output), 2);
} catch (...) {
  return caught("calibrate");
}

}  // namespace touchline
