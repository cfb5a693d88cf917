// SoccerNet game state reconstruction: its predictions file. Its y points towards the camera, so
// the sign of ours is turned; its teams are the sides they defend.
#include <algorithm>

#include "base/decimal.h"
#include "reports/convert_file.h"
#include "sports/soccer/formats/formats.h"
#include "sports/soccer/formats/people.h"
#include "sports/soccer/formats/run_lines.h"

namespace touchline::soccer {
namespace {

constexpr std::int64_t kMostFrames = 999'999;
constexpr const char* kRoles[] = {"player", "goalkeeper", "referee", "ball", "other"};

/// Index into kRoles; a category's id is one more.
int role_of(const ConvertInput& in, int class_id) {
  if (class_id == in.guard_class) return 1;
  if (class_id == in.official_class) return 2;
  if (class_id == in.ball_class) return 3;
  const auto& name = in.classes[static_cast<std::size_t>(class_id)];
  return name == "player" || name == "person" ? 0 : 4;
}

/// Ten characters: the split and the clip, which we have none of (1001), and the frame from 1.
std::string image_id(std::int64_t frame) { return fmt::format("1001{:06}", frame + 1); }

std::string three_decimals(std::optional<double> value) {
  std::string out;
  value ? append_decimal<3>(out, *value) : void(out = "null");
  return out;
}

std::string pitch_box(const TrackSample& s, const FieldView& view) {
  const auto corner = [&](float x) -> std::optional<Vec2d> {
    const auto at = to_field(view, {double(x), double(s.box.y + s.box.h)}, 0);
    return at ? std::optional(at->m) : std::nullopt;
  };
  const std::pair<const char*, std::optional<Vec2d>> points[] = {
      {"left", corner(s.box.x)},
      {"middle", s.field ? std::optional(s.field->m) : std::nullopt},
      {"right", corner(s.box.x + s.box.w)}};
  std::string out = "{";
  for (const auto& [name, m] : points)
    out += fmt::format(R"({}"x_bottom_{}":{},"y_bottom_{}":{})", out.size() > 1 ? "," : "", name,
                       three_decimals(m ? std::optional(m->x) : std::nullopt), name,
                       three_decimals(m ? std::optional(-m->y) : std::nullopt));
  return out + "}";
}

std::string image_box(const Box& b) {
  const double x = b.x, y = b.y, w = b.w, h = b.h;
  return fmt::format(R"({{"x":{},"y":{},"x_center":{},"y_center":{},"w":{},"h":{}}})",
                     three_decimals(x), three_decimals(y), three_decimals(x + w / 2),
                     three_decimals(y + h / 2), three_decimals(w), three_decimals(h));
}

const char* defended_side(Team team, std::optional<int> attack_a) {
  if (team == Team::none || !attack_a) return "null";
  return (team == Team::a) == (*attack_a > 0) ? "\"left\"" : "\"right\"";
}

std::string prediction(const ConvertInput& in, const People& people, std::int64_t id,
                       std::int64_t frame, const TrackSample& s, const FieldView& view,
                       std::optional<int> attack_a) {
  const int role = role_of(in, s.class_id);
  const auto* player = people.player(s.track_id);
  const auto jersey = player ? fmt::format("\"{}\"", player->number) : "null";
  return fmt::format(
      R"({{"id":"{}","image_id":"{}","track_id":{},"supercategory":"object","category_id":{},)"
      R"("attributes":{{"role":"{}","jersey":{},"team":{}}},"bbox_image":{},"bbox_pitch":{},)"
      R"("confidence":{},"src":"{}"}})",
      id, image_id(frame), s.track_id, role + 1, kRoles[role], jersey,
      defended_side(s.team, attack_a), image_box(s.box), pitch_box(s, view),
      three_decimals(static_cast<double>(s.conf)), to_string(s.source));
}

void write_categories(TextFile& file) {
  file.write("],\n\"categories\":[");
  for (int i = 0; i < 5; ++i)
    file.print(R"({}{{"id":{},"name":"{}","supercategory":"object"}})", i ? "," : "", i + 1,
               kRoles[i]);
  file.write("]}\n");
}

/// The source's id as a file name.
std::string clip_name(std::string id) {
  std::replace_if(
      id.begin(), id.end(),
      [](char c) { return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, '_');
  return id.empty() || id[0] == '.' ? "_" + id : id;
}

}  // namespace

WrittenFiles convert_gsr(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(auto file, TextFile::create(dir + "/gsr/" + clip_name(in.source_id) + ".json"));
  file.print(R"({{"info":{{"version":"1.3","name":{},"frame_rate":{},)", json_text(in.source_id),
             three_decimals(in.nominal_fps > 0 ? std::optional(in.nominal_fps) : std::nullopt));
  file.print(R"("clock":{},"origin_ns":{}}},)", json_text(clock_text(in)), in.clock.origin_ns);
  file.write("\n\"images\":[");
  const char* comma = "\n";
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    if (f.number >= kMostFrames)
      return fail(Errc::usage, "--to",
                  "--to gsr: its image ids count {} frames at most and this run has more; convert "
                  "a run of a part of the match (--start, --end)",
                  kMostFrames);
    file.print(R"({}{{"image_id":"{}","file_name":"{:06}.jpg","width":{},"height":{}}})", comma,
               image_id(f.number), f.number + 1, in.width, in.height);
    comma = ",\n";
    return {};
  }));
  file.write("],\n\"predictions\":[");
  ViewLines views(in);
  MeasureLines measures(in);
  const People people(in);
  std::int64_t id = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto view, views.at(f.row.frame));
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    for (const auto& sample : f.row.objects) {
      file.write(id ? ",\n" : "\n");
      ++id;
      file.write(prediction(in, people, id, f.number, sample, view, attack_of_a(in, now.attack_a)));
    }
    return {};
  }));
  write_categories(file);
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline::soccer
