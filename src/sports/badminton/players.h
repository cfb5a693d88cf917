// Who plays, among the people of a frame: at each end one, or two in doubles.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "records/record.h"
#include "sports/badminton/format.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {

/// Follows the players over a source's rows. Whoever is on the court claims to play, the longer the
/// more; umpires and line judges, who are beside it, claim nothing. A player keeps the number over
/// lost tracks by the end, and over a change of ends where the track is seen to walk there. While
/// no camera view is known, or in a replay, nobody is placed.
class PlayerFinder {
 public:
  explicit PlayerFinder(Format format, int ball_class = -1);
  /// The row's players by number: two, or four once doubles is known. Rows come in order.
  std::vector<PlayerNow> push(const FrameRecord& row);

 private:
  struct Claim {
    double weight_s = 0;  ///< on the court, fading
    Nanoseconds seen_ns = 0;
  };
  struct Step {
    Nanoseconds pts_ns;
    Vec2d at;
  };
  struct Player {
    int number = 0;
    End end = End::near;
    std::optional<std::int64_t> track_id = {};
    std::optional<Step> last = {};
    double across_s = 0;          ///< over the net for so long
    std::deque<Step> steps = {};  ///< measured lately, of this track
  };

  void weigh(const FrameRecord& row);
  void watch_pairs(const FrameRecord& row, double dt);
  void bind(const FrameRecord& row);
  std::optional<std::int64_t> best_for(const Player& player, const FrameRecord& row) const;
  [[nodiscard]] bool taken(std::int64_t track_id, const Player& by) const;
  [[nodiscard]] double claim_of(std::int64_t track_id) const;
  void follow(Player& player, const TrackSample& sample, Nanoseconds now, double dt) const;
  [[nodiscard]] const TrackSample* sample_of(const FrameRecord& row, std::int64_t track_id) const;

  Format format_;
  int ball_class_;
  std::vector<Player> players_;
  std::map<std::int64_t, Claim> claims_;
  Nanoseconds last_ns_ = kNoTime;
  double pairs_ = 0, watched_s_ = 0;  ///< share of the time with two at both ends, fading; of what
};

/// Metres per second over the steps: the slope of the straight line through them.
Known<double> speed_of(std::span<const Vec2d> places, std::span<const double> times_s);

}  // namespace touchline::badminton
