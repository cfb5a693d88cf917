#include "sports/soccer/regret.h"

#include <algorithm>

namespace touchline {
namespace {

Regret withheld(const char* why) {
  const auto none = Known<double>::none(why);
  return {none, none, none};
}

}  // namespace

Regret regret_of(PassOptions& options, const FieldState& at_release, const Spell& spell,
                 std::int64_t receiver_id, int direction, const PassSettings& s) {
  const PlacedPlayer* const passer = at_release.find(spell.player);
  if (!passer) return withheld("the passer was not placed");
  if (s.exclude_goalkeepers && passer->goalkeeper) return withheld("passed by a goalkeeper");
  if (distance(spell.player_to, spell.player_from) < s.min_holder_moved_m ||
      distance(spell.ball_to, spell.ball_from) < s.min_ball_moved_m)
    return withheld("the holder or the ball hardly moved");
  const PlacedPlayer* const receiver = receiver_id ? at_release.find(receiver_id) : nullptr;
  if (receiver_id && !receiver) return withheld("the receiver was not placed");
  if (receiver && s.exclude_goalkeepers && receiver->goalkeeper)
    return withheld("passed to a goalkeeper");

  const auto& found = options.find(at_release, spell.player, direction);
  Regret out = withheld("there was no option");
  if (!found.empty() && !found.front().offside) out.best_score = found.front().score;
  out.chosen_score = receiver ? options.rate(at_release, *passer, *receiver, direction).score : 0.0;
  if (!out.best_score) return out;
  *out.best_score = std::max(*out.best_score, *out.chosen_score);
  out.regret = *out.best_score - *out.chosen_score;
  return out;
}

}  // namespace touchline
