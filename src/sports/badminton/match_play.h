// A recording as badminton: rallies of shots, by whom, of which kind; all told from stored series,
// so that it can be told again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sports/badminton/rallies.h"
#include "sports/badminton/recovery.h"
#include "sports/badminton/shots.h"

namespace touchline::badminton {

/// `kinks`: find_kinks(); `signals`: find_hits(), as an earlier system did.
enum class HitMethod : std::uint8_t { kinks, signals };

struct PlayRules {
  HitMethod method = HitMethod::kinks;
  HitRule hits;
  HitterRule hitters;
  ShotRule shots;
  RallyRule rallies;
  RecoveryRule recovery;
  std::map<int, Hand> hands;  ///< by player, where the user says it
};

struct PlayedShot {
  Shot shot;
  Known<int> player;           ///< number
  std::int64_t track_id = -1;  ///< of the player; -1: not seen
  Known<Vec2d> feet_m;         ///< of the player, on the court
};

struct PlayedRally {
  std::vector<PlayedShot> shots;  ///< in the order of time, at least one
  RallySource source = RallySource::pose;
  [[nodiscard]] Nanoseconds begin_ns() const { return shots.front().shot.hit.at.pts_ns; }
  [[nodiscard]] Nanoseconds end_ns() const { return shots.back().shot.hit.at.pts_ns; }
};

struct MatchPlay {
  std::vector<PlayedRally> rallies;
  std::map<int, Known<Hand>> hands;  ///< by player, as they were known at the end
  std::map<int, std::vector<Recovery>> recoveries;
};

/// Tells rallies as they end. Rows come in order; what is told of a rally depends on what came
/// before and during it, and on the few seconds after it that show that it is over.
class PlayFollower {
 public:
  explicit PlayFollower(PlayRules rules = {}) : rules_(std::move(rules)) {}
  /// One frame: its bodies have its time. `height_px` of the picture. The rally that is over now.
  std::optional<PlayedRally> push(const ShuttleSample& shuttle, std::span<const BodyAt> bodies,
                                  double height_px);
  /// What the end of the recording ends.
  std::vector<PlayedRally> finish();
  /// All so far.
  [[nodiscard]] const MatchPlay& play() const { return play_; }

 private:
  void look_for_kinks(Nanoseconds until);
  std::optional<PlayedRally> close();
  std::optional<PlayedRally> rally_of(std::span<const HitCandidate> candidates);
  void tell_hands();
  void tell_recoveries(const PlayedRally& rally);
  void forget(Nanoseconds before);

  PlayRules rules_;
  MatchPlay play_;
  ShuttleSeries shuttle_;  ///< since a little before the rally began
  BodySeries bodies_;      ///< likewise
  double height_px_ = 0;
  std::vector<HitCandidate> candidates_;          ///< of the rally that is played
  Nanoseconds told_ = kNoTime;                    ///< kinks up to here are found
  std::map<int, std::array<int, 2>> hand_votes_;  ///< of each player: left, right
};

/// A whole recording.
MatchPlay play_of(const ShuttleSeries& shuttle, const BodySeries& bodies, double height_px,
                  const PlayRules& rules = {});

/// What is counted of a match: of one list of shots, so that sums agree.
struct ShotCounts {
  int all = 0;
  std::array<int, kStrokeKinds> of_kind{};
  int of_no_kind = 0;
  int forehand = 0, backhand = 0, of_no_side = 0;
  std::map<int, int> of_player;
  int of_no_player = 0;
};
ShotCounts count_shots(const MatchPlay& play);

}  // namespace touchline::badminton
