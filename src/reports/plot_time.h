// Pictures over time. All share one axis, so they can stand below each other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/plot_svg.h"
#include "reports/report_sheets.h"

namespace touchline::report {

/// A plot from the first frame to where the last one ends.
class TimePlot : public Plot {
 public:
  static constexpr double kLeft = 92, kRight = 988, kWidth = 1000;  ///< of the axis; of the plot

  TimePlot(std::string name, double height, std::string_view label, const Data& data);

  [[nodiscard]] double x(Nanoseconds time) const;
  /// What a row is, to the left of it.
  void row_label(double y, std::string_view text);
  /// A note in the middle of a row.
  void note(double y, std::string_view text);
  /// Times below the plot, lines through it.
  void time_axis(double top, double bottom);
  /// A stretch as a bar; `title` is said of it on hover.
  void stretch(const Run& run, double y, double h, std::string_view classes,
               std::string_view title);

 private:
  const Data& data_;
  double from_, to_;
};

/// A point of a line: `x` on the plot, `v` the value.
struct LinePoint {
  double x = 0, v = 0;
};
using Line = std::vector<LinePoint>;

inline constexpr std::size_t kMostPoints = 1800;  ///< of a line; twice what its width can show

/// Keeps the least and the greatest of every few points, so that no peak is lost.
Line thinned(const Line& points);

/// Unbroken lines of a sampled value: they break where there is none, and at a gap.
template <class Sample, class Value>
std::vector<Line> lines(const TimePlot& plot, const std::vector<Sample>& samples, Nanoseconds step,
                        Value value) {
  std::vector<Line> all;
  const Sample* last = nullptr;
  for (const auto& sample : samples) {
    if (const auto v = value(sample)) {
      if (!last || sample.time - last->time > 3 * step) all.emplace_back();
      all.back().push_back({plot.x(sample.time), *v});
    }
    last = value(sample) ? &sample : nullptr;
  }
  for (auto& points : all) points = thinned(points);
  return all;
}

/// Events as marks, one lane per kind.
Plot draw_events(const Data& data, const TeamNames& names, const Sheets& sheets);
/// Calibration: its state as a band, its error in metres as a line.
Plot draw_calibration(const Data& data);

}  // namespace touchline::report
