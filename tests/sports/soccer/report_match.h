// A made-up run folder (reports/report_run.h) with soccer's measures and sheets.
#pragma once

#include <fstream>
#include <string>

#include "reports/report_run.h"
#include "sports/soccer/measures.h"
#include "sports/soccer/report/sheets.h"

namespace touchline::testing {

class MadeUpMatch : public MadeUpRun {
 public:
  explicit MadeUpMatch(const RunOptions& options) : MadeUpRun(options) {}

  void write(const std::string& dir) {
    MadeUpRun::write(dir);
    std::ofstream file(dir + "/measures.jsonl");
    for (std::int64_t i = 0; i < frames(); ++i) {
      Measures m = measure(frame(i), static_cast<double>(i) / o_.fps);
      quantise(m);
      file << json_of(m, o_.source_id) << '\n';
    }
  }

  [[nodiscard]] ReportInput input(const std::string& dir) const {
    ReportInput in = MadeUpRun::input(dir);
    in.sheets = soccer::make_sheets;
    return in;
  }

 private:
  [[nodiscard]] Measures measure(const FrameRecord& record, double t) const {
    Measures m;
    m.frame = record.frame;
    m.pts_ns = record.pts_ns;
    const bool usable = record.counted && (record.calibration == CalibrationState::measured ||
                                           record.calibration == CalibrationState::propagated);
    const auto n = static_cast<std::int64_t>(t / kPassEvery);
    const bool a = n % 6 < 3;
    const auto held = std::fmod(t, 6 * kPassEvery);
    if (o_.ball) m.possession_s = {0.4 * t + 0.1 * held, 0.35 * t};
    if (!usable) {
      const char* why = record.counted ? "the field is not calibrated" : "a replay does not count";
      m.evaluation.bar = m.evaluation.raw = Known<double>::none(why);
      m.possession = Known<Team>::none(why);
      m.control_a = Known<double>::none(why);
      return m;
    }
    if (share(t) > 0.08) m.attack_a = static_cast<int>(attack(t));
    m.possession = std::fmod(t, 17) > 16 ? Team::none : a ? Team::a : Team::b;
    m.control_a = 0.5 + 0.1 * std::sin(0.2 * t);
    m.evaluation.gain = 1.15;
    m.evaluation.bar = 45 * std::sin(0.21 * t) + 20 * std::sin(0.9 * t);
    if (record.ball == BallState::lost) {
      m.evaluation.bar = Known<double>::none("the ball is not placed");
      m.possession = Known<Team>::none("the ball is not placed");
    }
    for (const auto& s : record.objects) {
      if (s.track_id >= kReferee) continue;
      PlayerMotion p;
      p.track_id = s.track_id;
      p.team = s.team;
      p.goalkeeper = s.class_id == 1;
      if (s.source == SampleSource::measured) p.position_m = s.field->m;
      if (s.track_id != 9)
        p.speed_m_s = 2 + 1.5 * std::sin(t + static_cast<double>(s.track_id));
      else
        p.speed_m_s = Known<double>::none("seen too shortly");
      p.distance_m = 2.1 * t;
      m.players.push_back(p);
    }
    return m;
  }
};

}  // namespace touchline::testing
