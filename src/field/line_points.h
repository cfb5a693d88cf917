// The painted lines as the picture shows them: sub-pixel points that tie pixels to metres.
#pragma once

#include <span>
#include <vector>

#include "field/paint_profile.h"
#include "geometry/box.h"
#include "geometry/field_spec.h"
#include "geometry/linear.h"
#include "kernels/cuda/gather.h"
#include "kernels/grass_colour.h"
#include "records/field.h"

namespace touchline {

/// One place where a painted line was seen. Only the displacement along `normal` was measured: the
/// point constrains the view by dot(normal, seen(field) - pixel) = 0 +- sigma_px.
struct LinePoint {
  Vec2d pixel;   ///< source pixels, pixel centres at +0.5: the middle of the paint
  Vec2d normal;  ///< unit, across the line in the picture
  Vec2d field;   ///< metres, on the marking's middle
  double sigma_px = 1;
  int marking = 0;  ///< of the field
};

/// Places of one marking that should be in plain view, and those of them where paint was found.
struct MarkingCount {
  int looked = 0, found = 0;
};

/// Looks for the painted lines near where a homography puts them.
class LineFinder {
 public:
  virtual ~LineFinder() = default;
  /// Replaces `out` with the points found within `search_px` (source pixels) of where
  /// `image_from_field` (metres to undistorted pixels, w > 0 in view) and `lens` put the markings.
  /// Empty when nothing was found; never an error.
  virtual void find(const Mat3& image_from_field, const Lens& lens, double search_px,
                    std::vector<LinePoint>& out) = 0;
  /// What the last find() looked at, in the order of the field.
  [[nodiscard]] virtual std::span<const MarkingCount> counts() const = 0;
};

struct LineFinderOptions {
  double paint_m = 0.11;    ///< width of a painted line; the laws allow at most 0.12
  double spacing_px = 14;   ///< between samples along a line, at 720 rows; scales with the picture
  int max_points = 400;     ///< samples are spread further apart to stay below
  double min_contrast = 8;  ///< grey levels that paint must stand above the grass beside it
};

/// The finder that reads a frame's own luma and chroma planes. Along each marking, every few
/// pixels, it reads the brightness across the line and believes a ridge as wide as the paint must
/// be there when both its sides are grass, nobody stands on it and no second ridge comes near it in
/// height; the middle of the ridge is the centroid of what rises above the line through its sides.
/// Where no grass colour is known (a grey frame) the sides only have to be darker.
class FrameLineFinder final : public LineFinder {
 public:
  explicit FrameLineFinder(const FieldSpec& field, const LineFinderOptions& options = {});
  /// Sets the picture to look at and the people in it (source pixels), near whom no line is
  /// believed. `grass` is what learn_grass() says of the frame. Everything is kept until the next
  /// call. `sampler` reads a frame that lies on a GPU: two questions a find(); null for host
  /// frames.
  void look_at(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
               FrameSampler* sampler = nullptr);
  void find(const Mat3& image_from_field, const Lens& lens, double search_px,
            std::vector<LinePoint>& out) override;
  [[nodiscard]] std::span<const MarkingCount> counts() const override { return counts_; }
  /// What went wrong on the GPU since look_at(): find() finds nothing from then on.
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  /// Where a point of a marking should be seen.
  struct Expected {
    Vec2d field, pixel, normal;
    double width_px = 0, straight_px = 0;  ///< of the paint; it is straight this far both ways
    int marking = 0;
  };
  struct View;
  /// Where nobody believes in a line, because of a person; pixels.
  struct Surroundings {
    double left = 0, top = 0, right = 0, bottom = 0;
  };
  /// A point whose ridge was found; whether grass lies on both sides of it is not known yet.
  struct Candidate {
    LinePoint point;
    double width_px = 0;
  };
  void expect_points(const View& view, double search_px);
  void expect_marking(int marking, const View& view, double spacing_px, double search_px);
  void spread_out();
  Status find_candidates(double search_px);
  Status keep_those_on_grass(std::vector<LinePoint>& out);
  /// Fills profile_ and sums_ with the brightness across the line, gathered or read here.
  void take_profile(const LineProfile& line, std::span<const float> gathered);
  bool measure(const Expected& expected, const Ruler& ruler, double search_px, LinePoint& point);
  [[nodiscard]] Place beside(const Candidate& candidate, int index) const;
  template <class Chroma>
  bool on_grass(const Candidate& candidate, const Chroma& chroma) const;
  [[nodiscard]] bool near_person(Vec2d pixel) const;

  std::vector<Marking> markings_;
  LineFinderOptions options_;
  Frame frame_;
  GrassColour grass_;
  YuvReader picture_;
  FrameSampler* sampler_ = nullptr;
  Status status_;
  std::vector<Surroundings> people_;
  std::vector<Expected> expected_;
  std::vector<Candidate> candidates_;
  std::vector<MarkingCount> counts_;
  std::vector<float> profile_, sums_;
  std::vector<double> heights_;
};

}  // namespace touchline
