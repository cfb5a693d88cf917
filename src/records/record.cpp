#include "records/record.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

// Rounded to decimal fractions that print short and lie below any noise: 0.01 px, 1 mm, 1 cm^2.
constexpr double kBoxSteps = 100, kMetreSteps = 1000, kShareSteps = 1000, kCovSteps = 10000,
                 kValueSteps = 10000;

template <class T>
double rounded(T value, double steps) {
  return std::round(static_cast<double>(value) * steps) / steps;
}

template <class T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
Json rounded(const std::optional<T>& value, double steps) {
  return value ? Json(rounded(*value, steps)) : Json(nullptr);
}

}  // namespace

const char* to_string(SampleSource source) {
  switch (source) {
    case SampleSource::measured:
      return "measured";
    case SampleSource::predicted:
      return "predicted";
    case SampleSource::interpolated:
      return "interpolated";
  }
  return "unknown";
}

const char* to_string(Team team) {
  switch (team) {
    case Team::a:
      return "a";
    case Team::b:
      return "b";
    case Team::none:
      break;
  }
  return "none";
}

const char* to_string(BallState state) {
  switch (state) {
    case BallState::visible:
      return "visible";
    case BallState::predicted:
      return "predicted";
    case BallState::lost:
      return "lost";
  }
  return "unknown";
}

void quantise(FrameRecord& record) {
  for (auto& sample : record.objects) {
    for (float* v : {&sample.box.x, &sample.box.y, &sample.box.w, &sample.box.h})
      *v = static_cast<float>(rounded(*v, kBoxSteps));
    sample.conf = static_cast<float>(rounded(sample.conf, kShareSteps));
    sample.team_conf = static_cast<float>(rounded(sample.team_conf, kShareSteps));
    if (!sample.field) continue;
    auto& [m, cov] = *sample.field;
    for (double* v : {&m.x, &m.y}) *v = rounded(*v, kMetreSteps);
    for (double* v : {&cov.xx, &cov.xy, &cov.yy}) *v = rounded(*v, kCovSteps);
  }
  if (record.sigma_m) record.sigma_m = rounded(*record.sigma_m, kMetreSteps);
}

std::string to_json(const FrameRecord& record, const std::vector<std::string>& classes) {
  Json objects = Json::array();
  bool unplaced = false, unteamed = false;
  for (const auto& sample : record.objects) {
    Json object{{"track_id", sample.track_id},
                {"class", classes.at(static_cast<std::size_t>(sample.class_id))},
                {"team", nullptr},
                {"box",
                 {rounded(sample.box.x, kBoxSteps), rounded(sample.box.y, kBoxSteps),
                  rounded(sample.box.w, kBoxSteps), rounded(sample.box.h, kBoxSteps)}},
                {"field", nullptr},
                {"conf", rounded(sample.conf, kShareSteps)},
                {"src", to_string(sample.source)}};
    if (sample.team != Team::none) {
      object["team"] = to_string(sample.team);
      object["team_conf"] = rounded(sample.team_conf, kShareSteps);
    } else {
      unteamed = true;
    }
    if (sample.field) {
      const auto& [m, cov] = *sample.field;
      object["field"] = {rounded(m.x, kMetreSteps), rounded(m.y, kMetreSteps)};
      object["field_cov"] = {rounded(cov.xx, kCovSteps), rounded(cov.xy, kCovSteps),
                             rounded(cov.yy, kCovSteps)};
    } else {
      unplaced = true;
    }
    objects.push_back(std::move(object));
  }
  // One reason per field that is null somewhere in the frame, rather than one per object.
  Json why_null = Json::object();
  if (unteamed) why_null["team"] = "an official, the ball, or not enough votes yet";
  if (unplaced)
    why_null["field"] = record.calibration == CalibrationState::lost
                            ? "no calibration"
                            : "at or above the horizon of the calibration";
  if (!record.utc_ns) why_null["utc_ns"] = "the source has no wall clock";
  if (!record.sigma_m) why_null["sigma_m"] = "no calibration";
  if (record.counted) why_null["why_uncounted"] = "the frame counts";
  return Json{{"schema", kSchemaVersion},
              {"source_id", record.source_id},
              {"frame", record.frame},
              {"pts_ns", record.pts_ns},
              {"utc_ns", nullable(record.utc_ns)},
              {"processed", record.processed},
              {"objects", std::move(objects)},
              {"ball", to_string(record.ball)},
              {"calibration", to_string(record.calibration)},
              {"sigma_m", rounded(record.sigma_m, kMetreSteps)},
              {"shot", record.shot},
              {"counted", record.counted},
              {"why_uncounted", record.counted ? Json(nullptr) : Json(record.why_uncounted)},
              {"why_null", std::move(why_null)}}
      .dump();
}

std::string to_json(const Event& event, const std::string& source_id) {
  const auto point = [](const std::optional<Vec2d>& p, double Vec2d::* axis) {
    return p ? Json(rounded((*p).*axis, kMetreSteps)) : Json(nullptr);
  };
  Json json{{"schema", kSchemaVersion},
            {"source_id", source_id},
            {"id", event.id},
            {"type", event.type},
            {"subtype", event.subtype.empty() ? Json(nullptr) : Json(event.subtype)},
            {"start", event.start_ns},
            {"end", event.end_ns},
            {"row", event.row < 0 ? Json(nullptr) : Json(event.row)},
            {"track_ids", event.track_ids},
            {"team", event.team == Team::none ? Json(nullptr) : Json(to_string(event.team))},
            {"x", point(event.field_m, &Vec2d::x)},
            {"y", point(event.field_m, &Vec2d::y)},
            {"x_end", point(event.field_end_m, &Vec2d::x)},
            {"y_end", point(event.field_end_m, &Vec2d::y)},
            {"conf", rounded(event.conf, kShareSteps)},
            {"rev", event.rev},
            {"evidence", event.evidence}};
  if (!event.values.empty()) {
    Json values = Json::object();
    for (const auto& [name, value] : event.values) values[name] = rounded(value, kValueSteps);
    json["values"] = std::move(values);
  }
  if (!event.field_m) json["why_null"] = {{"x", "no position"}, {"y", "no position"}};
  return json.dump();
}

}  // namespace touchline
