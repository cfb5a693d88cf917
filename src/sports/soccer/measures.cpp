#include "sports/soccer/measures.h"

#include "base/decimal.h"
#include "records/record_line.h"

namespace touchline {
namespace {

// Decimals of every kind of figure, for quantise() and for the file alike.
constexpr int kMetres = 2, kSpeed = 2, kShare = 4, kSeconds = 3, kFine = 6, kBar = 3;

template <int Decimals>
void round_to(double& value) {
  value = round_decimal<Decimals>(value);
}
template <int Decimals>
void round_to(Vec2d& v) {
  round_to<Decimals>(v.x);
  round_to<Decimals>(v.y);
}
template <int Decimals, class T>
void round_to(Known<T>& known) {
  if (known) round_to<Decimals>(*known);
}

const char* possession_name(Team possession) {
  return possession == Team::none ? "contested" : to_string(possession);
}

void write_coverage(JsonLine& line, const Coverage& c) {
  line.key("coverage").begin_object();
  line.key("people").integer(c.people);
  line.key("placed").integer(c.placed);
  line.key("ball_placed").boolean(c.ball_placed);
  line.key("calibrated_share").decimal<kShare>(c.calibrated_share);
  line.key("ball_share").decimal<kShare>(c.ball_share);
  line.end_object();
}

void write_time(JsonLine& line, std::string_view field, Nanoseconds time, const char* why) {
  time != kNoTime ? line.integer(time) : line.null(field, why ? why : "not measured");
}

void write_state(JsonLine& line, const Measures& m) {
  write_known(line.key("attack_a"), "attack_a", m.attack_a);
  line.key("attack_conf").decimal<kShare>(m.attack_conf);
  line.key("possession");
  m.possession ? line.string(possession_name(*m.possession))
               : line.null("possession", m.possession.why);
  write_known(line.key("holder"), "holder", m.holder);
  line.key("possession_s").decimals<kSeconds>(m.possession_s[0], m.possession_s[1]);
  write_known<kShare>(line.key("pressure"), "pressure", m.pressure);
  write_known<kFine>(line.key("control_a"), "control_a", m.control_a);
  write_known<kFine>(line.key("control_sigma"), "control_sigma", m.control_sigma);
  write_time(line.key("control_ns"), "control_ns", m.control_ns, m.control_a.why);
  write_known<kFine>(line.key("threat_a"), "threat_a", m.threat_a);
  write_known<kFine>(line.key("threat_b"), "threat_b", m.threat_b);
  write_known(line.key("options"), "options", m.options);
  write_time(line.key("options_ns"), "options_ns", m.options_ns, m.options.why);
}

void write_evaluation(JsonLine& line, const Evaluation& e) {
  line.key("evaluation").begin_object();
  line.key("terms").begin_object();
  for (const auto& term : e.terms) {
    line.text_key(term.name).begin_object();
    line.key("weight").decimal<kShare>(term.weight);
    write_known<kFine>(line.key("value"), "evaluation.terms", term.value);
    line.end_object();
  }
  line.end_object();
  line.key("gain").decimal<kShare>(e.gain);
  line.key("linear").decimal<kFine>(e.linear);
  line.key("reliability").decimal<kFine>(e.reliability);
  write_known<kBar>(line.key("raw"), "evaluation.raw", e.raw);
  write_known<kBar>(line.key("bar"), "evaluation.bar", e.bar);
  line.end_object();
}

void write_player(JsonLine& line, const PlayerMotion& p) {
  line.begin_object();
  line.key("track_id").integer(p.track_id);
  line.key("team");
  p.team == Team::none ? line.null("players.team", "not enough votes yet")
                       : line.string(to_string(p.team));
  if (p.goalkeeper) line.key("goalkeeper").boolean(true);
  write_known<kMetres>(line.key("position"), "players.position", p.position_m);
  write_known<kSpeed>(line.key("velocity"), "players.velocity", p.velocity_m_s);
  write_known<kSpeed>(line.key("speed"), "players.speed", p.speed_m_s);
  line.key("distance").decimal<kMetres>(p.distance_m);
  if (p.sprinting) line.key("sprinting").boolean(true);
  line.end_object();
}

void write_pass(JsonLine& line, const PassOption& p) {
  line.begin_object();
  line.key("receiver").integer(p.receiver);
  line.key("from").decimals<kMetres>(p.from_m.x, p.from_m.y);
  line.key("to").decimals<kMetres>(p.to_m.x, p.to_m.y);
  line.key("distance").decimal<kMetres>(p.distance_m);
  line.key("risk").decimal<kShare>(p.risk);
  line.key("threat").decimal<kShare>(p.threat);
  line.key("space").decimal<kShare>(p.space);
  line.key("score").decimal<kShare>(p.score);
  line.key("defenders_in_lane").integer(p.defenders_in_lane);
  line.key("offside").boolean(p.offside);
  line.end_object();
}

}  // namespace

void quantise(Measures& m) {
  for (double* v : {&m.coverage.calibrated_share, &m.coverage.ball_share, &m.attack_conf})
    round_to<kShare>(*v);
  for (double& v : m.possession_s) round_to<kSeconds>(v);
  round_to<kShare>(m.pressure);
  for (auto* v : {&m.control_a, &m.control_sigma, &m.threat_a, &m.threat_b}) round_to<kFine>(*v);
  for (auto& term : m.evaluation.terms) {
    round_to<kShare>(term.weight);
    round_to<kFine>(term.value);
  }
  round_to<kShare>(m.evaluation.gain);
  round_to<kFine>(m.evaluation.linear);
  round_to<kFine>(m.evaluation.reliability);
  round_to<kBar>(m.evaluation.raw);
  round_to<kBar>(m.evaluation.bar);
  for (auto& p : m.players) {
    round_to<kMetres>(p.position_m);
    round_to<kSpeed>(p.velocity_m_s);
    round_to<kSpeed>(p.speed_m_s);
    round_to<kMetres>(p.distance_m);
  }
  for (auto& p : m.passes) {
    round_to<kMetres>(p.from_m);
    round_to<kMetres>(p.to_m);
    round_to<kMetres>(p.distance_m);
    for (double* v : {&p.risk, &p.threat, &p.space, &p.score}) round_to<kShare>(*v);
  }
}

void append_json(JsonLine& line, const Measures& m, const std::string& source_id) {
  begin_frame_line(line, source_id, m.frame, m.pts_ns);
  write_coverage(line, m.coverage);
  write_state(line, m);
  write_evaluation(line, m.evaluation);
  line.key("players").begin_array();
  for (const auto& player : m.players) write_player(line, player);
  line.end_array();
  line.key("passes").begin_array();
  for (const auto& pass : m.passes) write_pass(line, pass);
  line.end_array();
  line.why_null();
  line.end_object();
}

}  // namespace touchline
