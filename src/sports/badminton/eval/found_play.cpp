// play.json read back.
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/find_files.h"
#include "sports/badminton/eval/play_truth.h"

namespace touchline::badminton {
namespace {

ScoredStroke stroke_in(const nlohmann::json& json) {
  ScoredStroke stroke;
  stroke.t_s = to_seconds(json.at("pts_ns").get<Nanoseconds>());
  stroke.end = json.at("end") == "near" ? End::near : End::far;
  if (const auto& kind = json.at("kind"); !kind.is_null())
    stroke.kind = stroke_kind(kind.get<std::string>());
  if (const auto& side = json.at("side"); !side.is_null())
    stroke.side = side == "backhand" ? Side::backhand : Side::forehand;
  return stroke;
}

Result<ScoredVideo> read_play_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "{}: cannot be read", path);
  try {
    const auto json = nlohmann::json::parse(file);
    ScoredVideo video{json.at("video_name").get<std::string>(), json.at("fps").get<double>(), {}};
    if (json.at("rallies").is_null()) return video;
    for (const auto& rally : json.at("rallies")) {
      auto& strokes = video.rallies.emplace_back();
      for (const auto& stroke : rally.at("strokes")) strokes.push_back(stroke_in(stroke));
    }
    return video;
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path, "{}: is not a play.json as Touchline writes it ({})", path,
                error.what());
  }
}

}  // namespace

Result<std::vector<ScoredVideo>> read_found_play(const std::string& path) {
  TL_ASSIGN(const auto files, find_files(path, "play.json"));
  std::vector<ScoredVideo> videos;
  for (const auto& file : files) {
    TL_ASSIGN(auto video, read_play_file(file));
    videos.push_back(std::move(video));
  }
  return videos;
}

}  // namespace touchline::badminton
