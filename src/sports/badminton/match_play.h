// A recording as badminton: rallies of shots, by whom, of which kind; all told from stored series,
// so that it can be told again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sports/badminton/play_sums.h"
#include "sports/badminton/rallies.h"

namespace touchline::badminton {

/// `kinks`: find_kinks(); `signals`: find_hits(), as an earlier system did.
enum class HitMethod : std::uint8_t { kinks, signals };
const char* to_string(HitMethod method);  ///< "default", "seed"

struct PlayRules {
  HitMethod method = HitMethod::kinks;
  HitRule hits;
  HitterRule hitters;
  ShotRule shots;
  RallyRule rallies;
  RecoveryRule recovery;
  std::map<int, Hand> hands;  ///< by player, where the user says it
};
/// SHA-256 (hex) of every constant above: what a file of strokes was made with.
std::string config_hash(const PlayRules& rules);

struct MatchPlay {
  std::vector<PlayedRally> rallies;
  Hands hands;  ///< as they were known at the end
  PlaySums sums;
};

/// Tells rallies as they end, and keeps none of them. Rows come in order; what is told of a rally
/// depends on what came before and during it, and on the few seconds after it that show that it is
/// over. HitMethod::signals needs the whole recording, which it keeps, and tells all at its end.
class PlayFollower {
 public:
  explicit PlayFollower(PlayRules rules = {}) : rules_(std::move(rules)) { tell_hands(); }
  /// One frame: its bodies have its time. `height_px` of the picture. The rally that is over now.
  std::optional<PlayedRally> push(const ShuttleSample& shuttle, std::span<const BodyAt> bodies,
                                  double height_px);
  /// What the end of the recording ends.
  std::vector<PlayedRally> finish();
  /// As far as they are known by now.
  [[nodiscard]] const Hands& hands() const { return hands_; }

 private:
  void look_for_kinks(Nanoseconds until);
  std::optional<PlayedRally> close();
  std::optional<PlayedRally> rally_of(std::span<const HitCandidate> candidates);
  void tell_hands();
  void tell_recoveries(PlayedRally& rally) const;
  void forget(Nanoseconds before);

  PlayRules rules_;
  Hands hands_;
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

}  // namespace touchline::badminton
