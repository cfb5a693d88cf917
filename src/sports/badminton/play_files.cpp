#include "sports/badminton/play_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <utility>

#include "reports/convert_file.h"
#include "sports/badminton/play_json.h"

namespace touchline::badminton {
namespace {

constexpr int kPlaySchema = 1;

/// Empty where it is not known.
template <class Word>
void put_word(std::string& out, const Known<Word>& word) {
  if (word) out += to_string(*word);
  out += ',';
}

template <int Places>
void put_figure(std::string& out, const std::optional<double>& value) {
  if (value) append_decimal<Places>(out, *value);
  out += ',';
}

}  // namespace

Result<PlayFiles> PlayFiles::create(const std::string& dir, const PlaySheet& sheet) {
  const std::filesystem::path folder(dir);
  TL_ASSIGN(auto json, TextFile::create((folder / "play.json").string()));
  TL_ASSIGN(auto csv, TextFile::create((folder / "strokes.csv").string()));
  PlayFiles files(std::move(json), std::move(csv), sheet);
  files.begin(sheet);
  return files;
}

void PlayFiles::begin(const PlaySheet& sheet) {
  auto& line = *line_;
  any_ = sheet.why_none == nullptr;
  line.begin_object();
  line.key("schema_version").integer(kPlaySchema);
  line.key("video_name").string(sheet.video_name);
  line.key("fps").decimal<6>(sheet.fps);
  line.key("preset").string(to_string(sheet.rules.method));
  line.key("config_hash").string(config_hash(sheet.rules));
  line.key("rallies");
  any_ ? line.begin_array() : line.null("rallies", sheet.why_none);
  csv_.write(strokes_csv_header());
}

void PlayFiles::write(const PlayedRally& rally) {
  sums_.add(rally);
  line_->new_line();
  append_json(*line_, rally, sums_.rallies, method_);
  json_.write(line_->take());
  int number = 0;
  for (const auto& played : rally.shots)
    csv_.write(strokes_csv_line(video_, played, sums_.rallies, ++number));
}

Result<std::vector<std::string>> PlayFiles::close(const Hands& hands, std::int64_t total_frames) {
  auto& line = *line_;
  if (any_) line.end_array();
  line.key("total_frames").integer(total_frames);
  append_json(line.key("sums"), sums_);
  append_players(line.key("players"), sums_, hands);
  line.why_null();
  line.end_object();
  json_.write_line(line.take());
  TL_CHECK(json_.close());
  TL_CHECK(csv_.close());
  return std::vector{json_.path(), csv_.path()};
}

std::string strokes_csv_header() {
  return "video,rally,stroke,frame,time_s,confidence,end,player,track_id,kind,kind_confidence,side,"
         "feet_x_m,feet_y_m,shuttle_x_px,shuttle_y_px,shuttle_px_s,flight_s\n";
}

std::string strokes_csv_line(const std::string& video, const PlayedShot& played, int rally,
                             int number) {
  const auto& shot = played.shot;
  const auto& at = shot.hit.at;
  std::string out = fmt::format("{},{},{},{},{},", csv_text(video), rally, number, at.frame,
                                seconds_text(at.pts_ns, 4));
  put_figure<3>(out, shot.hit.chance);
  fmt::format_to(std::back_inserter(out), "{},", to_string(shot.hit.hitter));
  out += played.player ? fmt::format("{},", *played.player) : ",";
  out += played.track_id > 0 ? fmt::format("{},", played.track_id) : ",";
  put_word(out, shot.kind);
  put_figure<3>(out, shot.kind ? std::optional(shot.confidence) : std::nullopt);
  put_word(out, shot.side);
  put_figure<2>(out, played.feet_m ? std::optional((*played.feet_m).x) : std::nullopt);
  put_figure<2>(out, played.feet_m ? std::optional((*played.feet_m).y) : std::nullopt);
  put_figure<1>(out, at.at_px.x);
  put_figure<1>(out, at.at_px.y);
  put_figure<1>(out, at.speed_px_s);
  put_figure<3>(out, shot.facts.flight_s.value);
  out.back() = '\n';
  return out;
}

}  // namespace touchline::badminton
