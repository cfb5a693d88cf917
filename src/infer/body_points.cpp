#include "infer/body_points.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "infer/heads/heads.h"

namespace touchline {
namespace {

/// "right_knee" of "left_knee" and the other way round; what has no side is its own.
std::string other_side(const std::string& name) {
  constexpr std::string_view kSides[] = {"left", "right"};
  for (const int side : {0, 1})
    if (const auto at = name.find(kSides[side]); at != std::string::npos)
      return std::string(name).replace(at, kSides[side].size(), kSides[1 - side]);
  return name;
}

std::vector<int> partners(const std::vector<std::string>& names) {
  std::vector<int> partner;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto at = std::find(names.begin(), names.end(), other_side(names[i]));
    partner.push_back(
        static_cast<int>(at == names.end() ? static_cast<std::ptrdiff_t>(i) : at - names.begin()));
  }
  return partner;
}

}  // namespace

Vec2f bent_top(const HeatPatch& patch) {
  double log[9];
  for (int k = 0; k < 9; ++k)
    log[k] = std::log(std::clamp(static_cast<double>(patch.around[k]), 1e-3, 50.0));
  const double dx = (log[5] - log[3]) / 2, dy = (log[7] - log[1]) / 2;
  const double dxx = log[5] - 2 * log[4] + log[3], dyy = log[7] - 2 * log[4] + log[1],
               dxy = (log[8] - log[5] - log[7] + 2 * log[4] - log[3] - log[1] + log[0]) / 2;
  const double bend = dxx * dyy - dxy * dxy;
  if (!(dxx < 0 && bend > 1e-12)) return {};  // no top: flat, or higher elsewhere
  const double x = -(dyy * dx - dxy * dy) / bend, y = -(dxx * dy - dxy * dx) / bend;
  // A top farther away would have another highest cell.
  constexpr double kFarthest = 2;
  if (!(std::abs(x) <= kFarthest && std::abs(y) <= kFarthest)) return {};
  return {static_cast<float>(x), static_cast<float>(y)};
}

BodyPoints::BodyPoints(const ModelManifest& manifest)
    : output_(manifest.outputs[0]),
      points_(static_cast<int>(manifest.keypoints.size())),
      width_(manifest.input.width / manifest.strides[0]),
      height_(manifest.input.height / manifest.strides[0]),
      blur_(heat_blur(manifest.smoothing)),
      least_(manifest.min_score) {
  const auto stride = static_cast<float>(manifest.strides[0]);
  step_ = {stride, stride};
  first_ = {stride / 2, stride / 2};
  if (manifest.corners) {
    const auto step = [](int input, int cells) {
      return static_cast<float>(input - 1) / static_cast<float>(std::max(cells - 1, 1));
    };
    step_ = {step(manifest.input.width, width_), step(manifest.input.height, height_)};
    first_ = {0.5F, 0.5F};
  }
  if (manifest.mirrored) partner_ = partners(manifest.keypoints);
}

Status BodyPoints::check(std::span<const std::int64_t> shape) const {
  return heads::expect_shape({{shape.begin(), shape.end()}, nullptr}, output_,
                             {-1, points_, height_, width_});
}

Vec2f BodyPoints::in_input(const HeatPatch& patch) const {
  const auto& around = patch.around;
  const Vec2f off =
      blur_.reach > 0
          ? bent_top(patch)
          : Vec2f{static_cast<float>(heads::bump_offset(around[3], around[4], around[5])),
                  static_cast<float>(heads::bump_offset(around[1], around[4], around[7]))};
  return {first_.x + (static_cast<float>(patch.x) + off.x) * step_.x,
          first_.y + (static_cast<float>(patch.y) + off.y) * step_.y};
}

void BodyPoints::place(std::span<const HeatPatch> patches, const InputPlacement& at,
                       Keypoints& out) const {
  out.assign(static_cast<std::size_t>(points_), std::nullopt);
  for (std::size_t i = 0; i < out.size(); ++i)
    if (patches[i].score >= least_) out[i] = {at.to_source(in_input(patches[i])), patches[i].score};
}

}  // namespace touchline
