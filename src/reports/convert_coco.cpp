// COCO detections: boxes with score, track_id, team and src beside the standard keys.
#include "reports/convert_coco.h"

#include "base/json_line.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"

namespace touchline {

void write_coco_info(JsonLine& json, const ConvertInput& in) {
  json.key("info").begin_object();
  json.key("description").string(in.source_id);
  json.key("contributor").string("Touchline");
  json.key("clock").string(clock_text(in));
  json.key("origin_ns").integer(in.clock.origin_ns);
  json.end_object();
  json.key("licenses").begin_array();
  json.end_array();
}

void write_coco_image(JsonLine& json, const ConvertInput& in, const ExportFrame& frame) {
  json.new_line();
  json.begin_object();
  json.key("id").integer(frame.number);
  json.key("file_name").string(fmt::format("{:06}.jpg", frame.number));
  json.key("width").integer(in.width);
  json.key("height").integer(in.height);
  json.key("pts_ns").integer(frame.time_ns);
  json.end_object();
}

namespace {

void write_categories(JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("categories").begin_array();
  for (std::size_t i = 0; i < in.classes.size(); ++i) {
    json.begin_object();
    json.key("id").integer(static_cast<std::int64_t>(i) + 1);
    json.key("name").string(in.classes[i]);
    json.key("supercategory").string(static_cast<int>(i) == in.ball_class ? "ball" : "person");
    json.end_object();
  }
  json.end_array();
}

Status write_images(TextFile& file, JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("images").begin_array();
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    // Where the network did not look, an image without boxes would claim that nothing is there.
    if (!f.row.processed && f.row.objects.empty()) return {};
    write_coco_image(json, in, f);
    file.write(json.take());
    return {};
  }));
  json.end_array();
  return {};
}

void write_annotation(JsonLine& json, std::int64_t id, std::int64_t frame, const TrackSample& s) {
  const double x = s.box.x, y = s.box.y, w = s.box.w, h = s.box.h;
  json.new_line();
  json.begin_object();
  json.key("id").integer(id);
  json.key("image_id").integer(frame);
  json.key("category_id").integer(s.class_id + 1);
  json.key("bbox").decimals<2>(x, y, w, h);
  json.key("area").decimal<2>(w * h);
  json.key("iscrowd").integer(0);
  json.key("score").decimal<3>(static_cast<double>(s.conf));
  json.key("track_id").integer(s.track_id);
  json.key("team");
  s.team == Team::none ? json.null() : json.string(to_string(s.team));
  json.key("src").string(to_string(s.source));
  json.end_object();
}

Status write_annotations(TextFile& file, JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("annotations").begin_array();
  std::int64_t id = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    for (const auto& sample : f.row.objects) write_annotation(json, ++id, f.number, sample);
    file.write(json.take());
    return {};
  }));
  json.end_array();
  return {};
}

}  // namespace

WrittenFiles convert_coco(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(auto file, TextFile::create(dir + "/coco.json"));
  JsonLine json;
  json.begin_object();
  write_coco_info(json, in);
  write_categories(json, in);
  TL_CHECK(write_images(file, json, in));
  TL_CHECK(write_annotations(file, json, in));
  json.end_object();
  file.write_line(json.take());
  TL_CHECK(file.close());
  std::vector files{file.path()};
  TL_ASSIGN(const bool bodies, write_coco_keypoints(in, dir + "/coco_keypoints.json"));
  if (bodies) files.push_back(dir + "/coco_keypoints.json");
  return files;
}

}  // namespace touchline
