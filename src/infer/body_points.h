// From the heat maps of a body's points to their places. Private to infer.
#pragma once

#include <span>
#include <vector>

#include "infer/decoder.h"
#include "infer/manifest.h"
#include "kernels/body_heat.h"
#include "records/keypoint.h"

namespace touchline {

/// What a manifest says of its heat maps.
class BodyPoints {
 public:
  explicit BodyPoints(const ModelManifest& manifest);

  /// Of every point, the channel of its partner on the other side, by their names ("left_knee",
  /// "right_knee"); empty: pictures are not mirrored.
  [[nodiscard]] const std::vector<int>& partner() const { return partner_; }
  [[nodiscard]] const HeatBlur& blur() const { return blur_; }
  [[nodiscard]] int points() const { return points_; }
  [[nodiscard]] int width() const { return width_; }    ///< cells
  [[nodiscard]] int height() const { return height_; }  ///< cells

  /// Errc::bad_model unless `shape` is n x points x height x width.
  [[nodiscard]] Status check(std::span<const std::int64_t> shape) const;
  /// One of each point; tops below the manifest's `min_score` are null.
  void place(std::span<const HeatPatch> patches, const InputPlacement& at, Keypoints& out) const;

 private:
  [[nodiscard]] Vec2f in_input(const HeatPatch& patch) const;

  std::string output_;
  int points_, width_, height_;
  Vec2f step_, first_;  ///< input pixels from cell to cell, and of the first cell's middle
  HeatBlur blur_;
  float least_;
  std::vector<int> partner_;
};

/// Where the top lies, in cells from the middle of the highest: by the slope and bend of the
/// logarithm of a smoothed map.
Vec2f bent_top(const HeatPatch& patch);

}  // namespace touchline
