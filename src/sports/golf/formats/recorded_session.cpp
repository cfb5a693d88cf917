#include "sports/golf/formats/recorded_session.h"

#include <filesystem>
#include <system_error>

#include "records/hand.h"
#include "records/pose_file.h"
#include "records/sound.h"
#include "sports/golf/golfer_choice.h"
#include "sports/golf/score_fingers.h"
#include "sports/golf/swing_finder.h"

namespace touchline::golf {

Result<RecordedSession> read_session(const std::string& run_dir, const SwingPlan& plan) {
  const std::filesystem::path dir(run_dir);
  TL_ASSIGN(auto reader, PoseReader::open((dir / "poses.bin").string()));
  std::vector<SoundStretch> sounds;
  const auto heard = dir / "sounds.jsonl";
  std::error_code error;
  if (std::filesystem::exists(heard, error)) {
    TL_ASSIGN(sounds, read_sounds(heard.string()));
  }
  RecordedSession session;
  GolferChoice choice;
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, reader.next(seen));
    if (!any) break;
    session.poses.push_back(golfers_pose(seen, choice));
  }
  session.swings = find_swings(session.poses, plan, sounds);
  const auto looked_at = dir / "hands.jsonl";
  if (!std::filesystem::exists(looked_at, error)) {
    count_scores(session.swings, nullptr);
  } else {
    TL_ASSIGN(const auto hands, read_hands(looked_at.string()));
    count_scores(session.swings, &hands);
  }
  return session;
}

}  // namespace touchline::golf
