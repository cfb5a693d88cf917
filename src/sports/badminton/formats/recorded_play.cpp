#include "sports/badminton/formats/recorded_play.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "records/pose_file.h"
#include "records/read.h"
#include "reports/convert_run.h"
#include "sports/badminton/play_input.h"
#include "sports/badminton/players.h"

namespace touchline::badminton {
namespace {

namespace fs = std::filesystem;

/// poses.bin beside the rows; nothing where the run has none.
class PosesOfRows {
 public:
  static Result<PosesOfRows> open(const std::string& path, int height_px) {
    PosesOfRows poses;
    poses.seen_.height = height_px;
    std::error_code error;
    if (!fs::exists(path, error)) return poses;
    TL_ASSIGN(poses.reader_, PoseReader::open(path));
    return poses;
  }
  Result<const Observation*> of(const FrameRecord& row) {
    while (reader_ && (!any_ || seen_.frame < row.frame)) {
      TL_ASSIGN(any_, reader_->next(seen_));
      if (!any_) reader_.reset();
    }
    if (any_ && seen_.frame == row.frame) return &seen_;
    blank_.height = seen_.height;
    return &blank_;
  }

 private:
  PosesOfRows() = default;
  std::optional<PoseReader> reader_;
  Observation seen_, blank_;
  bool any_ = false;
};

}  // namespace

Result<FollowedRun> follow_recorded(const RecordedAsk& ask,
                                    const std::function<void(const PlayedRally&)>& each) {
  const fs::path dir(ask.run_dir);
  TL_ASSIGN(const auto events, read_events((dir / "events.jsonl").string()));
  TL_ASSIGN(auto reader, FrameReader::open((dir / "tracking.jsonl").string(), ask.classes));
  TL_ASSIGN(auto poses, PosesOfRows::open((dir / "poses.bin").string(), ask.height_px));
  const auto replays = late_replays(events);
  const auto tell = [&](const PlayedRally& rally) {
    if (!in_any(replays, rally.begin_ns())) each(rally);
  };
  PlayerFinder players(ask.plan.format, ask.plan.ball_class);
  PlayFollower play(ask.plan.rules);
  FollowedRun run;
  std::vector<FrameRecord> rows;
  for (;;) {
    TL_CHECK(reader.next(rows));
    if (rows.empty()) break;
    for (const auto& row : rows) {
      TL_ASSIGN(const Observation* const seen, poses.of(row));
      const auto now = players.push(row);
      if (const auto rally = play.push(shuttle_of(row, ask.plan.ball_class),
                                       bodies_of(row, *seen, now), seen->height))
        tell(*rally);
      ++run.frames;
    }
  }
  for (const auto& rally : play.finish()) tell(rally);
  run.hands = play.hands();
  return run;
}

}  // namespace touchline::badminton
