#include "records/observation.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/decimal.h"
#include "records/line_blocks.h"
#include "records/record.h"

namespace touchline {
namespace {

namespace od = simdjson::ondemand;

/// "[1,2.5]", each number in the fewest digits that give it back.
template <class... Values>
void put_list(std::string& out, const Values&... values) {
  char separator = '[';
  ((fmt::format_to(std::back_inserter(out), "{}{}", separator, values), separator = ','), ...);
  out += ']';
}

template <std::size_t N>
void put_array(std::string& out, const std::array<double, N>& values) {
  char separator = '[';
  for (const double value : values) {
    fmt::format_to(std::back_inserter(out), "{}{}", separator, value);
    separator = ',';
  }
  out += ']';
}

template <class Items, class Put>
void put_items(std::string& out, const char* key, const Items& items, Put&& put) {
  fmt::format_to(std::back_inserter(out), R"(,"{}":[)", key);
  for (const auto& item : items) {
    if (&item != items.data()) out += ',';
    put(item);
  }
  out += ']';
}

void put_view(std::string& out, const FieldView& view) {
  fmt::format_to(std::back_inserter(out), R"(,"view":{{"state":"{}","why":)",
                 to_string(view.state));
  append_quoted(out, view.why);
  fmt::format_to(std::back_inserter(out), R"(,"inliers":{},"unmeasured_ns":{},"size":)",
                 view.inliers, view.unmeasured_ns);
  put_list(out, view.size.x, view.size.y);
  out += R"(,"image_from_field":)";
  put_array(out, view.image_from_field.m);
  out += R"(,"field_from_image":)";
  put_array(out, view.field_from_image.m);
  out += R"(,"lens":)";
  put_list(out, view.lens.k1, view.lens.centre.x, view.lens.centre.y, view.lens.half_diagonal);
  out += R"(,"corner_cov":)";
  put_array(out, view.corner_cov);
  out += R"(,"quality":)";
  put_list(out, view.rmse_px, view.rmse_m, view.sigma_m);
  out += '}';
}

void put_shot(std::string& out, const ShotNote& shot) {
  fmt::format_to(std::back_inserter(out), R"(,"shot":{{"cut":{},"index":{},"counted":{},"why":)",
                 shot.cut, shot.shot, shot.counted);
  append_quoted(out, shot.why);
  out += R"(,"replay":)";
  if (shot.replay)
    put_list(out, (*shot.replay)[0], (*shot.replay)[1]);
  else
    out += "null";
  out += '}';
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
void put_seam(std::string& out, const Seam& seam) {
  if (seam.empty()) return;
  fmt::format_to(std::back_inserter(out), R"(,"seam":{{"missing":{},"joined_by_ns":)",
                 seam.missing);
  if (seam.joined_by)
    fmt::format_to(std::back_inserter(out), "{}", *seam.joined_by);
  else
    out += "null";
  out += '}';
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

/// Only of sources that were lost and came back.
void put_epoch(std::string& out, int epoch) {
  if (epoch > 0) fmt::format_to(std::back_inserter(out), R"(,"epoch":{})", epoch);
}

void read_epoch(od::document& line, int& epoch) {
  std::int64_t value = 0;
  epoch = line["epoch"].get_int64().get(value) == simdjson::SUCCESS ? static_cast<int>(value) : 0;
}

/// Only of sports that look for them.
void put_points(std::string& out, const Observation& row) {
  if (row.bodies)
    put_items(out, "bodies", *row.bodies, [&](const Body& body) {
      fmt::format_to(std::back_inserter(out), "[{}", body.detection);
      for (const auto& point : body.points) {
        out += ',';
        if (point)
          put_list(out, point->pixel.x, point->pixel.y, point->score);
        else
          out += "null";
      }
      out += ']';
    });
  if (row.peaks)
    put_items(out, "peaks", *row.peaks,
              [&](const Peak& peak) { put_list(out, peak.pixel.x, peak.pixel.y, peak.score); });
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
  read_points(line, row);
}

}  // namespace

std::string to_json(const Observation& observation, const std::string& source_id) {
  std::string out;
  out.reserve(2048 + 160 * observation.detections.size());
  fmt::format_to(std::back_inserter(out), R"({{"schema":{},"source_id":)", kSchemaVersion);
  append_quoted(out, source_id);
  fmt::format_to(std::back_inserter(out), R"(,"frame":{},"pts_ns":{},"size":[{},{}])",
                 observation.frame, observation.pts_ns, observation.width, observation.height);
  put_items(out, "detections", observation.detections, [&](const Detection& d) {
    put_list(out, d.box.x, d.box.y, d.box.w, d.box.h, d.score, d.class_id);
  });
  put_items(out, "kits", observation.kits, [&](const KitSample& kit) {
    const auto& [shirt, shorts, weight] = kit;
    put_list(out, shirt.L, shirt.a, shirt.b, shorts.L, shorts.a, shorts.b, weight);
  });
  out += R"(,"motion":)";
  if (observation.motion)
    put_array(out, observation.motion->m);
  else
    out += "null";
  put_shot(out, observation.shot);
  put_view(out, observation.view);
  put_seam(out, observation.seam);
  put_epoch(out, observation.epoch);
  put_points(out, observation);
  out += '}';
  return out;
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
