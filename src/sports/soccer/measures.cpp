#include "sports/soccer/measures.h"

#include <charconv>
#include <cstring>

#include "base/assert.h"
#include "base/decimal.h"
#include "records/record.h"

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

/// Room for a line without its reasons: every list item and the rest take less, whatever they hold.
std::size_t line_room(const Measures& m, const std::string& source_id) {
  constexpr std::size_t kRest = 2048, kPlayer = 384, kPass = 512, kTerm = 128;
  std::size_t room = kRest + 6 * source_id.size() + kPlayer * m.players.size() +
                     kPass * m.passes.size() + kTerm * m.evaluation.terms.size();
  for (const auto& term : m.evaluation.terms) room += std::strlen(term.name);
  return room;
}

/// Writes a line piece by piece into room taken once, and keeps the reasons for its nulls.
class Line {
 public:
  Line(std::string& out, std::size_t room) : out_(out), start_(out.size()) {
    out_.resize(start_ + room);
    at_ = out_.data() + start_;
  }

  void raw(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void integer(std::int64_t v) { at_ = std::to_chars(at_, at_ + 24, v).ptr; }
  void truth(bool v) { raw(v ? "true" : "false"); }
  template <int Decimals>
  void decimal(double v) {
    at_ = write_decimal<Decimals>(at_, v);
  }
  template <int Decimals>
  void pair(Vec2d v) {
    raw("[");
    decimal<Decimals>(v.x);
    raw(",");
    decimal<Decimals>(v.y);
    raw("]");
  }
  /// The value as `write` puts it, or null with its reason under `field`.
  template <class T, class Write>
  void known(const Known<T>& k, std::string_view field, Write write) {
    if (k) {
      write(*k);
    } else {
      null(field, k.why);
    }
  }
  void null(std::string_view field, const char* why) {
    raw("null");
    for (int i = 0; i < reasons_; ++i)
      if (why_[i].field == field) return;
    if (reasons_ < kMaxReasons) why_[reasons_++] = {field, why};
  }
  /// Gives back the room that is left and ends the line with the reasons.
  void finish() {
    const auto used = static_cast<std::size_t>(at_ - out_.data());
    TL_ASSERT(used <= out_.size());
    out_.resize(used);
    out_ += ",\"why_null\":{";
    for (int i = 0; i < reasons_; ++i) {
      if (i) out_ += ',';
      append_quoted(out_, why_[i].field);
      out_ += ':';
      append_quoted(out_, why_[i].why);
    }
    out_ += "}}";
  }

 private:
  static constexpr int kMaxReasons = 24;
  struct Reason {
    std::string_view field;
    const char* why = "";
  };
  std::string& out_;
  std::size_t start_;
  char* at_ = nullptr;
  Reason why_[kMaxReasons];
  int reasons_ = 0;
};

void write_team(Line& line, Team team) {
  line.raw(team == Team::a ? "\"a\"" : team == Team::b ? "\"b\"" : "\"contested\"");
}

void write_coverage(Line& line, const Coverage& c) {
  line.raw(",\"coverage\":{\"people\":");
  line.integer(c.people);
  line.raw(",\"placed\":");
  line.integer(c.placed);
  line.raw(",\"ball_placed\":");
  line.truth(c.ball_placed);
  line.raw(",\"calibrated_share\":");
  line.decimal<kShare>(c.calibrated_share);
  line.raw(",\"ball_share\":");
  line.decimal<kShare>(c.ball_share);
  line.raw("}");
}

void write_evaluation(Line& line, const Evaluation& e) {
  line.raw(",\"evaluation\":{\"terms\":{");
  const char* comma = "\"";
  for (const auto& term : e.terms) {
    line.raw(comma);
    comma = ",\"";
    line.raw(term.name);
    line.raw("\":{\"weight\":");
    line.decimal<kShare>(term.weight);
    line.raw(",\"value\":");
    line.known(term.value, "evaluation.terms", [&](double v) { line.decimal<kFine>(v); });
    line.raw("}");
  }
  line.raw("},\"gain\":");
  line.decimal<kShare>(e.gain);
  line.raw(",\"linear\":");
  line.decimal<kFine>(e.linear);
  line.raw(",\"reliability\":");
  line.decimal<kFine>(e.reliability);
  line.raw(",\"raw\":");
  line.known(e.raw, "evaluation.raw", [&](double v) { line.decimal<kBar>(v); });
  line.raw(",\"bar\":");
  line.known(e.bar, "evaluation.bar", [&](double v) { line.decimal<kBar>(v); });
  line.raw("}");
}

void write_player(Line& line, const PlayerMotion& p) {
  line.raw("{\"track_id\":");
  line.integer(p.track_id);
  line.raw(",\"team\":");
  if (p.team == Team::none)
    line.null("players.team", "not enough votes yet");
  else
    write_team(line, p.team);
  if (p.goalkeeper) line.raw(",\"goalkeeper\":true");
  line.raw(",\"position\":");
  line.known(p.position_m, "players.position", [&](Vec2d v) { line.pair<kMetres>(v); });
  line.raw(",\"velocity\":");
  line.known(p.velocity_m_s, "players.velocity", [&](Vec2d v) { line.pair<kSpeed>(v); });
  line.raw(",\"speed\":");
  line.known(p.speed_m_s, "players.speed", [&](double v) { line.decimal<kSpeed>(v); });
  line.raw(",\"distance\":");
  line.decimal<kMetres>(p.distance_m);
  line.raw(p.sprinting ? ",\"sprinting\":true}" : "}");
}

void write_pass(Line& line, const PassOption& p) {
  line.raw("{\"receiver\":");
  line.integer(p.receiver);
  line.raw(",\"from\":");
  line.pair<kMetres>(p.from_m);
  line.raw(",\"to\":");
  line.pair<kMetres>(p.to_m);
  line.raw(",\"distance\":");
  line.decimal<kMetres>(p.distance_m);
  line.raw(",\"risk\":");
  line.decimal<kShare>(p.risk);
  line.raw(",\"threat\":");
  line.decimal<kShare>(p.threat);
  line.raw(",\"space\":");
  line.decimal<kShare>(p.space);
  line.raw(",\"score\":");
  line.decimal<kShare>(p.score);
  line.raw(",\"defenders_in_lane\":");
  line.integer(p.defenders_in_lane);
  line.raw(",\"offside\":");
  line.truth(p.offside);
  line.raw("}");
}

void write_state(Line& line, const Measures& m) {
  line.raw(",\"attack_a\":");
  line.known(m.attack_a, "attack_a", [&](int v) { line.integer(v); });
  line.raw(",\"attack_conf\":");
  line.decimal<kShare>(m.attack_conf);
  line.raw(",\"possession\":");
  line.known(m.possession, "possession", [&](Team v) { write_team(line, v); });
  line.raw(",\"holder\":");
  line.known(m.holder, "holder", [&](std::int64_t v) { line.integer(v); });
  line.raw(",\"possession_s\":[");
  line.decimal<kSeconds>(m.possession_s[0]);
  line.raw(",");
  line.decimal<kSeconds>(m.possession_s[1]);
  line.raw("],\"pressure\":");
  line.known(m.pressure, "pressure", [&](double v) { line.decimal<kShare>(v); });
  line.raw(",\"control_a\":");
  line.known(m.control_a, "control_a", [&](double v) { line.decimal<kFine>(v); });
  line.raw(",\"control_ns\":");
  const auto when = [&](Nanoseconds t, std::string_view field, const char* why) {
    if (t == kNoTime)
      line.null(field, why);
    else
      line.integer(t);
  };
  when(m.control_ns, "control_ns", m.control_a.why ? m.control_a.why : "not measured");
  line.raw(",\"threat_a\":");
  line.known(m.threat_a, "threat_a", [&](double v) { line.decimal<kFine>(v); });
  line.raw(",\"threat_b\":");
  line.known(m.threat_b, "threat_b", [&](double v) { line.decimal<kFine>(v); });
  line.raw(",\"options\":");
  line.known(m.options, "options", [&](int v) { line.integer(v); });
  line.raw(",\"options_ns\":");
  when(m.options_ns, "options_ns", m.options.why ? m.options.why : "not measured");
}

template <class T, class Write>
void write_list(Line& line, std::string_view key, const std::vector<T>& list, Write write) {
  line.raw(key);
  bool first = true;
  for (const auto& item : list) {
    if (!first) line.raw(",");
    first = false;
    write(line, item);
  }
  line.raw("]");
}

}  // namespace

void quantise(Measures& m) {
  for (double* v : {&m.coverage.calibrated_share, &m.coverage.ball_share, &m.attack_conf})
    round_to<kShare>(*v);
  for (double& v : m.possession_s) round_to<kSeconds>(v);
  round_to<kShare>(m.pressure);
  for (auto* v : {&m.control_a, &m.threat_a, &m.threat_b}) round_to<kFine>(*v);
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

void append_json(std::string& out, const Measures& m, const std::string& source_id) {
  std::string quoted_id;
  append_quoted(quoted_id, source_id);
  Line line(out, line_room(m, source_id));
  line.raw("{\"schema\":");
  line.integer(kSchemaVersion);
  line.raw(",\"source_id\":");
  line.raw(quoted_id);
  line.raw(",\"frame\":");
  line.integer(m.frame);
  line.raw(",\"pts_ns\":");
  line.integer(m.pts_ns);
  write_coverage(line, m.coverage);
  write_state(line, m);
  write_evaluation(line, m.evaluation);
  write_list(line, ",\"players\":[", m.players, write_player);
  write_list(line, ",\"passes\":[", m.passes, write_pass);
  line.finish();
}

std::string to_json(const Measures& measures, const std::string& source_id) {
  std::string out;
  append_json(out, measures, source_id);
  return out;
}

}  // namespace touchline
