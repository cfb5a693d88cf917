#include "sports/badminton/play_sums.h"

#include <cstddef>

namespace touchline::badminton {

void StrokeCounts::add(const Shot& shot) {
  ++all;
  ++(shot.kind ? of_kind[static_cast<std::size_t>(*shot.kind)] : of_no_kind);
  ++(!shot.side ? of_no_side : *shot.side == Side::forehand ? forehand : backhand);
}

void PlaySums::add(const PlayedRally& rally) {
  ++rallies;
  for (const auto& played : rally.shots) {
    all.add(played.shot);
    (played.player ? of_player[*played.player] : of_nobody).add(played.shot);
  }
  for (const auto& [player, ways] : rally.recoveries) {
    auto& kept = recoveries[player];
    kept.insert(kept.end(), ways.begin(), ways.end());
  }
}

}  // namespace touchline::badminton
