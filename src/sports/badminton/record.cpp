#include "sports/badminton/record.h"

#include "records/record_line.h"

namespace touchline::badminton {
namespace {

void write_player(JsonLine& line, const PlayerNow& player) {
  line.begin_object();
  line.key("player").integer(player.number);
  line.key("end").string(to_string(player.end));
  write_known(line.key("track_id"), "players.track_id", player.track_id);
  line.key("src");
  player.court_m ? line.string(touchline::to_string(player.source))
                 : line.null("players.src", player.court_m.why);
  write_known<2>(line.key("court_m"), "players.court_m", player.court_m);
  line.key("court_cov_m2");
  player.court_m ? line.decimals<4>(player.cov_m2.xx, player.cov_m2.xy, player.cov_m2.yy)
                 : line.null("players.court_cov_m2", player.court_m.why);
  write_known<2>(line.key("speed_m_s"), "players.speed_m_s", player.speed_m_s);
  line.end_object();
}

}  // namespace

const char* to_string(End end) { return end == End::near ? "near" : "far"; }

void BadmintonRecord::append_json(JsonLine& line, const std::string& source_id) const {
  begin_frame_line(line, source_id, frame, pts_ns);
  line.key("players").begin_array();
  for (const PlayerNow& player : players) write_player(line, player);
  line.end_array();
  line.why_null();
  line.end_object();
}

const BadmintonRecord* badminton_of(const SportRecord* record) {
  return dynamic_cast<const BadmintonRecord*>(record);
}

}  // namespace touchline::badminton
