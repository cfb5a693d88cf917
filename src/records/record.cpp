#include "records/record.h"

#include <algorithm>

#include "base/decimal.h"
#include "records/record_line.h"

namespace touchline {
namespace {

// Decimals that lie below any noise: 0.01 px, 1 mm, 1 cm^2.
constexpr int kBoxDecimals = 2, kMetreDecimals = 3, kShareDecimals = 3, kCovDecimals = 4,
              kValueDecimals = 4;

template <int Decimals>
float rounded_float(float value) {
  return static_cast<float>(round_decimal<Decimals>(static_cast<double>(value)));
}

void write_object(JsonLine& line, const TrackSample& sample, const std::string& class_name) {
  line.begin_object();
  line.key("track_id").integer(sample.track_id);
  line.key("class").string(class_name);
  line.key("team");
  if (sample.team == Team::none) {
    line.null();
  } else {
    line.string(to_string(sample.team));
    line.key("team_conf").decimal<kShareDecimals>(static_cast<double>(sample.team_conf));
  }
  const auto& box = sample.box;
  line.key("box").decimals<kBoxDecimals>(box.x, box.y, box.w, box.h);
  line.key("field");
  if (sample.field) {
    const auto& [m, cov] = *sample.field;
    line.decimals<kMetreDecimals>(m.x, m.y);
    line.key("field_cov").decimals<kCovDecimals>(cov.xx, cov.xy, cov.yy);
  } else {
    line.null();
  }
  line.key("conf").decimal<kShareDecimals>(static_cast<double>(sample.conf));
  line.key("src").string(to_string(sample.source));
  if (!sample.on_field) line.key("on_field").boolean(false);
  line.end_object();
}

/// One reason per key that is null somewhere in the frame, rather than one per object.
void keep_reasons(JsonLine& line, const FrameRecord& record) {
  const auto& objects = record.objects;
  const auto any = [&](auto test) { return std::any_of(objects.begin(), objects.end(), test); };
  if (any([](const TrackSample& s) { return s.team == Team::none; }))
    line.why("team",
             any([](const TrackSample& s) { return !s.on_field; })
                 ? "an official, the ball, somebody beside the field, or not enough votes yet"
                 : "an official, the ball, or not enough votes yet");
  if (any([](const TrackSample& s) { return !s.field; }))
    line.why("field", record.calibration == CalibrationState::lost
                          ? "no calibration"
                          : "at or above the horizon of the calibration, or a ball in flight");
  if (!record.utc_ns) line.why("utc_ns", "the source has no wall clock");
  if (!record.sigma_m) line.why("sigma_m", "no calibration");
  if (record.counted) line.why("why_uncounted", "the frame counts");
}

void write_metres(JsonLine& line, const std::optional<Vec2d>& at, double Vec2d::* axis) {
  at ? line.real(round_decimal<kMetreDecimals>((*at).*axis)) : line.null();
}

void write_values(JsonLine& line, const Event& event) {
  line.key("values").begin_object();
  for (const auto& [name, value] : event.values) {
    line.text_key(name);
    value ? line.real(round_decimal<kValueDecimals>(*value)) : line.null();
  }
  line.end_object();
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

void append_json(JsonLine& line, const FrameRecord& record,
                 const std::vector<std::string>& classes) {
  keep_reasons(line, record);
  begin_frame_line(line, record.source_id, record.frame, record.pts_ns);
  line.key("utc_ns").integer(record.utc_ns);
  if (record.utc_ns) line.key("utc_src").string(to_string(record.utc_src));
  line.key("processed").boolean(record.processed);
  line.key("objects").begin_array();
  for (const auto& sample : record.objects)
    write_object(line, sample, classes.at(static_cast<std::size_t>(sample.class_id)));
  line.end_array();
  line.key("ball").string(to_string(record.ball));
  line.key("calibration").string(to_string(record.calibration));
  line.key("sigma_m").decimal<kMetreDecimals>(record.sigma_m);
  line.key("shot").integer(record.shot);
  line.key("counted").boolean(record.counted);
  line.key("why_uncounted");
  record.counted ? line.null() : line.string(record.why_uncounted);
  line.why_null();
  line.end_object();
}

void append_json(JsonLine& line, const Event& event, const std::string& source_id) {
  line.begin_object();
  line.key("schema").integer(kSchemaVersion);
  line.key("source_id").string(source_id);
  line.key("id").integer(event.id);
  line.key("type").string(event.type);
  write_word(line.key("subtype"), event.subtype);
  line.key("start").integer(event.start_ns);
  line.key("end").integer(event.end_ns);
  line.key("row");
  event.row < 0 ? line.null() : line.integer(event.row);
  line.key("track_ids").integers(event.track_ids);
  write_word(line.key("team"), event.team == Team::none ? "" : to_string(event.team));
  write_metres(line.key("x"), event.field_m, &Vec2d::x);
  write_metres(line.key("y"), event.field_m, &Vec2d::y);
  write_metres(line.key("x_end"), event.field_end_m, &Vec2d::x);
  write_metres(line.key("y_end"), event.field_end_m, &Vec2d::y);
  line.key("conf");
  event.conf ? line.real(round_decimal<kShareDecimals>(static_cast<double>(*event.conf)))
             : line.null();
  line.key("rev").integer(event.rev);
  line.key("evidence").integers(event.evidence);
  if (!event.values.empty()) write_values(line, event);
  if (!event.field_m) {
    line.why("x", "no position");
    line.why("y", "no position");
    line.why_null();
  }
  line.end_object();
}

}  // namespace touchline
