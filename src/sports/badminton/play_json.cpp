#include "sports/badminton/play_json.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include "records/record_line.h"

namespace touchline::badminton {
namespace {

template <class Word>
void put_word(JsonLine& line, std::string_view field, const Known<Word>& word) {
  word ? line.string(to_string(*word)) : line.null(field, word.why);
}

void put_flag(JsonLine& line, std::string_view field, const Known<bool>& flag) {
  flag ? line.boolean(*flag) : line.null(field, flag.why);
}

/// By what the stroke was told, and whose it is.
void put_cues(JsonLine& line, const Hit& hit, HitMethod method) {
  line.begin_object();
  line.key("clearness").decimal<3>(hit.at.score);
  if (method == HitMethod::signals)
    line.key("signals").decimals<3>(hit.at.turn, hit.at.speed, hit.at.departure);
  line.key("wrist").boolean(hit.scores.wrist);
  line.key("direction").boolean(hit.scores.direction);
  line.key("turn_forced").boolean(hit.forced);
  line.end_object();
}

void put_stroke(JsonLine& line, const PlayedShot& played, int number, HitMethod method) {
  const auto& shot = played.shot;
  const auto& facts = shot.facts;
  const auto& at = shot.hit.at;
  line.begin_object();
  line.key("number").integer(number);
  line.key("frame").integer(at.frame);
  line.key("pts_ns").integer(at.pts_ns);
  line.key("confidence").decimal<3>(shot.hit.chance);
  line.key("end").string(to_string(shot.hit.hitter));
  line.key("player");
  played.player ? line.integer(*played.player) : line.null("player", played.player.why);
  line.key("track_id");
  played.track_id > 0 ? line.integer(played.track_id)
                      : line.null("track_id", "the player was not seen");
  put_word(line.key("kind"), "kind", shot.kind);
  line.key("kind_confidence");
  shot.kind ? line.decimal<3>(shot.confidence) : line.null("kind_confidence", shot.kind.why);
  put_word(line.key("side"), "side", shot.side);
  put_flag(line.key("overhead"), "overhead", facts.overhead);
  write_known<2>(line.key("feet_m"), "feet_m", played.feet_m);
  write_known<3>(line.key("depth_m"), "depth_m", facts.depth_m);
  write_known<3>(line.key("reply_depth_m"), "reply_depth_m", facts.reply_depth_m);
  write_known<3>(line.key("flight_s"), "flight_s", facts.flight_s);
  line.key("shuttle_px").decimals<1>(at.at_px.x, at.at_px.y);
  line.key("shuttle_px_s");
  at.speed_px_s ? line.decimal<1>(*at.speed_px_s)
                : line.null("shuttle_px_s", "the shuttle was not seen afterwards");
  put_cues(line.key("told_by"), shot.hit, method);
  line.why_null();
  line.end_object();
}

void put_counts(JsonLine& line, const StrokeCounts& counts) {
  line.key("strokes").integer(counts.all);
  line.key("of_kind").begin_object();
  for (std::size_t kind = 0; kind < kStrokeKinds; ++kind)
    line.text_key(to_string(static_cast<StrokeKind>(kind))).integer(counts.of_kind[kind]);
  line.key("not_told").integer(counts.of_no_kind);
  line.end_object();
  line.key("of_side").begin_object();
  line.key("forehand").integer(counts.forehand);
  line.key("backhand").integer(counts.backhand);
  line.key("not_told").integer(counts.of_no_side);
  line.end_object();
}

void put_recovery(JsonLine& line, const RecoverySummary& recovery) {
  line.begin_object();
  line.key("windows").integer(recovery.windows);
  line.key("reached").integer(recovery.reached);
  write_known<3>(line.key("rate"), "recovery.rate", recovery.rate);
  write_known<3>(line.key("p50_s"), "recovery.p50_s", recovery.p50_s);
  write_known<3>(line.key("p95_s"), "recovery.p95_s", recovery.p95_s);
  write_known<3>(line.key("p99_s"), "recovery.p99_s", recovery.p99_s);
  write_known<3>(line.key("completeness"), "recovery.completeness", recovery.completeness);
  write_known<3>(line.key("speed_m_s"), "recovery.speed_m_s", recovery.speed_m_s);
  line.end_object();
}

}  // namespace

void append_json(JsonLine& line, const PlayedRally& rally, int number, HitMethod method) {
  line.begin_object();
  line.key("rally").integer(number);
  line.key("start_frame").integer(rally.shots.front().shot.hit.at.frame);
  line.key("start_ns").integer(rally.begin_ns());
  line.key("end_frame").integer(rally.shots.back().shot.hit.at.frame);
  line.key("end_ns").integer(rally.end_ns());
  line.key("source").string(to_string(rally.source));
  line.key("strokes").begin_array();
  int stroke = 0;
  for (const auto& played : rally.shots) {
    line.new_line();
    put_stroke(line, played, ++stroke, method);
  }
  line.end_array();
  line.end_object();
}

void append_json(JsonLine& line, const PlaySums& sums) {
  line.begin_object();
  line.key("rallies").integer(sums.rallies);
  put_counts(line, sums.all);
  line.key("strokes_of_nobody").integer(sums.of_nobody.all);
  line.end_object();
}

void append_players(JsonLine& line, const PlaySums& sums, const Hands& hands) {
  std::set<int> players;
  for (const auto& [player, counts] : sums.of_player) players.insert(player);
  for (const auto& [player, hand] : hands) players.insert(player);
  line.begin_array();
  for (const int player : players) {
    const auto counts = sums.of_player.find(player);
    const auto hand = hands.find(player);
    const auto ways = sums.recoveries.find(player);
    line.new_line();
    line.begin_object();
    line.key("player").integer(player);
    put_word(line.key("hand"), "hand",
             hand == hands.end() ? Known<Hand>::none("too few hits with both wrists seen")
                                 : hand->second);
    put_counts(line, counts == sums.of_player.end() ? StrokeCounts{} : counts->second);
    put_recovery(
        line.key("recovery"),
        summary_of(ways == sums.recoveries.end() ? std::vector<Recovery>{} : ways->second));
    line.why_null();
    line.end_object();
  }
  line.end_array();
}

}  // namespace touchline::badminton
