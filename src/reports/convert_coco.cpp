// COCO detections: boxes with score, track_id, team and src beside the standard keys.
#include "base/decimal.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"

namespace touchline {
namespace {

void write_head(TextFile& file, const ConvertInput& in) {
  file.print(R"({{"info":{{"description":{},"contributor":"Touchline","clock":{},)",
             json_text(in.source_id), json_text(clock_text(in)));
  file.print(R"("origin_ns":{}}},"licenses":[],)", in.clock.origin_ns);
  file.write("\n\"categories\":[");
  for (std::size_t i = 0; i < in.classes.size(); ++i)
    file.print(R"({}{{"id":{},"name":{},"supercategory":"{}"}})", i ? "," : "", i + 1,
               json_text(in.classes[i]), static_cast<int>(i) == in.ball_class ? "ball" : "person");
  file.write("],\n\"images\":[");
}

Status write_images(TextFile& file, const ConvertInput& in) {
  const char* comma = "\n";
  return each_frame(in, [&](const ExportFrame& f) -> Status {
    // Where the network did not look, an image without boxes would claim that nothing is there.
    if (!f.row.processed && f.row.objects.empty()) return {};
    file.print(R"({}{{"id":{},"file_name":"{:06}.jpg","width":{},"height":{},"pts_ns":{}}})", comma,
               f.number, f.number, in.width, in.height, f.time_ns);
    comma = ",\n";
    return {};
  });
}

std::string annotation(std::int64_t id, std::int64_t frame, const TrackSample& s) {
  std::string out = fmt::format(R"({{"id":{},"image_id":{},"category_id":{},"bbox":[)", id, frame,
                                s.class_id + 1);
  const double box[] = {s.box.x, s.box.y, s.box.w, s.box.h};
  for (int i = 0; i < 4; ++i) {
    if (i) out += ',';
    append_decimal<2>(out, box[i]);
  }
  out += "],\"area\":";
  append_decimal<2>(out, box[2] * box[3]);
  out += ",\"iscrowd\":0,\"score\":";
  append_decimal<3>(out, static_cast<double>(s.conf));
  out += fmt::format(R"(,"track_id":{},"team":{},"src":"{}"}})", s.track_id,
                     s.team == Team::none ? "null" : json_text(to_string(s.team)),
                     to_string(s.source));
  return out;
}

}  // namespace

WrittenFiles convert_coco(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(auto file, TextFile::create(dir + "/coco.json"));
  write_head(file, in);
  TL_CHECK(write_images(file, in));
  file.write("],\n\"annotations\":[");
  std::int64_t id = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    for (const auto& sample : f.row.objects) {
      file.write(id ? ",\n" : "\n");
      file.write(annotation(++id, f.number, sample));
    }
    return {};
  }));
  file.write("]}\n");
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline
