// One calibration from many frames of a camera that does not move.
#pragma once

#include <array>

#include "field/estimate.h"

namespace touchline {

/// Averages each landmark's place over the frames, then solves for the view and, when they show it,
/// the lens.
class FixedCamera {
 public:
  explicit FixedCamera(const EstimateOptions& options) : options_(options) {}

  void add(const Landmarks& seen, Vec2d size);
  void reset() { *this = FixedCamera(options_); }
  [[nodiscard]] int frames() const { return frames_; }
  /// The view from everything added so far.
  Estimate solve(Vec2d size);
  [[nodiscard]] const Lens& lens() const { return lens_; }

 private:
  struct Place {
    Vec2d mean;
    double weight = 0, sigma_px = 0;
    int count = 0;
  };
  void fit_lens(Vec2d size);
  void matches(const Lens& lens, std::vector<Correspondence>& out) const;

  EstimateOptions options_;
  std::array<Place, kFieldPoints> places_;
  Lens lens_;
  int frames_ = 0;
  std::vector<Correspondence> scratch_;
};

}  // namespace touchline
