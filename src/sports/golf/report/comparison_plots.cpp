#include "sports/golf/report/comparison_plots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "sports/golf/report/comparison_words.h"

namespace touchline::golf {
namespace {

using report::num;
using report::Path;
using report::Plot;

constexpr double kBoxWidth = 480, kBoxHeight = 190, kBoxLeft = 52, kBoxTop = 8, kBoxBottom = 162;
/// Where the phases begin and end: the downswing is short.
constexpr std::array<double, kSwingPhases + 1> kPhaseX = {kBoxLeft, 232, 332, 470};
constexpr std::array<const char*, kSwingPhases + 1> kBetween = {"address", "top", "contact",
                                                                "finish"};
constexpr std::size_t kEvery = 3;  // samples of a curve: a third of them draws the same line
constexpr const char* kSides[] = {"a", "b"};

/// Of a group over a phase; empty where nobody has the measure.
struct Band {
  std::vector<double> mean, spread;
};

Band band_of(const std::vector<SwingCurve>& curves) {
  Band band;
  if (curves.empty()) return band;
  const auto count = static_cast<double>(curves.size());
  for (std::size_t i = 0; i < kCurvePoints; ++i) {
    double mean = 0, squares = 0;
    for (const auto& curve : curves) mean += curve[i] / count;
    for (const auto& curve : curves) squares += (curve[i] - mean) * (curve[i] - mean);
    band.mean.push_back(mean);
    band.spread.push_back(curves.size() > 1 ? std::sqrt(squares / (count - 1)) : 0);
  }
  return band;
}

using Bands = std::vector<std::array<Band, kSwingPhases>>;  ///< of each group

Bands bands_of(const Comparison& all, SwingMetric metric) {
  Bands bands;
  for (const SwingGroup& group : all.groups) {
    auto& of_group = bands.emplace_back();
    for (std::size_t p = 0; p < kSwingPhases; ++p)
      of_group[p] = band_of(curves_of(all, group, static_cast<SwingPhase>(p), metric));
  }
  return bands;
}

/// What the picture spans, and its ticks.
struct Scale {
  double low = 0, high = 1, step = 1;
  [[nodiscard]] double y(double value) const {
    return kBoxTop + (kBoxBottom - kBoxTop) * (high - value) / (high - low);
  }
};

/// 1, 2 or 5 times a power of ten, at least `least`.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double times : {1.0, 2.0, 5.0})
    if (times * power >= least) return times * power;
  return 10 * power;
}

Scale scale_of(const Bands& bands, bool degrees) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const auto& group : bands)
    for (const Band& band : group)
      for (std::size_t i = 0; i < band.mean.size(); ++i) {
        low = std::min(low, band.mean[i] - band.spread[i]);
        high = std::max(high, band.mean[i] + band.spread[i]);
      }
  if (!(low <= high)) return {};
  const double least = degrees ? 5 : 0.05;  // less is no more than the network's own unrest
  const double pad = std::max(0.06 * (high - low), (least - (high - low)) / 2);
  return {low - pad, high + pad, round_step((high - low + 2 * pad) / 4)};
}

double x_of(std::size_t phase, double share) {
  return std::lerp(kPhaseX[phase], kPhaseX[phase + 1], share);
}

double x_at(std::size_t phase, std::size_t sample) {
  return x_of(phase, static_cast<double>(sample) / static_cast<double>(kCurvePoints - 1));
}

void draw_frame(Plot& plot, const Scale& scale, bool degrees) {
  plot.add(R"(<rect class="ground" x="{}" y="{}" width="{}" height="{}"/>)", num(kBoxLeft),
           num(kBoxTop), num(kPhaseX.back() - kBoxLeft), num(kBoxBottom - kBoxTop));
  for (double value = std::ceil(scale.low / scale.step) * scale.step; value <= scale.high;
       value += scale.step) {
    plot.add(R"(<path class="tick" d="M{} {}H{}"/>)", num(kBoxLeft), num(scale.y(value)),
             num(kPhaseX.back()));
    plot.text(kBoxLeft - 5, scale.y(value) + 4, "axis", "end", num(value) + (degrees ? "°" : ""));
  }
  for (std::size_t i = 0; i < kPhaseX.size(); ++i) {
    plot.add(R"(<path class="zero" d="M{} {}V{}"/>)", num(kPhaseX[i]), num(kBoxTop),
             num(kBoxBottom));
    const char* anchor = i == 0 ? "start" : i + 1 == kPhaseX.size() ? "end" : "middle";
    plot.text(kPhaseX[i], kBoxBottom + 17, "axis", anchor, kBetween[i]);
  }
}

void draw_band(Plot& plot, const Scale& scale, const Band& band, std::size_t phase,
               const char* side) {
  if (band.mean.empty()) return;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < kCurvePoints; i += kEvery) places.push_back(i);
  Path line, area;
  for (const std::size_t i : places) {
    line.to(x_at(phase, i), scale.y(band.mean[i]));
    area.to(x_at(phase, i), scale.y(band.mean[i] + band.spread[i]));
  }
  std::reverse(places.begin(), places.end());
  for (const std::size_t i : places)
    area.to(x_at(phase, i), scale.y(band.mean[i] - band.spread[i]));
  area.close();
  plot.add(R"(<path class="spread {0}" d="{1}"/><path class="line {0}" d="{2}"/>)", side, area.d(),
           line.d());
}

void mark_difference(Plot& plot, const Difference& d) {
  const auto phase = static_cast<std::size_t>(d.phase);
  plot.add(R"(<rect class="differs" x="{}" y="{}" width="{}" height="{}">)",
           num(x_of(phase, d.from)), num(kBoxTop), num(x_of(phase, d.to) - x_of(phase, d.from)),
           num(kBoxBottom - kBoxTop));
  plot.add("<title>differs {}, p = {:.3f}</title></rect>", part_words(d.phase, d.from, d.to), d.p);
}

}  // namespace

std::string measure_plot(SwingMetric metric) {
  return fmt::format("{}-{}", kMeasurePlot, to_string(metric));
}

bool is_measured(const Comparison& all, SwingMetric metric) {
  return std::any_of(all.groups.begin(), all.groups.end(), [&](const SwingGroup& group) {
    for (std::size_t p = 0; p < kSwingPhases; ++p)
      if (!curves_of(all, group, static_cast<SwingPhase>(p), metric).empty()) return true;
    return false;
  });
}

Plot draw_measure(const Comparison& all, SwingMetric metric) {
  const MetricWords& words = words_of(metric);
  Plot plot(measure_plot(metric), fmt::format("0 0 {} {}", num(kBoxWidth), num(kBoxHeight)),
            fmt::format("Mean and spread over the swing: {}", words.name));
  const Bands bands = bands_of(all, metric);
  const Scale scale = scale_of(bands, words.degrees);
  draw_frame(plot, scale, words.degrees);
  for (const Finding& finding : all.findings)
    if (finding.clearest.metric == metric)
      for (const Difference& d : finding.parts) mark_difference(plot, d);
  for (std::size_t g = 0; g < bands.size(); ++g)
    for (std::size_t p = 0; p < kSwingPhases; ++p)
      draw_band(plot, scale, bands[g][p], p, kSides[std::min<std::size_t>(g, 1)]);
  return plot;
}

}  // namespace touchline::golf
