// Who is who in soccer's formats: the run's tracks, and the players that a match sheet says they
// are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "records/record.h"
#include "reports/named_people.h"
#include "sports/soccer/formats/match_sheet.h"

namespace touchline::soccer {

/// 0: home, 1: away. Team a is at home unless the sheet says otherwise. Not for Team::none.
std::size_t side_of(const ConvertInput& in, Team team);
Team team_at(const ConvertInput& in, std::size_t side);
/// The sheet's, else "a" and "b".
std::string team_id(const ConvertInput& in, Team team);
/// "#rrggbb" or empty.
std::string team_colour(const ConvertInput& in, Team team);
/// Of team a: +1 towards +x, -1 towards -x; the sheet's word before `measured`.
std::optional<int> attack_of_a(const ConvertInput& in, std::optional<int> measured);

class People {
 public:
  /// `in` must outlive it.
  explicit People(const ConvertInput& in);
  [[nodiscard]] const SheetPlayer* player(std::int64_t track) const;
  /// The person's id; a track that nobody is said to be is "7", or "track_7" beside a sheet's ids.
  [[nodiscard]] std::string id(std::int64_t track) const;
  /// The number on the shirt. Formats that must have one get the track's id instead, moved out of
  /// the shirts' way where there is a sheet.
  [[nodiscard]] std::int64_t shirt(std::int64_t track) const;
  /// Everybody but the ball. A player who has two samples (one may be a prediction that his other
  /// track has made old) is there once, with the better one.
  [[nodiscard]] std::vector<const TrackSample*> in_frame(const FrameRecord& row) const;

 private:
  const ConvertInput& in_;
  std::map<std::int64_t, const SheetPlayer*> players_;  ///< by track
};

}  // namespace touchline::soccer
