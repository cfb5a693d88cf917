// Whether the paint in the picture is that of the pitch a view claims to show.
#pragma once

#include <string>
#include <vector>

#include "field/line_points.h"

namespace touchline {

struct PaintCheckOptions {
  double search = 0.004;     ///< paint lies within this of where the view has it, diagonals
  double least_share = 0.6;  ///< of the places in plain view that must have paint: of 140
                             ///< pictures of pitches one in a hundred shows less than 0.76
  int least_found = 20;      ///< places with paint
  int least_markings = 3;    ///< that are painted along half of what is in view of them
  int sure_landmarks = 7;    ///< when as many agree, two markings are enough
};

struct PaintCheck {
  bool confirmed = false;
  int looked = 0, found = 0;  ///< places in plain view, and those with paint
  int markings = 0;           ///< painted along half of what is in view of them
  int bare = 0;               ///< with paint on less than a quarter of what is in view of them
  std::string why;            ///< why it is not confirmed
};

/// Looks along every marking that should be in view. Landmarks alone may be those of another
/// pitch, of a court or of nothing; a view that puts most lines on paint is that of this pitch.
/// `landmarks`: how many agree with the view.
PaintCheck check_paint(LineFinder& lines, const Mat3& image_from_field, const Lens& lens,
                       Vec2d size, int landmarks, const PaintCheckOptions& options,
                       std::vector<LinePoint>& scratch);

}  // namespace touchline
