// By what constants swings are found. Two presets: `seed` keeps those of an earlier system, in
// pixels and frames; `default` counts in body lengths and seconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace touchline::golf {

enum class Preset : std::uint8_t { standard, seed };
/// Which hand is the lower one on the club: a right-hander swings to the golfer's left.
enum class Hand : std::uint8_t { unknown, right, left };
enum class CameraView : std::uint8_t { unknown, face_on, down_the_line };
const char* to_string(Preset preset);  ///< "default", "seed"
const char* to_string(Hand hand);
const char* to_string(CameraView view);

/// What the `seed` preset knows: pixels and frames of one camera at 60 frames a second.
struct SeedRule {
  int fine_window = 9, coarse_window = 61, order = 3;
  double prominence_px = 300;
  int distance = 300;  ///< frames between two tops
  double masked_end = 0.03;
  int search_back = 350, before = 60, after = 30, refine = 15;
  double rise_weight = 0.5;
  double mad_floor_px = 50, mad_times = 3;
  double follow_mad_floor_px = 60;
  int contact_first = 10, contact_last = 90, contact_refine = 10;
  int longest_downswing = 40;  ///< frames; longer ones are found, and not trusted
  double least_score = 0.3;
};

/// What the `default` preset knows. A body length is the torso: mid-shoulder to mid-hip.
struct BodyRule {
  double least_score = 0.3;     ///< of a point that counts
  double longest_gap_s = 0.25;  ///< bridged between two seen wrists; longer ones stay unknown
  double rise_torso = 0.7;      ///< hands at the top above hands at the ball, at least
  double full_torso = 0.9;      ///< less is a movement that is doubted
  double downswing_least_s = 0.1, downswing_most_s = 2;  ///< twice its second half
  double slow_downswing_s = 0.6;  ///< longer ones, and odd backswings, are doubted
  double backswing_least_s = 0.3, backswing_most_s = 3.0;
  double held_least_s = 0.75;     ///< the hands stay up after the follow-through, or it is doubted
  double between_tops_s = 4.0;    ///< two swings are never closer
  double mad_floor_torso = 0.15;  ///< of the tops' heights, see Swing::top_height
  double mad_times = 3;
  double score_within_s = 8;  ///< after contact: how long a hand with the score is waited for
  double raised_least_s = 0.65;
};

struct SwingPlan {
  Preset preset = Preset::standard;
  Hand hand = Hand::unknown;              ///< unknown: told from the swings
  CameraView view = CameraView::unknown;  ///< likewise
  /// How many times slower the clip plays than life; 1: real time. Divides all its times.
  double slowed = 1;
  /// Of each swing in order, 1 (best) to 5 (worst); 0, and beyond the list: none is given.
  std::vector<int> scores;
  SeedRule seed;
  BodyRule body;
};

/// "default" or "seed". Errc::bad_config names the word that is neither.
Result<SwingPlan> swing_plan(std::string_view preset);
/// "2,1,-,5": a score for each swing, "-" where there is none; of an empty text none.
/// Errc::bad_config names the part that is neither.
Result<std::vector<int>> scores_of(std::string_view text);
/// SHA-256 (hex) of every constant above: what a file of swings was made with.
std::string config_hash(const SwingPlan& plan);

}  // namespace touchline::golf
