#include "sports/badminton/eval/play_truth.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/clock.h"
#include "base/csv.h"

namespace touchline::badminton {
namespace {

using LabelRow = std::map<std::string, std::string, std::less<>>;

Result<std::optional<double>> number_in(const LabelRow& row, std::string_view name,
                                        const std::string& where) {
  const auto cell = row.find(name);
  std::optional<double> number;
  if (cell == row.end() || cell->second.empty()) return number;
  const auto& text = cell->second;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(Errc::bad_input, where, "{}: {} is no number: {}", where, name, text);
  return std::optional(value);
}

/// The labels' words for what is one kind here.
std::optional<StrokeKind> labelled_kind(std::string_view word) {
  if (word == "wrist_smash") return StrokeKind::smash;
  return stroke_kind(word);
}

Result<ScoredVideo> clip_of(const LabelRow& row, const std::string& where) {
  const auto text = [&](std::string_view name) {
    const auto cell = row.find(name);
    return cell == row.end() ? std::string() : cell->second;
  };
  ScoredVideo clip{text("clip"), 0, {}};
  TL_ASSIGN(const auto fps, number_in(row, "fps", where));
  TL_ASSIGN(const auto hit, number_in(row, "hit", where));
  TL_ASSIGN(const auto before, number_in(row, "prev_hit", where));
  TL_ASSIGN(const auto after, number_in(row, "next_hit", where));
  if (clip.name.empty() || !fps || !(*fps > 0) || !hit)
    return fail(Errc::bad_input, where, "{}: clip, fps or hit is missing", where);
  clip.fps = *fps;
  ScoredStroke stroke{*hit / *fps, {}, labelled_kind(text("type_en")), {}};
  if (const auto side = text("hitter_side"); side == "Bottom" || side == "Top")
    stroke.end = side == "Bottom" ? End::near : End::far;
  if (const auto backhand = text("backhand"); backhand == "0" || backhand == "1")
    stroke.side = backhand == "1" ? Side::backhand : Side::forehand;
  const auto others = stroke.end ? std::optional(other(*stroke.end)) : std::nullopt;
  std::vector<ScoredStroke> rally;
  if (before) rally.push_back({*before / *fps, others, {}, {}});
  rally.push_back(stroke);
  if (after) rally.push_back({*after / *fps, others, {}, {}});
  clip.rallies.push_back(std::move(rally));
  return clip;
}

Result<std::vector<ScoredVideo>> read_clips(const std::string& path, std::ifstream& file) {
  std::string line;
  if (!std::getline(file, line)) return fail(Errc::bad_input, path, "{}: is empty", path);
  const auto names = csv_cells(line);
  std::vector<ScoredVideo> clips;
  for (int number = 2; std::getline(file, line); ++number) {
    const auto cells = csv_cells(line);
    if (cells.size() == 1 && cells[0].empty()) continue;
    LabelRow row;
    for (std::size_t i = 0; i < std::min(names.size(), cells.size()); ++i) row[names[i]] = cells[i];
    TL_ASSIGN(auto clip, clip_of(row, path + ":" + std::to_string(number)));
    clips.push_back(std::move(clip));
  }
  return clips;
}

ScoredVideo film_of(const nlohmann::json& json) {
  ScoredVideo film;
  for (const auto& rally : json.at("against_truth").at("rallies_filmed")) {
    std::vector<ScoredStroke> strokes;
    for (const auto& hit : rally.at("hits"))
      strokes.push_back({hit.at("t_s").get<double>(),
                         hit.at("player").get<int>() % 2 == 1 ? End::near : End::far,
                         stroke_kind(hit.at("type").get<std::string>()),
                         hit.at("forehand").get<bool>() ? Side::forehand : Side::backhand});
    if (!strokes.empty()) film.rallies.push_back(std::move(strokes));
  }
  return film;
}

}  // namespace

Result<std::vector<ScoredVideo>> read_true_play(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "{}: cannot be read", path);
  if (!path.ends_with(".json")) return read_clips(path, file);
  try {
    return std::vector{film_of(nlohmann::json::parse(file))};
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::bad_input, path, "{}: is not what 'touchline demo' leaves of badminton ({})",
                path, error.what());
  }
}

}  // namespace touchline::badminton
