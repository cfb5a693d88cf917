// A view from nothing: landmarks, the lines where those are too few, and paint that must confirm
// it.
#pragma once

#include <vector>

#include "field/calibrator.h"
#include "field/line_matches.h"

namespace touchline {

class ViewStart {
 public:
  explicit ViewStart(const CalibratorOptions& options);

  [[nodiscard]] const EstimateOptions& estimating() const { return estimating_; }
  /// The view that `matches` (landmarks; their weights are set) and the painted lines of the same
  /// picture agree on, or why there is none. `lines` null: landmarks have to do.
  /// `people`: their boxes in the picture; they must be as tall as people are.
  Estimate find(std::vector<Correspondence>& matches, const Lens& lens, Vec2d size,
                LineFinder* lines, std::span<const Box> people);

 private:
  bool refine(Estimate& found, std::vector<Correspondence>& matches, const Lens& lens, Vec2d size,
              LineFinder& lines);
  bool usable_with_lines(const Estimate& found, Vec2d size) const;

  CalibratorOptions options_;
  EstimateOptions estimating_;
  std::vector<LinePoint> points_;
};

/// Whether a fit agrees with most of the `count` line points it was given.
bool lines_agree(const HomographyFit& fitted, std::size_t count);

}  // namespace touchline
