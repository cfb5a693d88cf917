// SoccerNet game state reconstruction: its predictions file. Its y points towards the camera, so
// the sign of ours is turned; its teams are the sides they defend.
#include <algorithm>

#include "base/json_line.h"
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

/// What a prediction is told beside its sample.
struct Prediction {
  std::int64_t id, frame;
  const FieldView& view;
  std::optional<int> attack_a;
};

void write_pitch_box(JsonLine& json, const TrackSample& s, const FieldView& view) {
  const auto corner = [&](float x) -> std::optional<Vec2d> {
    const auto at = to_field(view, {double(x), double(s.box.y + s.box.h)}, 0);
    return at ? std::optional(at->m) : std::nullopt;
  };
  const auto write = [&](JsonKey x, JsonKey y, const std::optional<Vec2d>& m) {
    json.key(x).decimal<3>(m ? std::optional(m->x) : std::nullopt);
    json.key(y).decimal<3>(m ? std::optional(-m->y) : std::nullopt);
  };
  json.begin_object();
  write("x_bottom_left", "y_bottom_left", corner(s.box.x));
  write("x_bottom_middle", "y_bottom_middle", s.field ? std::optional(s.field->m) : std::nullopt);
  write("x_bottom_right", "y_bottom_right", corner(s.box.x + s.box.w));
  json.end_object();
}

void write_image_box(JsonLine& json, const Box& b) {
  const double x = b.x, y = b.y, w = b.w, h = b.h;
  json.begin_object();
  json.key("x").decimal<3>(x);
  json.key("y").decimal<3>(y);
  json.key("x_center").decimal<3>(x + w / 2);
  json.key("y_center").decimal<3>(y + h / 2);
  json.key("w").decimal<3>(w);
  json.key("h").decimal<3>(h);
  json.end_object();
}

void write_defended_side(JsonLine& json, Team team, std::optional<int> attack_a) {
  if (team == Team::none || !attack_a) return json.null();
  json.string((team == Team::a) == (*attack_a > 0) ? "left" : "right");
}

void write_prediction(JsonLine& json, const ConvertInput& in, const People& people,
                      const Prediction& told, const TrackSample& s) {
  const int role = role_of(in, s.class_id);
  const auto* player = people.player(s.track_id);
  json.new_line();
  json.begin_object();
  json.key("id").string(std::to_string(told.id));
  json.key("image_id").string(image_id(told.frame));
  json.key("track_id").integer(s.track_id);
  json.key("supercategory").string("object");
  json.key("category_id").integer(role + 1);
  json.key("attributes").begin_object();
  json.key("role").string(kRoles[role]);
  json.key("jersey");
  player ? json.string(std::to_string(player->number)) : json.null();
  write_defended_side(json.key("team"), s.team, told.attack_a);
  json.end_object();
  write_image_box(json.key("bbox_image"), s.box);
  write_pitch_box(json.key("bbox_pitch"), s, told.view);
  json.key("confidence").decimal<3>(static_cast<double>(s.conf));
  json.key("src").string(to_string(s.source));
  json.end_object();
}

void write_head(JsonLine& json, const ConvertInput& in) {
  json.key("info").begin_object();
  json.key("version").string("1.3");
  json.key("name").string(in.source_id);
  json.key("frame_rate")
      .decimal<3>(in.nominal_fps > 0 ? std::optional(in.nominal_fps) : std::nullopt);
  json.key("clock").string(clock_text(in));
  json.key("origin_ns").integer(in.clock.origin_ns);
  json.end_object();
}

Status write_images(TextFile& file, JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("images").begin_array();
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    if (f.number >= kMostFrames)
      return fail(Errc::usage, "--to",
                  "--to gsr: its image ids count {} frames at most and this run has more; convert "
                  "a run of a part of the match (--start, --end)",
                  kMostFrames);
    json.new_line();
    json.begin_object();
    json.key("image_id").string(image_id(f.number));
    json.key("file_name").string(fmt::format("{:06}.jpg", f.number + 1));
    json.key("width").integer(in.width);
    json.key("height").integer(in.height);
    json.end_object();
    file.write(json.take());
    return {};
  }));
  json.end_array();
  return {};
}

Status write_predictions(TextFile& file, JsonLine& json, const ConvertInput& in) {
  json.new_line();
  json.key("predictions").begin_array();
  ViewLines views(in);
  MeasureLines measures(in);
  const People people(in);
  std::int64_t id = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    TL_ASSIGN(const auto view, views.at(f.row.frame));
    TL_ASSIGN(const auto now, measures.at(f.row.frame));
    for (const auto& sample : f.row.objects)
      write_prediction(json, in, people, {++id, f.number, view, attack_of_a(in, now.attack_a)},
                       sample);
    file.write(json.take());
    return {};
  }));
  json.end_array();
  return {};
}

void write_categories(JsonLine& json) {
  json.new_line();
  json.key("categories").begin_array();
  for (int i = 0; i < 5; ++i) {
    json.begin_object();
    json.key("id").integer(i + 1);
    json.key("name").string(kRoles[i]);
    json.key("supercategory").string("object");
    json.end_object();
  }
  json.end_array();
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
  JsonLine json;
  json.begin_object();
  write_head(json, in);
  TL_CHECK(write_images(file, json, in));
  TL_CHECK(write_predictions(file, json, in));
  write_categories(json);
  json.end_object();
  file.write_line(json.take());
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline::soccer
