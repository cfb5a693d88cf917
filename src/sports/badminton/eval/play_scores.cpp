#include "sports/badminton/eval/play_scores.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace touchline::badminton {
namespace {

using Strokes = std::vector<ScoredStroke>;

Strokes all_of(const ScoredVideo& video) {
  Strokes all;
  for (const auto& rally : video.rallies) all.insert(all.end(), rally.begin(), rally.end());
  return all;
}

/// Pairs (labelled, found) at most `apart_s` apart.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const Strokes& truth,
                                                          const Strokes& found, double apart_s) {
  constexpr double kRounding_s = 1e-3;
  std::vector<std::tuple<double, std::size_t, std::size_t>> near;
  for (std::size_t i = 0; i < truth.size(); ++i)
    for (std::size_t j = 0; j < found.size(); ++j)
      if (const double off = std::abs(truth[i].t_s - found[j].t_s); off <= apart_s + kRounding_s)
        near.emplace_back(off, i, j);
  std::sort(near.begin(), near.end());
  std::vector<bool> labelled(truth.size()), taken(found.size());
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& [off, i, j] : near) {
    if (labelled[i] || taken[j]) continue;
    labelled[i] = taken[j] = true;
    pairs.emplace_back(i, j);
  }
  return pairs;
}

void score_pair(const ScoredStroke& truth, const ScoredStroke& found, PlayScores& scores) {
  if (truth.end && found.end) {
    ++scores.ends;
    scores.right_ends += *truth.end == *found.end;
  }
  if (truth.side && found.side) {
    ++scores.sides;
    scores.right_sides += *truth.side == *found.side;
  }
  if (truth.kind)
    ++scores.kinds[static_cast<std::size_t>(*truth.kind)]
                  [found.kind ? static_cast<std::size_t>(*found.kind) : kStrokeKinds];
}

/// Each labelled rally against the found one that overlaps it most.
void score_rallies(const ScoredVideo& truth, const ScoredVideo& found, PlayScores& scores) {
  scores.true_rallies += static_cast<int>(truth.rallies.size());
  scores.found_rallies += static_cast<int>(found.rallies.size());
  for (const auto& labelled : truth.rallies) {
    const Strokes* best = nullptr;
    double most = 0;
    for (const auto& rally : found.rallies) {
      const double common = std::min(labelled.back().t_s, rally.back().t_s) -
                            std::max(labelled.front().t_s, rally.front().t_s);
      if (common > most) {
        most = common;
        best = &rally;
      }
    }
    if (best == nullptr) continue;
    scores.begin_error_s.push_back(std::abs(best->front().t_s - labelled.front().t_s));
    scores.end_error_s.push_back(std::abs(best->back().t_s - labelled.back().t_s));
  }
}

}  // namespace

void add_scores(const ScoredVideo& truth, const ScoredVideo& found, PlayScores& scores) {
  const auto labelled = all_of(truth), strokes = all_of(found);
  const double fps = truth.fps > 0 ? truth.fps : found.fps;
  ++scores.videos;
  scores.labelled += static_cast<int>(labelled.size());
  scores.found += static_cast<int>(strokes.size());
  if (fps > 0)
    scores.within_frames += static_cast<int>(pairs_of(labelled, strokes, kSameFrames / fps).size());
  const auto pairs = pairs_of(labelled, strokes, kSameMoment_s);
  scores.within_s += static_cast<int>(pairs.size());
  for (const auto& [i, j] : pairs) score_pair(labelled[i], strokes[j], scores);
  score_rallies(truth, found, scores);
}

}  // namespace touchline::badminton
