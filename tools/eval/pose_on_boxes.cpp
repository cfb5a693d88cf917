// pose_on_boxes MANIFEST TRUTH PICTURES RESULTS [MARGIN]: runs a pose network on labelled boxes,
// cropped and decoded as the program does it, and writes what it finds as COCO results for
// `touchline eval pose TRUTH RESULTS`.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "analytics/pose_file.h"
#include "base/json_dump.h"
#include "infer/point_networks.h"
#include "source/source.h"

namespace touchline {
namespace {

Result<Frame> picture_at(const std::string& path) {
  SourceOptions options;
  options.url = path;
  options.id = "picture";
  TL_ASSIGN(auto source, Source::open(options));
  TL_ASSIGN(auto first, source->read());
  if (!first) return fail(Errc::bad_input, path, "{}: holds no picture", path);
  return first->frame;
}

Box crop_of(const std::array<double, 4>& box, double margin) {
  const auto [x, y, w, h] = box;
  return {static_cast<float>(x - (margin - 1) / 2 * w),
          static_cast<float>(y - (margin - 1) / 2 * h), static_cast<float>(margin * w),
          static_cast<float>(margin * h)};
}

nlohmann::ordered_json result_of(const ImagePose& label, const Keypoints& points) {
  nlohmann::ordered_json result;
  if (label.image.number >= 0)
    result["image_id"] = label.image.number;
  else
    result["image_id"] = label.image.name;
  auto flat = nlohmann::ordered_json::array();
  double sum = 0;
  for (const auto& point : points) {
    flat.push_back(point ? point->pixel.x - 0.5F : 0);
    flat.push_back(point ? point->pixel.y - 0.5F : 0);
    flat.push_back(point ? point->score : 0);
    sum += point ? static_cast<double>(point->score) : 0;
  }
  result["keypoints"] = std::move(flat);
  result["score"] = sum / static_cast<double>(points.size());
  return result;
}

Status run(const char* const* arguments, double margin) {
  const std::string manifest_path = arguments[0], truth_path = arguments[1], folder = arguments[2];
  TL_ASSIGN(const auto manifest, load_manifest(manifest_path));
  TL_ASSIGN(const auto truth, read_pose_truth(truth_path));
  EngineOptions options;
  options.precision = Precision::f32;
  TL_ASSIGN(const auto network, make_keypoint_network(manifest, options));
  TL_ASSIGN(const auto session, network->session());
  std::map<std::string, Frame> frames;
  auto results = nlohmann::ordered_json::array();
  for (const auto& label : truth.poses) {
    const auto name =
        label.image.number >= 0 ? fmt::format("{:012}.jpg", label.image.number) : label.image.name;
    if (!frames.contains(name)) {
      TL_ASSIGN(frames[name], picture_at((std::filesystem::path(folder) / name).string()));
    }
    const Picture picture{&frames[name], crop_of(label.box, margin)};
    Keypoints found;
    TL_CHECK(session->find({&picture, 1}, {&found, 1}));
    results.push_back(result_of(label, found));
  }
  std::ofstream(arguments[3]) << json_dump(results) << '\n';
  return {};
}

}  // namespace
}  // namespace touchline

int main(int count, char** arguments) {
  if (count < 5 || count > 6) {
    std::fputs("pose_on_boxes MANIFEST TRUTH PICTURES RESULTS [MARGIN]\n", stderr);
    return 2;
  }
  const double margin = count == 6 ? std::strtod(arguments[5], nullptr) : 1.25;
  const auto done = touchline::run(arguments + 1, margin);
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
