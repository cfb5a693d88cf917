#include "records/read.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "records/line_blocks.h"
#include "records/record_line.h"

namespace touchline {
namespace {

namespace od = simdjson::ondemand;

constexpr std::array kSources{Named<SampleSource>{"measured", SampleSource::measured},
                              Named<SampleSource>{"predicted", SampleSource::predicted},
                              Named<SampleSource>{"interpolated", SampleSource::interpolated}};
constexpr std::array kBallStates{Named<BallState>{"visible", BallState::visible},
                                 Named<BallState>{"predicted", BallState::predicted},
                                 Named<BallState>{"lost", BallState::lost}};
Team team_of(od::value value) {
  if (value.is_null()) return Team::none;
  const std::string_view name = value.get_string();
  return name == "a" ? Team::a : name == "b" ? Team::b : throw BadJson(simdjson::INCORRECT_TYPE);
}

TrackSample sample_of(od::object object, const std::vector<std::string>& classes) {
  TrackSample sample;
  sample.track_id = object["track_id"].get_int64();
  const std::string_view name = object["class"].get_string();
  const auto found = std::find(classes.begin(), classes.end(), name);
  if (found == classes.end()) throw BadJson(simdjson::INCORRECT_TYPE);
  sample.class_id = static_cast<int>(found - classes.begin());
  sample.team = team_of(object["team"]);
  if (sample.team != Team::none)
    sample.team_conf = static_cast<float>(double(object["team_conf"].get_double()));
  const auto box = numbers<4>(object["box"]);
  sample.box = {static_cast<float>(box[0]), static_cast<float>(box[1]), static_cast<float>(box[2]),
                static_cast<float>(box[3])};
  od::value field = object["field"];
  if (!field.is_null()) {
    const auto m = numbers<2>(field);
    const auto cov = numbers<3>(object["field_cov"]);
    sample.field = FieldPoint{{m[0], m[1]}, {cov[0], cov[1], cov[2]}};
  }
  sample.conf = static_cast<float>(double(object["conf"].get_double()));
  sample.source = named(std::string_view(object["src"].get_string()), kSources);
  // Written last, and only where it is false: looked for from here on, not through the whole again.
  bool on_field = true;
  if (object.find_field("on_field").get(on_field) == simdjson::SUCCESS) sample.on_field = on_field;
  return sample;
}

void read_row(od::document& line, const std::vector<std::string>& classes, FrameRecord& row) {
  if (std::int64_t(line["schema"].get_int64()) != kSchemaVersion)
    throw BadJson(simdjson::INCORRECT_TYPE);
  row.source_id = std::string_view(line["source_id"].get_string());
  row.frame = line["frame"].get_int64();
  row.pts_ns = line["pts_ns"].get_int64();
  od::value utc = line["utc_ns"];
  row.utc_ns.reset();
  row.utc_src = ClockSource::none;
  if (!utc.is_null()) {
    row.utc_ns = std::int64_t(utc.get_int64());
    const auto who = std::string_view(line["utc_src"].get_string());
    row.utc_src = who == "rtcp" ? ClockSource::rtcp : ClockSource::receipt;
  }
  row.processed = line["processed"].get_bool();
  row.objects.clear();
  for (od::value object : line["objects"].get_array())
    row.objects.push_back(sample_of(object.get_object(), classes));
  row.ball = named(std::string_view(line["ball"].get_string()), kBallStates);
  row.calibration = named(std::string_view(line["calibration"].get_string()), kCalibrationStates);
  od::value sigma = line["sigma_m"];
  row.sigma_m.reset();
  if (!sigma.is_null()) row.sigma_m = double(sigma.get_double());
  row.shot = static_cast<int>(std::int64_t(line["shot"].get_int64()));
  row.counted = line["counted"].get_bool();
  od::value why = line["why_uncounted"];
  row.why_uncounted.clear();
  if (!why.is_null()) row.why_uncounted = std::string_view(why.get_string());
}

}  // namespace

struct FrameReader::State {
  LineBlocks lines;
  std::vector<std::string> classes;
};

FrameReader::FrameReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FrameReader::~FrameReader() = default;
FrameReader::FrameReader(FrameReader&&) noexcept = default;
FrameReader& FrameReader::operator=(FrameReader&&) noexcept = default;
bool FrameReader::cut_short() const { return state_->lines.cut_short(); }

Result<FrameReader> FrameReader::open(const std::string& path, std::vector<std::string> classes) {
  TL_ASSIGN(auto lines, LineBlocks::open(path));
  return FrameReader(std::make_unique<State>(State{std::move(lines), std::move(classes)}));
}

Status FrameReader::next(std::vector<FrameRecord>& rows) {
  return state_->lines.next(
      rows, [&](od::document& line, FrameRecord& row) { read_row(line, state_->classes, row); });
}

namespace {

Event event_of(const nlohmann::ordered_json& json) {
  const auto point = [&](const char* x, const char* y) -> std::optional<Vec2d> {
    if (json.at(x).is_null()) return std::nullopt;
    return Vec2d{json.at(x), json.at(y)};
  };
  Event event;
  event.id = json.at("id");
  event.type = json.at("type");
  if (!json.at("subtype").is_null()) event.subtype = json.at("subtype");
  event.start_ns = json.at("start");
  event.end_ns = json.at("end");
  event.row = json.at("row").is_null() ? -1 : json.at("row").get<std::int64_t>();
  event.track_ids = json.at("track_ids").get<std::vector<std::int64_t>>();
  if (!json.at("team").is_null()) event.team = json.at("team") == "a" ? Team::a : Team::b;
  event.field_m = point("x", "y");
  event.field_end_m = point("x_end", "y_end");
  if (!json.at("conf").is_null()) event.conf = json.at("conf").get<float>();
  event.rev = json.at("rev");
  event.evidence = json.at("evidence").get<std::vector<std::int64_t>>();
  return event;
}

}  // namespace

Result<std::vector<Event>> read_events(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "{}: cannot be read: {}", path, std::strerror(errno));
  std::vector<Event> events;
  std::string line;
  for (std::int64_t n = 1; std::getline(file, line); ++n) {
    if (file.eof()) break;  // no newline: what a crash leaves
    try {
      // Ordered, because the order of the figures is the order they were written in.
      const auto json = nlohmann::ordered_json::parse(line);
      events.push_back(event_of(json));
      if (json.contains("values"))
        for (const auto& [name, value] : json["values"].items())
          events.back().values.emplace_back(
              name, value.is_null() ? std::nullopt : std::optional<double>(value.get<double>()));
    } catch (const nlohmann::json::exception& error) {
      return bad_line(path, n, error.what());
    }
  }
  return events;
}

}  // namespace touchline
