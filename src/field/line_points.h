// The painted lines as the picture shows them: sub-pixel points that tie pixels to metres.
#pragma once

#include <span>
#include <vector>

#include "geometry/box.h"
#include "geometry/linear.h"
#include "geometry/pitch.h"
#include "image/frame.h"

namespace touchline {

/// One place where a painted line was seen. Only the displacement along `normal` was measured: the
/// point constrains the homography by dot(normal, project(h, field) - pixel) = 0 +- sigma_px.
struct LinePoint {
  Vec2d pixel;   ///< source pixels, pixel centres at +0.5: the middle of the paint
  Vec2d normal;  ///< unit, across the line in the picture
  Vec2d field;   ///< metres, on the marking's middle
  double sigma_px = 1;
};

/// Looks for the painted lines near where a homography puts them.
class LineFinder {
 public:
  virtual ~LineFinder() = default;
  /// Replaces `out` with the points found within `search_px` (source pixels) of where
  /// `image_from_field` (metres to the frame's pixels, w > 0 in view) projects the markings.
  /// Empty when nothing was found; never an error.
  virtual void find(const Mat3& image_from_field, double search_px,
                    std::vector<LinePoint>& out) = 0;
};

struct LineFinderOptions {
  double paint_m = 0.11;    ///< width of a painted line; the laws allow at most 0.12
  double spacing_px = 14;   ///< between samples along a line, at 720 rows; scales with the picture
  int max_points = 400;     ///< samples are spread further apart to stay below
  double min_contrast = 8;  ///< grey levels that paint must stand above the grass beside it
};

/// The finder that reads a frame's own luma and chroma planes. Grey frames work without the test
/// that grass lies on both sides.
class FrameLineFinder final : public LineFinder {
 public:
  explicit FrameLineFinder(const PitchSpec& pitch, const LineFinderOptions& options = {});
  /// Sets the picture to look at, and the people in it (source pixels), near whom no line is
  /// believed. `frame` is kept; `people` is copied.
  void look_at(const Frame& frame, std::span<const Box> people);
  void find(const Mat3& image_from_field, double search_px, std::vector<LinePoint>& out) override;
};

}  // namespace touchline
