#include "records/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/decimal.h"
#include "base/json_dump.h"

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

// Decimals that lie below any noise: 0.01 px, 1 mm, 1 cm^2.
constexpr int kBoxDecimals = 2, kMetreDecimals = 3, kShareDecimals = 3, kCovDecimals = 4,
              kValueDecimals = 4;

template <int Decimals>
float rounded_float(float value) {
  return static_cast<float>(round_decimal<Decimals>(static_cast<double>(value)));
}

template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

/// "[1,2.5]"
template <int Decimals, class... Values>
void put_list(std::string& out, Values... values) {
  char separator = '[';
  for (const double value : {static_cast<double>(values)...}) {
    out += separator;
    append_decimal<Decimals>(out, value);
    separator = ',';
  }
  out += ']';
}

void put_object(std::string& out, const TrackSample& sample, const std::string& class_name) {
  out += R"({"track_id":)";
  append_integer(out, sample.track_id);
  out += R"(,"class":)";
  append_quoted(out, class_name);
  out += R"(,"team":)";
  if (sample.team == Team::none) {
    out += "null";
  } else {
    append_quoted(out, to_string(sample.team));
    out += R"(,"team_conf":)";
    append_decimal<kShareDecimals>(out, static_cast<double>(sample.team_conf));
  }
  out += R"(,"box":)";
  put_list<kBoxDecimals>(out, sample.box.x, sample.box.y, sample.box.w, sample.box.h);
  out += R"(,"field":)";
  if (sample.field) {
    const auto& [m, cov] = *sample.field;
    put_list<kMetreDecimals>(out, m.x, m.y);
    out += R"(,"field_cov":)";
    put_list<kCovDecimals>(out, cov.xx, cov.xy, cov.yy);
  } else {
    out += "null";
  }
  out += R"(,"conf":)";
  append_decimal<kShareDecimals>(out, static_cast<double>(sample.conf));
  out += R"(,"src":)";
  append_quoted(out, to_string(sample.source));
  if (!sample.on_field) out += R"(,"on_field":false)";
  out += '}';
}

std::string in_quotes(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
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
    say("team", any([](const TrackSample& s) { return !s.on_field; })
                    ? "an official, the ball, somebody beside the field, or not enough votes yet"
                    : "an official, the ball, or not enough votes yet");
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
      *v = rounded_float<kBoxDecimals>(*v);
    sample.conf = rounded_float<kShareDecimals>(sample.conf);
    sample.team_conf = rounded_float<kShareDecimals>(sample.team_conf);
    if (!sample.field) continue;
    auto& [m, cov] = *sample.field;
    for (double* v : {&m.x, &m.y}) *v = round_decimal<kMetreDecimals>(*v);
    for (double* v : {&cov.xx, &cov.xy, &cov.yy}) *v = round_decimal<kCovDecimals>(*v);
  }
  if (record.sigma_m) record.sigma_m = round_decimal<kMetreDecimals>(*record.sigma_m);
}

std::string to_json(const FrameRecord& record, const std::vector<std::string>& classes) {
  std::string out;
  out.reserve(512 + 192 * record.objects.size());
  put(out, R"({{"schema":{},"source_id":{},"frame":{},"pts_ns":{},"utc_ns":)", kSchemaVersion,
      in_quotes(record.source_id), record.frame, record.pts_ns);
  record.utc_ns ? put(out, "{}", *record.utc_ns) : put(out, "null");
  put(out, R"(,"processed":{},"objects":[)", record.processed);
  for (const auto& sample : record.objects) {
    if (&sample != record.objects.data()) out += ",";
    put_object(out, sample, classes.at(static_cast<std::size_t>(sample.class_id)));
  }
  put(out, R"(],"ball":"{}","calibration":"{}","sigma_m":)", to_string(record.ball),
      to_string(record.calibration));
  if (record.sigma_m)
    append_decimal<kMetreDecimals>(out, *record.sigma_m);
  else
    out += "null";
  put(out, R"(,"shot":{},"counted":{},"why_uncounted":{},"why_null":{{{}}}}})", record.shot,
      record.counted, record.counted ? "null" : in_quotes(record.why_uncounted), reasons(record));
  return out;
}

std::string to_json(const Event& event, const std::string& source_id) {
  const auto share = [](std::optional<double> value) {
    return value ? Json(round_decimal<kValueDecimals>(*value)) : Json(nullptr);
  };
  const auto point = [&](const std::optional<Vec2d>& p, double Vec2d::* axis) {
    return p ? Json(round_decimal<kMetreDecimals>((*p).*axis)) : Json(nullptr);
  };
  Json line{
      {"schema", kSchemaVersion},
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
      {"conf", event.conf ? Json(round_decimal<kShareDecimals>(static_cast<double>(*event.conf)))
                          : Json(nullptr)},
      {"rev", event.rev},
      {"evidence", event.evidence}};
  if (!event.values.empty()) {
    Json values = Json::object();
    for (const auto& [name, value] : event.values) values[name] = share(value);
    line["values"] = std::move(values);
  }
  if (!event.field_m) line["why_null"] = {{"x", "no position"}, {"y", "no position"}};
  return json_dump(line);
}

}  // namespace touchline
