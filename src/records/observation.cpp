#include "records/observation.h"

#include <utility>

#include "records/line_blocks.h"
#include "records/record_line.h"

namespace touchline {
namespace {

namespace od = simdjson::ondemand;

void write_view(JsonLine& line, const FieldView& view) {
  line.key("view").begin_object();
  line.key("state").string(to_string(view.state));
  line.key("why").string(view.why);
  line.key("inliers").integer(view.inliers);
  line.key("unmeasured_ns").integer(view.unmeasured_ns);
  line.key("size").numbers(view.size.x, view.size.y);
  line.key("image_from_field").numbers(view.image_from_field.m);
  line.key("field_from_image").numbers(view.field_from_image.m);
  const auto& lens = view.lens;
  line.key("lens").numbers(lens.k1, lens.centre.x, lens.centre.y, lens.half_diagonal);
  line.key("corner_cov").numbers(view.corner_cov);
  line.key("quality").numbers(view.rmse_px, view.rmse_m, view.sigma_m);
  line.end_object();
}

void write_shot(JsonLine& line, const ShotNote& shot) {
  line.key("shot").begin_object();
  line.key("cut").boolean(shot.cut);
  line.key("index").integer(shot.shot);
  line.key("counted").boolean(shot.counted);
  line.key("why").string(shot.why);
  line.key("replay");
  shot.replay ? line.numbers((*shot.replay)[0], (*shot.replay)[1]) : line.null();
  line.end_object();
}

Detection detection_of(od::value value) {
  const auto v = numbers<6>(value);
  return {{static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2]),
           static_cast<float>(v[3])},
          static_cast<float>(v[4]),
          static_cast<int>(v[5])};
}

KitSample kit_of(od::value value) {
  const auto v = numbers<7>(value);
  const auto lab = [&](std::size_t at) {
    return Lab{static_cast<float>(v[at]), static_cast<float>(v[at + 1]),
               static_cast<float>(v[at + 2])};
  };
  return {lab(0), lab(3), static_cast<float>(v[6])};
}

void read_view(od::object json, FieldView& view) {
  view.state = named(std::string_view(json["state"].get_string()), kCalibrationStates);
  view.why = std::string_view(json["why"].get_string());
  view.inliers = static_cast<int>(std::int64_t(json["inliers"].get_int64()));
  view.unmeasured_ns = json["unmeasured_ns"].get_int64();
  const auto size = numbers<2>(json["size"]);
  view.size = {size[0], size[1]};
  view.image_from_field.m = numbers<9>(json["image_from_field"]);
  view.field_from_image.m = numbers<9>(json["field_from_image"]);
  const auto lens = numbers<4>(json["lens"]);
  view.lens = {lens[0], {lens[1], lens[2]}, lens[3]};
  view.corner_cov = numbers<64>(json["corner_cov"]);
  const auto quality = numbers<3>(json["quality"]);
  view.rmse_px = quality[0];
  view.rmse_m = quality[1];
  view.sigma_m = quality[2];
}

void read_shot(od::object json, ShotNote& shot) {
  shot.cut = json["cut"].get_bool();
  shot.shot = static_cast<int>(std::int64_t(json["index"].get_int64()));
  shot.counted = json["counted"].get_bool();
  shot.why = std::string_view(json["why"].get_string());
  od::value replay = json["replay"];
  shot.replay.reset();
  if (replay.is_null()) return;
  const auto range = numbers<2>(replay);
  shot.replay = {static_cast<int>(range[0]), static_cast<int>(range[1])};
}

/// Only before few pictures; the line of any other does without.
void write_seam(JsonLine& line, const Seam& seam) {
  if (seam.empty()) return;
  line.key("seam").begin_object();
  line.key("missing").integer(seam.missing);
  line.key("joined_by_ns").integer(seam.joined_by);
  line.end_object();
}

/// After all else was read: what is not there is then known at once.
void read_seam(od::document& line, Seam& seam) {
  seam = {};
  od::object json;
  if (line.find_field("seam").get_object().get(json) != simdjson::SUCCESS) return;
  seam.missing = json["missing"].get_int64();
  od::value by = json["joined_by_ns"];
  if (!by.is_null()) seam.joined_by = std::int64_t(by.get_int64());
}

void read_epoch(od::document& line, int& epoch) {
  std::int64_t value = 0;
  epoch = line["epoch"].get_int64().get(value) == simdjson::SUCCESS ? static_cast<int>(value) : 0;
}

void read_interpolated(od::document& line, bool& interpolated) {
  if (line["interpolated"].get_bool().get(interpolated) != simdjson::SUCCESS) interpolated = false;
}

void write_bodies(JsonLine& line, const std::vector<Body>& bodies) {
  line.key("bodies").begin_array();
  for (const auto& body : bodies) {
    line.begin_array();
    line.integer(body.detection);
    for (const auto& point : body.points)
      point ? line.numbers(point->pixel.x, point->pixel.y, point->score) : line.null();
    line.end_array();
  }
  line.end_array();
}

void write_peaks(JsonLine& line, const Peaks& peaks) {
  line.key("peaks").begin_array();
  for (const auto& peak : peaks) line.numbers(peak.pixel.x, peak.pixel.y, peak.score);
  line.end_array();
}

template <class Point>
Point point_of(od::value value) {
  const auto v = numbers<3>(value);
  return {{static_cast<float>(v[0]), static_cast<float>(v[1])}, static_cast<float>(v[2])};
}

Body body_of(od::value value) {
  Body body;
  bool first = true;
  for (od::value item : value.get_array()) {
    if (std::exchange(first, false))
      body.detection = static_cast<int>(std::int64_t(item.get_int64()));
    else if (item.is_null())
      body.points.emplace_back();
    else
      body.points.push_back(point_of<Keypoint>(item));
  }
  return body;
}

void read_points(od::document& line, Observation& row) {
  row.bodies.reset();
  row.peaks.reset();
  od::array items;
  if (line["bodies"].get_array().get(items) == simdjson::SUCCESS) {
    row.bodies.emplace();
    for (od::value item : items) {
      row.bodies->push_back(body_of(item));
      const auto whose = row.bodies->back().detection;
      if (whose < 0 || static_cast<std::size_t>(whose) >= row.detections.size())
        throw BadJson(simdjson::INDEX_OUT_OF_BOUNDS);
    }
  }
  if (line["peaks"].get_array().get(items) == simdjson::SUCCESS) {
    row.peaks.emplace();
    for (od::value item : items) row.peaks->push_back(point_of<Peak>(item));
  }
}

void read_observation(od::document& line, Observation& row) {
  if (std::int64_t(line["schema"].get_int64()) != kSchemaVersion)
    throw BadJson(simdjson::INCORRECT_TYPE);
  row.frame = line["frame"].get_int64();
  row.pts_ns = line["pts_ns"].get_int64();
  const auto size = numbers<2>(line["size"]);
  row.width = static_cast<int>(size[0]);
  row.height = static_cast<int>(size[1]);
  row.detections.clear();
  for (od::value item : line["detections"].get_array())
    row.detections.push_back(detection_of(item));
  row.kits.clear();
  for (od::value item : line["kits"].get_array()) row.kits.push_back(kit_of(item));
  if (!row.kits.empty() && row.kits.size() != row.detections.size())
    throw BadJson(simdjson::INDEX_OUT_OF_BOUNDS);
  od::value motion = line["motion"];
  row.motion.reset();
  if (!motion.is_null()) row.motion = Mat3{numbers<9>(motion)};
  read_shot(line["shot"].get_object(), row.shot);
  read_view(line["view"].get_object(), row.view);
  read_seam(line, row.seam);
  read_epoch(line, row.epoch);
  read_interpolated(line, row.interpolated);
  read_points(line, row);
}

}  // namespace

void append_json(JsonLine& line, const Observation& observation, const std::string& source_id) {
  begin_frame_line(line, source_id, observation.frame, observation.pts_ns);
  line.key("size").numbers(observation.width, observation.height);
  line.key("detections").begin_array();
  for (const auto& [box, score, class_id] : observation.detections)
    line.numbers(box.x, box.y, box.w, box.h, score, class_id);
  line.end_array();
  line.key("kits").begin_array();
  for (const auto& [shirt, shorts, weight] : observation.kits)
    line.numbers(shirt.L, shirt.a, shirt.b, shorts.L, shorts.a, shorts.b, weight);
  line.end_array();
  line.key("motion");
  observation.motion ? line.numbers(observation.motion->m) : line.null();
  write_shot(line, observation.shot);
  write_view(line, observation.view);
  write_seam(line, observation.seam);
  // Only of sources that were lost and came back, of runs that detect on some frames only, and of
  // sports that look for them.
  if (observation.epoch > 0) line.key("epoch").integer(observation.epoch);
  if (observation.interpolated) line.key("interpolated").boolean(true);
  if (observation.bodies) write_bodies(line, *observation.bodies);
  if (observation.peaks) write_peaks(line, *observation.peaks);
  line.end_object();
}

struct ObservationReader::State {
  LineBlocks lines;
};

ObservationReader::ObservationReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ObservationReader::~ObservationReader() = default;
ObservationReader::ObservationReader(ObservationReader&&) noexcept = default;
ObservationReader& ObservationReader::operator=(ObservationReader&&) noexcept = default;

Result<ObservationReader> ObservationReader::open(const std::string& path) {
  TL_ASSIGN(auto lines, LineBlocks::open(path));
  return ObservationReader(std::make_unique<State>(State{std::move(lines)}));
}

Status ObservationReader::next(std::vector<Observation>& rows) {
  return state_->lines.next(rows, read_observation);
}

}  // namespace touchline
