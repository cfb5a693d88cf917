#include "sports/golf/swing.h"

#include <algorithm>
#include <map>

namespace touchline::golf {

const char* to_string(SwingEvent event) {
  static constexpr std::array<const char*, kSwingEvents> kNames = {
      "address",       "toe_up",  "mid_backswing",      "top",
      "mid_downswing", "contact", "mid_follow_through", "finish"};
  return kNames[static_cast<std::size_t>(event)];
}

const char* to_string(ContactCue cue) {
  static constexpr std::array<const char*, 4> kNames = {"none", "wrist_path", "wrist_speed",
                                                        "audio_click"};
  return kNames[static_cast<std::size_t>(cue)];
}

const char* to_string(SwingKind kind) {
  static constexpr std::array<const char*, 4> kNames = {"unknown", "scored_swing", "practice_swing",
                                                        "unscored_swing"};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* to_string(StruckCue cue) {
  static constexpr std::array<const char*, 4> kNames = {"none", "audio_click", "no_audio_click",
                                                        "score_hand"};
  return kNames[static_cast<std::size_t>(cue)];
}

const char* to_string(ScoreState state) {
  static constexpr std::array<const char*, 4> kNames = {"unknown", "none", "raised", "counted"};
  return kNames[static_cast<std::size_t>(state)];
}

void score_by_fingers(Swing& swing, std::span<const FingerCount> counts) {
  if (!swing.score.plateau) return;
  std::map<int, double> weights;
  double frames = 0;
  for (const FingerCount& count : counts) {
    if (count.frame < swing.score.plateau->first || count.frame > swing.score.plateau->last)
      continue;
    weights[count.fingers] += count.confidence;
    ++frames;
  }
  if (weights.empty()) return;
  const auto best =
      std::max_element(weights.begin(), weights.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  swing.score.state = ScoreState::counted;
  swing.score.fingers = best->first;
  swing.score.finger_confidence = best->second / frames;
}

}  // namespace touchline::golf
