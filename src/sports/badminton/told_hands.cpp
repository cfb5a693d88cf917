#include "sports/badminton/told_hands.h"

namespace touchline::badminton {

Result<std::map<int, Hand>> told_hands(std::string_view text) {
  std::map<int, Hand> hands;
  for (bool more = !text.empty(); more;) {
    const auto end = text.find(',');
    more = end != std::string_view::npos;
    const std::string_view part = text.substr(0, end);
    const bool is_player = part.size() > 2 && part[0] >= '1' && part[0] <= '4' && part[1] == ':';
    const auto word = is_player ? part.substr(2) : std::string_view();
    if (word != "left" && word != "right")
      return fail(Errc::bad_config, "badminton.hands",
                  "badminton.hands: '{}' says no player's hand; write the player's number, 1 to 4, "
                  "a colon and left or right, and commas between them: 1:left,2:right",
                  part);
    if (!hands.emplace(part[0] - '0', word == "left" ? Hand::left : Hand::right).second)
      return fail(Errc::bad_config, "badminton.hands",
                  "badminton.hands: player {} is named twice; say once which hand it is", part[0]);
    text.remove_prefix(more ? end + 1 : text.size());
  }
  return hands;
}

}  // namespace touchline::badminton
