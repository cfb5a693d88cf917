// One calibration from many frames of a camera that does not move.
#pragma once

#include <vector>

#include "field/estimate.h"
#include "field/line_matches.h"

namespace touchline {

/// Tells from the measured motion how long a camera has not moved.
class RestWatch {
 public:
  /// `motion`: the last picture's pixels to this one's; nothing: not measured.
  void see(const std::optional<Mat3>& motion, Vec2d size, double dt);
  void reset() { since_ = {}, resting_s_ = 0; }
  [[nodiscard]] double resting_s() const { return resting_s_; }

 private:
  Mat3 since_;  ///< pixels when the rest began to pixels now
  double resting_s_ = 0;
};

/// Averages each landmark's place over the frames, then solves for the view and, when they and the
/// painted lines show it, the lens.
class FixedCamera {
 public:
  FixedCamera(const EstimateOptions& options, const LineMatchOptions& lines)
      : options_(options), line_options_(lines), places_(options.field.landmarks.size()) {}

  void add(const Landmarks& seen, Vec2d size);
  void reset();
  [[nodiscard]] int frames() const { return frames_; }
  /// The view from everything added so far and the lines of the present frame, looked for within
  /// `search` diagonals; null: nobody looks for lines.
  Estimate solve(Vec2d size, LineFinder* lines, double search);
  [[nodiscard]] const Lens& lens() const { return lens_; }
  /// How much the lens explains: errors in sigmas without one over those with it.
  [[nodiscard]] double lens_gain() const { return lens_gain_; }
  /// What one term of a lens leaves of the lines' errors, pixels.
  [[nodiscard]] double lens_misfit_px() const { return lens_misfit_px_; }

 private:
  struct Place {
    Vec2d mean;
    double weight = 0, sigma_px = 0;
    int count = 0;
  };
  void fit_lens(Vec2d size);
  bool try_lenses(Vec2d size, LineFinder& lines, double search, Mat3& view);
  void refine(Vec2d size, LineFinder& lines, double search, Estimate& found);
  double gain(const CornerFrame& frame, const Mat3& view);
  [[nodiscard]] double misfit_px(const Mat3& view) const;
  void matches(const Lens& lens, std::vector<Correspondence>& out) const;
  void matches_with_lines(const Lens& lens, double diagonal,
                          std::vector<Correspondence>& out) const;

  EstimateOptions options_;
  LineMatchOptions line_options_;
  std::vector<Place> places_;  ///< of the landmarks
  Lens lens_;
  double lens_gain_ = 1, lens_misfit_px_ = 0;
  int frames_ = 0;
  std::vector<Correspondence> scratch_;
  std::vector<LinePoint> points_;
};

}  // namespace touchline
