#include "records/record.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace touchline {
namespace {

using Json = nlohmann::ordered_json;

/// Rounds to a decimal fraction that prints short: a hundredth of a pixel is below any detector's
/// noise.
double rounded(float value, double steps) {
  return std::round(static_cast<double>(value) * steps) / steps;
}

template <class T>
Json nullable(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
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

std::string to_json(const FrameRecord& record, const std::vector<std::string>& classes) {
  Json objects = Json::array();
  for (const auto& sample : record.objects) {
    objects.push_back({{"track_id", sample.track_id},
                       {"class", classes.at(static_cast<std::size_t>(sample.class_id))},
                       {"team", nullptr},
                       {"box",
                        {rounded(sample.box.x, 100), rounded(sample.box.y, 100),
                         rounded(sample.box.w, 100), rounded(sample.box.h, 100)}},
                       {"field", nullptr},
                       {"conf", rounded(sample.conf, 1000)},
                       {"src", to_string(sample.source)}});
  }
  // One reason per field that is null in the whole frame, rather than one per object.
  Json why_null = {{"team", "teams are not estimated"}, {"field", "no calibration"}};
  if (!record.utc_ns) why_null["utc_ns"] = "the source has no wall clock";
  return Json{{"schema", kSchemaVersion},
              {"source_id", record.source_id},
              {"frame", record.frame},
              {"pts_ns", record.pts_ns},
              {"utc_ns", nullable(record.utc_ns)},
              {"processed", record.processed},
              {"objects", std::move(objects)},
              {"ball", to_string(record.ball)},
              {"why_null", std::move(why_null)}}
      .dump();
}

std::string to_json(const Event& event, const std::string& source_id) {
  Json json{{"schema", kSchemaVersion},
            {"source_id", source_id},
            {"id", event.id},
            {"type", event.type},
            {"start", event.start_ns},
            {"end", event.end_ns},
            {"track_ids", event.track_ids},
            {"team", nullable(event.team)},
            {"x", nullptr},
            {"y", nullptr},
            {"conf", event.conf ? Json(rounded(*event.conf, 1000)) : Json(nullptr)},
            {"rev", event.rev},
            {"evidence", event.evidence}};
  if (event.field_m) {
    json["x"] = event.field_m->x;
    json["y"] = event.field_m->y;
  } else {
    json["why_null"] = {{"x", "no calibration"}, {"y", "no calibration"}};
  }
  return json.dump();
}

}  // namespace touchline
