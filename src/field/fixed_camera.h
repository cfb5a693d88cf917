// One calibration from many frames of a camera that does not move.
#pragma once

#include <optional>
#include <vector>

#include "field/estimate.h"
#include "field/lens_fit.h"
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

/// Averages each landmark's place over the frames, and solves for the view and, when they and the
/// painted lines show it, the lens. A solution is made of steps, each one search for lines and the
/// fits that go with it, so that it can be spread over as many frames.
class FixedCamera {
 public:
  FixedCamera(const EstimateOptions& options, const LineMatchOptions& lines)
      : options_(options), line_options_(lines), places_(options.field.landmarks.size()) {}

  void add(const Landmarks& seen, Vec2d size);
  void reset();
  /// The camera moved while a solution is under way: what it has goes along.
  void move(const Mat3& motion);
  /// Mean squared error of the landmarks' averages in `view`, in sigmas.
  [[nodiscard]] double misfit2(const Mat3& view, const Lens& lens);
  [[nodiscard]] int frames() const { return frames_; }

  /// Begins a solution from everything added so far. Null: from nothing; else from `view`, as seen
  /// through `lens`, if lines have agreed with a lens before.
  void begin(const Mat3* view, const Lens& lens);
  [[nodiscard]] bool solving() const { return step_ != Step::none; }
  /// The next step; the solution when it was the last one. Lines are looked for in the present
  /// frame, within `search` diagonals; null: nobody looks for lines, and a solution that has begun
  /// with them waits.
  std::optional<Estimate> step(Vec2d size, LineFinder* lines, double search);

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
  enum class Step { none, lenses, narrow, judge, landmarks };

  void solve_landmarks(Vec2d size);
  void fit_lens(Vec2d size);
  [[nodiscard]] std::optional<Mat3> rough_view(const Lens& lens);
  bool try_lens(double k1, Vec2d size, LineFinder& lines, double search);
  bool narrow(Vec2d size, LineFinder& lines, double search);
  [[nodiscard]] bool is_sure(const LineFinder& lines) const;
  void judge(Vec2d size);
  double gain(const CornerFrame& frame, const Mat3& view);
  [[nodiscard]] double misfit_px(const Mat3& view) const;
  std::optional<LensFit> fit_lines(Vec2d size, const Mat3& view, const Lens& lens);
  void matches(const Lens& lens, std::vector<Correspondence>& out) const;
  void matches_with_lines(const Lens& lens, double diagonal,
                          std::vector<Correspondence>& out) const;

  EstimateOptions options_;
  LineMatchOptions line_options_;
  std::vector<Place> places_;  ///< of the landmarks
  Lens lens_;                  ///< of the last solution
  double lens_gain_ = 1, lens_misfit_px_ = 0;
  int frames_ = 0;

  // The solution under way.
  Step step_ = Step::none;
  int tried_ = 0, round_ = 0;  ///< lenses; rounds of narrowing down
  LensFit best_;
  Estimate found_;
  std::vector<Correspondence> scratch_;
  std::vector<LinePoint> points_;
};

}  // namespace touchline
