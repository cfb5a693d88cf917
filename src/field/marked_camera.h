// The camera of marked corners in a video: refined on the painted lines, and held against them
// wherever another shot may have begun.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "field/line_points.h"
#include "field/marked_corners.h"

namespace touchline {

struct MarkedCameraOptions {
  MarkedCorners corners;
  FieldSpec field;
  std::string section = "court";  ///< of the settings, for messages
  double paint_m = 0.05;          ///< width of a painted line
  double search = 0.008;          ///< paint lies within this of where the corners put it, diagonals
  double narrow = 0.003;          ///< and within this of a refined view
  double line_sigma = 0.0004;     ///< no line is placed better, diagonals
  int line_votes = 6;             ///< points of one line err together: it counts as so many
  double check_s = 1;             ///< paint is looked for so often
  int least_found = 20;           ///< places with paint that refine a view
  double least_share = 0.5;       ///< of the places in plain view, to refine
  double absent_share = 0.2;      ///< with less, the picture does not show the field from there
  int absent_looked = 40;         ///< places that must be in plain view to say so
};

/// States: `measured` where the paint agrees or tells nothing; `lost` where paint that should be in
/// plain view is not there: another camera's picture. A shot's view is refined once.
class MarkedCamera {
 public:
  explicit MarkedCamera(MarkedCameraOptions options) : options_(std::move(options)) {}

  /// In order of pts_ns, one call a frame. `cut`: another shot begins with this frame. `lines` has
  /// looked at the frame. Errors as of view_of_corners().
  Status update(Nanoseconds pts_ns, Vec2d size, bool cut, LineFinder& lines);
  /// Valid until the next update.
  [[nodiscard]] const FieldView& view() const { return view_; }

 private:
  void check(LineFinder& lines);
  [[nodiscard]] bool refine(LineFinder& lines);

  MarkedCameraOptions options_;
  std::optional<CornerView> marked_;  ///< of pictures of the size of view_
  FieldView view_;
  Nanoseconds checked_ns_ = kNoTime;
  bool refined_ = false;
  std::vector<LinePoint> points_;
  std::vector<Correspondence> matches_;
};

}  // namespace touchline
