#include "records/record.h"

#include <algorithm>

#include "records/json_text.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;
using json::number, json::put, json::text, json::rounded;

// Rounded to decimal fractions that print short and lie below any noise: 0.01 px, 1 mm, 1 cm^2.
constexpr double kBoxSteps = 100, kMetreSteps = 1000, kShareSteps = 1000, kCovSteps = 10000,
                 kValueSteps = 10000;

/// "[1,2.5]"
template <class... Values>
void list(std::string& out, double steps, Values... values) {
  const char* separator = "[";
  for (const double value : {static_cast<double>(values)...}) {
    out += separator;
    number(out, value, steps);
    separator = ",";
  }
  out += "]";
}

void put_object(std::string& out, const TrackSample& sample, const std::string& class_name) {
  put(out, R"({{"track_id":{},"class":{},"team":)", sample.track_id, text(class_name));
  if (sample.team == Team::none) {
    out += "null";
  } else {
    put(out, R"("{}","team_conf":)", to_string(sample.team));
    number(out, sample.team_conf, kShareSteps);
  }
  out += R"(,"box":)";
  list(out, kBoxSteps, sample.box.x, sample.box.y, sample.box.w, sample.box.h);
  out += R"(,"field":)";
  if (sample.field) {
    const auto& [m, cov] = *sample.field;
    list(out, kMetreSteps, m.x, m.y);
    out += R"(,"field_cov":)";
    list(out, kCovSteps, cov.xx, cov.xy, cov.yy);
  } else {
    out += "null";
  }
  out += R"(,"conf":)";
  number(out, sample.conf, kShareSteps);
  put(out, R"(,"src":"{}"}})", to_string(sample.source));
}

/// One reason per key that is null somewhere in the frame, rather than one per object.
std::string reasons(const FrameRecord& record) {
  std::string why;
  const auto say = [&](const char* key, std::string_view reason) {
    put(why, R"({}"{}":"{}")", why.empty() ? "" : ",", key, reason);
  };
  const auto& objects = record.objects;
  const auto any = [&](auto test) { return std::any_of(objects.begin(), objects.end(), test); };
  if (any([](const TrackSample& s) { return s.team == Team::none; }))
    say("team", "an official, the ball, or not enough votes yet");
  if (any([](const TrackSample& s) { return !s.field; }))
    say("field", record.calibration == CalibrationState::lost
                     ? "no calibration"
                     : "at or above the horizon of the calibration");
  if (!record.utc_ns) say("utc_ns", "the source has no wall clock");
  if (!record.sigma_m) say("sigma_m", "no calibration");
  if (record.counted) say("why_uncounted", "the frame counts");
  return why;
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
  std::string out;
  out.reserve(512 + 192 * record.objects.size());
  put(out, R"({{"schema":{},"source_id":{},"frame":{},"pts_ns":{},"utc_ns":)", kSchemaVersion,
      text(record.source_id), record.frame, record.pts_ns);
  record.utc_ns ? put(out, "{}", *record.utc_ns) : put(out, "null");
  put(out, R"(,"processed":{},"objects":[)", record.processed);
  for (const auto& sample : record.objects) {
    if (&sample != record.objects.data()) out += ",";
    put_object(out, sample, classes.at(static_cast<std::size_t>(sample.class_id)));
  }
  put(out, R"(],"ball":"{}","calibration":"{}","sigma_m":)", to_string(record.ball),
      to_string(record.calibration));
  number(out, record.sigma_m, kMetreSteps);
  put(out, R"(,"shot":{},"counted":{},"why_uncounted":{},"why_null":{{{}}}}})", record.shot,
      record.counted, record.counted ? "null" : text(record.why_uncounted), reasons(record));
  return out;
}

std::string to_json(const Event& event, const std::string& source_id) {
  const auto share = [](std::optional<double> value, double steps) {
    return value ? Json(rounded(*value, steps)) : Json(nullptr);
  };
  const auto point = [&](const std::optional<Vec2d>& p, double Vec2d::* axis) {
    return p ? Json(rounded((*p).*axis, kMetreSteps)) : Json(nullptr);
  };
  Json line{{"schema", kSchemaVersion},
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
            {"conf", share(event.conf, kShareSteps)},
            {"rev", event.rev},
            {"evidence", event.evidence}};
  if (!event.values.empty()) {
    Json values = Json::object();
    for (const auto& [name, value] : event.values) values[name] = share(value, kValueSteps);
    line["values"] = std::move(values);
  }
  if (!event.field_m) line["why_null"] = {{"x", "no position"}, {"y", "no position"}};
  return line.dump();
}

}  // namespace touchline
