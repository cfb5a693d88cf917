#include "analytics/pose_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "records/pose_file.h"

namespace touchline {
namespace {

using Json = nlohmann::json;

/// Of a box that is its body's, where no outline was drawn: as the tools of other sets take it.
constexpr double kBodyShare = 0.53;

Result<Json> read_json(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "{}: cannot be read: {}", path, std::strerror(errno));
  auto json = Json::parse(file, nullptr, false);
  if (json.is_discarded()) return fail(Errc::bad_input, path, "{}: is not JSON", path);
  return json;
}

PoseImage image_of(const Json& id) {
  if (id.is_string()) return {-1, id.get<std::string>()};
  if (!id.is_number_integer()) throw Json::other_error::create(501, "an image has no id", nullptr);
  return {id.get<std::int64_t>(), {}};
}

/// `keypoints` as COCO has them, x, y, v after another, or as triples.
std::vector<std::array<double, 3>> points_of(const Json& json) {
  std::vector<double> flat;
  for (const auto& item : json) {
    if (item.is_array())
      flat.insert(flat.end(), item.begin(), item.end());
    else
      flat.push_back(item.get<double>());
  }
  if (flat.empty() || flat.size() % 3 != 0)
    throw Json::other_error::create(501, "keypoints are not three numbers each", nullptr);
  std::vector<std::array<double, 3>> points;
  for (std::size_t i = 0; i < flat.size(); i += 3)
    points.push_back({flat[i], flat[i + 1], flat[i + 2]});
  return points;
}

/// As pycocotools makes them of what was found.
void box_from_points(ImagePose& pose) {
  double x0 = pose.points[0][0], x1 = x0, y0 = pose.points[0][1], y1 = y0;
  for (const auto& [x, y, score] : pose.points) {
    x0 = std::min(x0, x), x1 = std::max(x1, x);
    y0 = std::min(y0, y), y1 = std::max(y1, y);
  }
  pose.box = {x0, y0, x1 - x0, y1 - y0};
  pose.area = (x1 - x0) * (y1 - y0);
}

void sort_images(PoseSet& set) {
  std::sort(set.images.begin(), set.images.end());
  set.images.erase(std::unique(set.images.begin(), set.images.end()), set.images.end());
}

/// Takes the class of the first, and passes over what is of another.
bool is_of_class(const Json& json, PoseSet& set) {
  const auto category = json.value("category_id", std::int64_t{-1});
  if (set.category < 0) set.category = category;
  return category == set.category;
}

PoseSet coco_truth(const Json& json) {
  PoseSet set;
  for (const auto& image : json.at("images")) set.images.push_back(image_of(image.at("id")));
  for (const auto& category : json.value("categories", Json::array()))
    if (category.contains("keypoints")) {
      set.names = category.at("keypoints").get<std::vector<std::string>>();
      set.category = category.at("id");
      break;
    }
  for (const auto& each : json.at("annotations")) {
    if (!each.contains("keypoints") || !is_of_class(each, set)) continue;
    ImagePose pose{image_of(each.at("image_id")), each.at("bbox").get<std::array<double, 4>>()};
    pose.area = each.value("area", kBodyShare * pose.box[2] * pose.box[3]);
    pose.crowd = each.value("iscrowd", 0) != 0;
    pose.score = each.value("score", 0.0);
    pose.points = points_of(each.at("keypoints"));
    set.poses.push_back(std::move(pose));
  }
  sort_images(set);
  return set;
}

PoseSet people_truth(const Json& json) {
  PoseSet set;
  for (const auto& each : json.at("people")) {
    ImagePose pose{image_of(each.at("image")), each.at("bbox").get<std::array<double, 4>>()};
    pose.area = kBodyShare * pose.box[2] * pose.box[3];
    pose.points = points_of(each.at("keypoints"));
    set.images.push_back(pose.image);
    set.poses.push_back(std::move(pose));
  }
  sort_images(set);
  return set;
}

PoseSet coco_results(const Json& json) {
  PoseSet set;
  for (const auto& each : json) {
    if (!is_of_class(each, set)) continue;
    ImagePose pose{image_of(each.at("image_id"))};
    pose.score = each.at("score");
    pose.points = points_of(each.at("keypoints"));
    box_from_points(pose);
    set.images.push_back(pose.image);
    set.poses.push_back(std::move(pose));
  }
  sort_images(set);
  return set;
}

ImagePose pose_of(const Observation& seen, const Body& body) {
  ImagePose pose{{seen.frame, {}}};
  double sum = 0;
  int count = 0;
  for (const auto& point : body.points) {
    auto& to = pose.points.emplace_back();
    if (!point) continue;
    to = {static_cast<double>(point->pixel.x) - 0.5, static_cast<double>(point->pixel.y) - 0.5,
          static_cast<double>(point->score)};
    sum += to[2];
    ++count;
  }
  const auto& detection = seen.detections[static_cast<std::size_t>(body.detection)];
  pose.score = count ? static_cast<double>(detection.score) * sum / count : 0;
  box_from_points(pose);
  return pose;
}

Result<PoseSet> recorded_poses(const std::string& path) {
  TL_ASSIGN(auto reader, PoseReader::open(path));
  PoseSet set;
  set.names = reader.header().points;
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, reader.next(seen));
    if (!any) return set;
    if (!seen.bodies) continue;
    set.images.push_back({seen.frame, {}});
    for (const auto& body : *seen.bodies) set.poses.push_back(pose_of(seen, body));
  }
}

template <class Read>
Result<PoseSet> guarded_read(const std::string& path, Read read) {
  TL_ASSIGN(const auto json, read_json(path));
  try {
    return read(json);
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path, "{}: is not as COCO has keypoints ({})", path, error.what());
  }
}

bool is_pose_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char magic[7] = {};
  file.read(magic, sizeof(magic));
  return std::string_view(magic, sizeof(magic)) == "TLPOSES";
}

}  // namespace

Result<PoseSet> read_pose_truth(const std::string& path) {
  return guarded_read(path, [](const Json& json) {
    return json.contains("people") ? people_truth(json) : coco_truth(json);
  });
}

Result<PoseSet> read_found_poses(const std::string& path) {
  if (is_pose_file(path)) return recorded_poses(path);
  return guarded_read(path, [](const Json& json) {
    return json.is_array() ? coco_results(json) : coco_truth(json);
  });
}

}  // namespace touchline
