// COCO keypoints of a run whose sport looks at bodies.
#include <algorithm>
#include <filesystem>

#include "base/json_line.h"
#include "records/pose_file.h"
#include "reports/convert_coco.h"
#include "reports/convert_file.h"
#include "reports/convert_run.h"

namespace touchline {
namespace {

/// The bones of COCO's people, by name.
constexpr std::pair<const char*, const char*> kBones[] = {
    {"left_ankle", "left_knee"},     {"left_knee", "left_hip"},
    {"right_ankle", "right_knee"},   {"right_knee", "right_hip"},
    {"left_hip", "right_hip"},       {"left_shoulder", "left_hip"},
    {"right_shoulder", "right_hip"}, {"left_shoulder", "right_shoulder"},
    {"left_shoulder", "left_elbow"}, {"right_shoulder", "right_elbow"},
    {"left_elbow", "left_wrist"},    {"right_elbow", "right_wrist"},
    {"left_eye", "right_eye"},       {"nose", "left_eye"},
    {"nose", "right_eye"},           {"left_eye", "left_ear"},
    {"right_eye", "right_ear"},      {"left_ear", "left_shoulder"},
    {"right_ear", "right_shoulder"}};

/// Pairs of points, counted from 1; those of which the network knows both.
void write_skeleton(JsonLine& json, const std::vector<std::string>& points) {
  const auto number = [&](const char* name) {
    const auto at = std::find(points.begin(), points.end(), name);
    return at == points.end() ? 0 : at - points.begin() + 1;
  };
  json.begin_array();
  for (const auto& [from, to] : kBones)
    if (number(from) > 0 && number(to) > 0) json.numbers(number(from), number(to));
  json.end_array();
}

void write_categories(JsonLine& json, const ConvertInput& in, const PoseHeader& header) {
  json.new_line();
  json.key("categories").begin_array();
  for (std::size_t i = 0; i < in.classes.size(); ++i) {
    if (static_cast<int>(i) == in.ball_class) continue;
    json.begin_object();
    json.key("id").integer(static_cast<std::int64_t>(i) + 1);
    json.key("name").string(in.classes[i]);
    json.key("supercategory").string("person");
    json.key("keypoints").begin_array();
    for (const auto& name : header.points) json.string(name);
    json.end_array();
    write_skeleton(json.key("skeleton"), header.points);
    json.end_object();
  }
  json.end_array();
}

/// COCO's pixels have their middles at whole numbers.
void write_points(JsonLine& json, const Body& body, double& mean, int& seen) {
  double sum = 0;
  seen = 0;
  json.key("keypoints").begin_array();
  for (const auto& point : body.points) {
    constexpr int kHidden = 0, kVisible = 2;
    json.decimal<2>(point ? static_cast<double>(point->pixel.x) - 0.5 : 0);
    json.decimal<2>(point ? static_cast<double>(point->pixel.y) - 0.5 : 0);
    json.integer(point ? kVisible : kHidden);
    if (!point) continue;
    sum += static_cast<double>(point->score);
    ++seen;
  }
  json.end_array();
  mean = seen > 0 ? sum / seen : 0;
}

void write_body(JsonLine& json, std::int64_t id, std::int64_t image, const Body& body,
                const Detection& found) {
  const double x = found.box.x, y = found.box.y, w = found.box.w, h = found.box.h;
  double mean = 0;
  int seen = 0;
  json.new_line();
  json.begin_object();
  json.key("id").integer(id);
  json.key("image_id").integer(image);
  json.key("category_id").integer(found.class_id + 1);
  json.key("bbox").decimals<2>(x, y, w, h);
  json.key("area").decimal<2>(w * h);
  json.key("iscrowd").integer(0);
  write_points(json, body, mean, seen);
  json.key("num_keypoints").integer(seen);
  json.key("score").decimal<3>(static_cast<double>(found.score) * mean);
  json.key("track_id");
  body.track_id < 0 ? json.null() : json.integer(body.track_id);
  json.key("src").string(to_string(body.source));
  json.end_object();
}

/// Calls `see(frame, seen)` for every frame that a network looked at for bodies.
template <class See>
Status each_looked_at(const ConvertInput& in, See see) {
  TL_ASSIGN(auto poses, PoseReader::open(run_file(in, "poses.bin")));
  Observation seen;
  bool any = true;
  seen.frame = -1;
  return each_frame(in, [&](const ExportFrame& frame) -> Status {
    while (any && seen.frame < frame.row.frame) {
      TL_ASSIGN(any, poses.next(seen));
    }
    if (any && seen.frame == frame.row.frame && seen.bodies) see(frame, seen);
    return {};
  });
}

Status write_pose_images(TextFile& file, JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("images").begin_array();
  TL_CHECK(each_looked_at(in, [&](const ExportFrame& frame, const Observation&) {
    write_coco_image(json, in, frame);
    file.write(json.take());
  }));
  json.end_array();
  return {};
}

}  // namespace

Result<bool> write_coco_keypoints(const ConvertInput& in, const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(run_file(in, "poses.bin"), error)) return false;
  TL_ASSIGN(const auto poses, PoseReader::open(run_file(in, "poses.bin")));
  TL_ASSIGN(auto file, TextFile::create(path));
  JsonLine json;
  json.begin_object();
  write_coco_info(json, in);
  write_categories(json, in, poses.header());
  TL_CHECK(write_pose_images(file, json, in));
  json.new_line();
  json.key("annotations").begin_array();
  std::int64_t id = 0;
  TL_CHECK(each_looked_at(in, [&](const ExportFrame& frame, const Observation& seen) {
    for (const auto& body : *seen.bodies)
      write_body(json, ++id, frame.number, body,
                 seen.detections[static_cast<std::size_t>(body.detection)]);
    file.write(json.take());
  }));
  json.end_array();
  json.end_object();
  file.write_line(json.take());
  TL_CHECK(file.close());
  return true;
}

}  // namespace touchline
