// How well strokes and rallies are told.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "sports/badminton/eval/play_truth.h"

namespace touchline::badminton {

/// Two moments are one within this.
inline constexpr double kSameMoment_s = 1 / 15.0;
inline constexpr double kSameFrames = 2;

struct PlayScores {
  int videos = 0;
  int labelled = 0, found = 0;          ///< strokes
  int within_frames = 0, within_s = 0;  ///< found ones that are a labelled one: 2 frames, 1/15 s
  int ends = 0, right_ends = 0;         ///< of those within 1/15 s whose end is labelled
  int sides = 0, right_sides = 0;       ///< likewise, where both sides are known
  /// Labelled kind, found kind; the last found one: not told. Of those within 1/15 s.
  std::array<std::array<int, kStrokeKinds + 1>, kStrokeKinds> kinds{};
  int true_rallies = 0, found_rallies = 0;
  std::vector<double> begin_error_s, end_error_s;  ///< of the rallies that overlap a labelled one
};

/// Adds one video. Strokes are paired one to one, the closest in time first.
void add_scores(const ScoredVideo& truth, const ScoredVideo& found, PlayScores& scores);

/// The scores as JSON, and how many found videos were labelled by nobody. `truth` and `found` as
/// read_true_play() and read_found_play() have them; a labelled clip is the video of its name, or
/// one whose name ends with "_" and that.
Result<std::string> evaluate_play(const std::string& truth, const std::string& found);

}  // namespace touchline::badminton
