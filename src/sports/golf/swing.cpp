#include "sports/golf/swing.h"

#include <map>
#include <numeric>
#include <vector>

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
  std::map<int, std::vector<double>> votes;
  std::size_t frames = 0;
  for (const FingerCount& count : counts) {
    if (count.frame < swing.score.plateau->first || count.frame > swing.score.plateau->last)
      continue;
    ++frames;
    if (count.fingers) votes[*count.fingers].push_back(count.confidence);
  }
  for (const auto& [fingers, sure] : votes) {
    if (2 * sure.size() <= frames) continue;
    swing.score.state = ScoreState::counted;
    swing.score.fingers = fingers;
    swing.score.finger_confidence =
        std::accumulate(sure.begin(), sure.end(), 0.0) / static_cast<double>(frames);
    swing.score.uncounted = nullptr;
  }
}

}  // namespace touchline::golf
