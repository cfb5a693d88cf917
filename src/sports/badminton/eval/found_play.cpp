// play.json read back.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/clock.h"
#include "sports/badminton/eval/play_truth.h"

namespace touchline::badminton {
namespace {

namespace fs = std::filesystem;

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

Result<std::vector<std::string>> play_files_at(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path, error))
    if (entry.path().filename() == "play.json") files.push_back(entry.path().string());
  if (error) return fail(Errc::io, path, "{}: cannot be read: {}", path, error.message());
  if (files.empty()) return fail(Errc::io, path, "{}: holds no play.json", path);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<ScoredVideo>> read_found_play(const std::string& path) {
  TL_ASSIGN(const auto files, play_files_at(path));
  std::vector<ScoredVideo> videos;
  for (const auto& file : files) {
    TL_ASSIGN(auto video, read_play_file(file));
    videos.push_back(std::move(video));
  }
  return videos;
}

}  // namespace touchline::badminton
