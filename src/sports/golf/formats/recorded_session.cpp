#include "sports/golf/formats/recorded_session.h"

#include "records/pose_file.h"
#include "sports/golf/golfer_choice.h"
#include "sports/golf/swing_finder.h"

namespace touchline::golf {

Result<RecordedSession> read_session(const std::string& path, const SwingPlan& plan) {
  TL_ASSIGN(auto reader, PoseReader::open(path));
  RecordedSession session;
  GolferChoice choice;
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, reader.next(seen));
    if (!any) break;
    session.poses.push_back(golfers_pose(seen, choice));
  }
  session.swings = find_swings(session.poses, plan);
  return session;
}

}  // namespace touchline::golf
