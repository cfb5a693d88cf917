// The scores of strokes and rallies as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "analytics/robust.h"
#include "base/json_dump.h"
#include "sports/badminton/eval/play_scores.h"

namespace touchline::badminton {
namespace {

using Json = nlohmann::ordered_json;

Json ratio(int part, int of) {
  return of > 0 ? Json(static_cast<double>(part) / of) : Json(nullptr);
}

Json strokes_json(const PlayScores& s) {
  const auto of = [&](int right) {
    return Json{{"right", right},
                {"precision", ratio(right, s.found)},
                {"recall", ratio(right, s.labelled)},
                {"F1", ratio(2 * right, s.labelled + s.found)}};
  };
  return {{"labelled", s.labelled},
          {"found", s.found},
          {"within_2_frames", of(s.within_frames)},
          {"within_1_15_s", of(s.within_s)}};
}

Json kinds_json(const PlayScores& s) {
  Json confusion = Json::object();
  int labelled = 0, told = 0, right = 0;
  for (std::size_t k = 0; k < kStrokeKinds; ++k) {
    Json& row = confusion[to_string(static_cast<StrokeKind>(k))];
    for (std::size_t f = 0; f < kStrokeKinds; ++f) {
      row[to_string(static_cast<StrokeKind>(f))] = s.kinds[k][f];
      told += s.kinds[k][f];
    }
    row["not_told"] = s.kinds[k][kStrokeKinds];
    labelled += s.kinds[k][kStrokeKinds];
    right += s.kinds[k][k];
  }
  labelled += told;
  return {{"labelled", labelled},
          {"told", told},
          {"right", right},
          {"accuracy", ratio(right, told)},
          {"confusion", std::move(confusion)}};
}

Json error_json(const std::vector<double>& errors) {
  const auto at = [&](double share) {
    const auto found = quantile_of(errors, share);
    return found ? Json(*found) : Json(nullptr);
  };
  return {{"median", at(0.5)}, {"p95", at(0.95)}};
}

Json json_of(const PlayScores& s) {
  return {{"videos", s.videos},
          {"strokes", strokes_json(s)},
          {"hitter", {{"labelled", s.ends}, {"accuracy", ratio(s.right_ends, s.ends)}}},
          {"side", {{"labelled", s.sides}, {"accuracy", ratio(s.right_sides, s.sides)}}},
          {"kinds", kinds_json(s)},
          {"rallies",
           {{"labelled", s.true_rallies},
            {"found", s.found_rallies},
            {"met", s.begin_error_s.size()},
            {"begin_error_s", error_json(s.begin_error_s)},
            {"end_error_s", error_json(s.end_error_s)}}}};
}

/// "11_2_13_1.mp4" is the video "11_2_13_1", and "shuttleset_11_2_13_1". The film of a demo has no
/// name.
bool is_of(std::string_view clip, std::string_view video) {
  if (clip.empty()) return true;
  if (const auto dot = clip.rfind('.'); dot != std::string_view::npos && clip != video)
    clip = clip.substr(0, dot);
  if (!video.ends_with(clip)) return false;
  return video.size() == clip.size() || video[video.size() - clip.size() - 1] == '_';
}

}  // namespace

Result<std::string> evaluate_play(const std::string& truth, const std::string& found) {
  TL_ASSIGN(const auto clips, read_true_play(truth));
  TL_ASSIGN(const auto videos, read_found_play(found));
  PlayScores scores;
  std::set<std::size_t> labelled;
  for (const auto& clip : clips) {
    const auto video = std::find_if(videos.begin(), videos.end(), [&](const ScoredVideo& one) {
      return is_of(clip.name, one.name);
    });
    const bool any = video != videos.end();
    if (any) labelled.insert(static_cast<std::size_t>(video - videos.begin()));
    add_scores(clip, any ? *video : ScoredVideo{}, scores);
  }
  Json json{{"gt", truth}, {"pred", found}, {"found_elsewhere", videos.size() - labelled.size()}};
  json.update(json_of(scores));
  return json_dump(json, 2);
}

}  // namespace touchline::badminton
