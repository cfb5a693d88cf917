// A camera that never moves, told by the four outer corners of a rectangular field, which somebody
// marked by hand.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "geometry/field_spec.h"
#include "geometry/homography_fit.h"
#include "geometry/pinhole.h"
#include "records/field.h"

namespace touchline {

struct MarkedCorners {
  std::array<Vec2d, 4> pixel;  ///< counter-clockwise in the upright picture
  Vec2d size;                  ///< of the picture they were marked in, pixels; 0: the source's own
};

/// `corners`: eight numbers, "x,y x,y x,y x,y", in any order of the corners; they may lie outside
/// the picture. `picture`: "WIDTHxHEIGHT", or empty. Errc::bad_config names the setting, `section`
/// followed by ".corners" or ".picture": no such numbers, two corners that are one, or four that
/// span nothing convex.
Result<MarkedCorners> parse_corners(std::string_view corners, std::string_view picture,
                                    const std::string& section);

struct CornerOptions {
  double sigma = 0.0015;      ///< how well somebody marks a point, picture diagonals
  double slack = 0.003;       ///< what a centred pinhole does not describe, picture diagonals
  double least_area = 0.005;  ///< of the picture that the field must cover
  double farthest = 2;        ///< a corner may lie so many widths and heights outside
};

/// What the corners alone tell of a picture of one size.
struct CornerView {
  FieldView view;
  Pinhole camera;
  std::array<Correspondence, 4> corners;
  HomographyPrior prior;  ///< a camera with square pixels; for another fit with line points
};

/// The camera with square pixels that sees `field` between the corners. Which of its sides is which
/// follows from the pixels being square; which of two opposite ends, from where the camera stands:
/// behind the end at -x, or beside the field at -y. Errc::bad_config names the setting: corners too
/// far outside, a field that is too small, a picture of another shape than they were marked in,
/// four that no camera sees like that.
Result<CornerView> view_of_corners(const MarkedCorners& marked, const FieldSpec& field, Vec2d size,
                                   const std::string& section, const CornerOptions& options = {});

/// A view of `fitted`.
FieldView view_of(const HomographyFit& fitted, const FieldSpec& field, Vec2d size);

}  // namespace touchline
