#include "sports/soccer/evaluation.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kPlayers = 22;

double fine(double v) { return std::round(v * 1e6) / 1e6; }

double reliability(const BarInput& in, const EvaluationSettings& s) {
  double r = 1 - std::min(s.stale_max, s.stale_per_s * in.unmeasured_s) -
             std::min(s.sigma_max, s.sigma_per_m * in.sigma_m) -
             s.missing * std::max(0.0, 1 - in.placed / kPlayers);
  if (!in.ball_placed) r -= s.no_ball;
  if (in.possession && *in.possession == Team::none) r -= s.contested;
  return std::clamp(r, s.min_reliability, 1.0);
}

Known<double> threat_term(const BarInput& in, const EvaluationSettings& s) {
  if (!in.threat_a) return Known<double>::none(in.threat_a.why);
  if (!in.threat_b) return Known<double>::none(in.threat_b.why);
  const auto squashed = [&](double t) { return std::tanh((t - s.threat_offset) / s.threat_scale); };
  return (squashed(*in.threat_a) - squashed(*in.threat_b)) / 2;
}

}  // namespace

Evaluation evaluate(const BarInput& in, const EvaluationSettings& s) {
  const bool contested = in.possession && *in.possession == Team::none;
  const BarWeights& w = contested ? s.contested_weights : s.weights;
  Known<double> control = in.control_a, possession = Known<double>::none(in.possession.why),
                pressure = in.pressure;
  if (control) *control = 2 * *control - 1;
  double sign = 0;
  if (in.possession) {
    sign = *in.possession == Team::a ? 1 : *in.possession == Team::b ? -1 : 0;
    possession = sign;
  }
  if (pressure) *pressure *= -sign;
  Evaluation out;
  out.gain = s.gain;
  out.terms = {{"control", w.control, control},
               {"threat", w.threat, threat_term(in, s)},
               {"possession", w.possession, possession},
               {"pressure", w.pressure, pressure}};
  double linear = 0;
  for (auto& term : out.terms) {
    if (!term.value) continue;
    *term.value = fine(*term.value);
    linear += term.weight * *term.value;
  }
  out.linear = fine(linear);
  out.reliability = fine(reliability(in, s));
  out.raw = 100 * std::tanh(s.gain * out.reliability * out.linear);
  return out;
}

Known<double> BarFilter::update(double dt, const Known<double>& raw) {
  if (!raw || !bar_) {
    bar_ = raw;
  } else {
    const double gain = smoothing_s_ > 0 ? 1 - std::exp(-dt / smoothing_s_) : 1;
    *bar_ += gain * (*raw - *bar_);
  }
  return bar_;
}

}  // namespace touchline
