// Where the camera looks, frame after frame: landmarks, painted lines and measured camera motion
// held together, with honest states for when they are missing.
#pragma once

#include <memory>
#include <optional>

#include "field/estimate.h"
#include "field/line_points.h"
#include "field/paint_check.h"
#include "field/people_check.h"
#include "records/field.h"
#include "records/landmark.h"

namespace touchline {

/// Every length is in metres or a share of the picture's diagonal, every time in seconds of media
/// time: neither resolution nor frame rate matters.
struct CalibratorOptions {
  FieldSpec field;
  EstimateOptions estimate;   ///< its field is replaced by `field`
  bool fixed_camera = false;  ///< one calibration from all frames; motion is not looked at
  double stale_s = 1.5;       ///< unmeasured for longer: stale
  double lost_s = 5;          ///< unmeasured for longer: lost
  double stale_m = 1.5;       ///< sigma at the middle of the view above: stale
  double lost_m = 6;
  double disagree_s = 0.3;     ///< landmarks that contradict for longer start the view anew
  double drift = 0.0015;       ///< corner sigma of what motion misses, diagonals per sqrt(second)
  double blind = 0.06;         ///< the same when motion could not be measured
  double floor = 0.0006;       ///< a measured view's corners are never surer, diagonals
  double search = 0.012;       ///< widest search for lines, diagonals
  double line_sigma = 0.0004;  ///< no line is placed better, diagonals
  int line_votes = 6;          ///< points of one line err together: it counts as so many
  double paint_m = 0.11;       ///< width of a painted line
  bool on_grass = true;        ///< paint lies on grass; false: on a floor of any colours
  PaintCheckOptions paint;     ///< what a new view must show where lines are looked for
  std::optional<PeopleCheckOptions> people =
      PeopleCheckOptions();  ///< how tall people may be in it; none: of a field that has one size
};

struct CalibrationInput {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Vec2d size;                            ///< the picture, pixels
  const Landmarks* landmarks = nullptr;  ///< null: the network did not look at this frame
  std::optional<Mat3> motion;            ///< the last update's undistorted pixels -> this frame's
  double motion_sigma_px = 0;            ///< of a corner's displacement by `motion`
  bool cut = false;                      ///< another shot begins with this frame
  LineFinder* lines = nullptr;           ///< null: nobody looks for lines
  std::span<const Box> people{};         ///< boxes of everybody who was seen, source pixels
};

/// States: a frame whose landmarks or lines agree is `measured`; one carried on by motion is
/// `propagated`, after stale_s or above stale_m `stale`, after lost_s, above lost_m or after a cut
/// `lost` until landmarks are found. Landmarks that contradict the view for disagree_s replace it.
/// A new view, the first or another, counts once the paint confirms it. A camera at rest gets one
/// calibration from many frames, with its lens when that explains much.
class Calibrator {
 public:
  explicit Calibrator(const CalibratorOptions& options);
  ~Calibrator();
  Calibrator(Calibrator&&) noexcept;
  Calibrator& operator=(Calibrator&&) noexcept;

  /// In order of pts_ns, one call a frame. The view stays valid until the next call.
  const FieldView& update(const CalibrationInput& input);
  [[nodiscard]] const FieldView& view() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace touchline
