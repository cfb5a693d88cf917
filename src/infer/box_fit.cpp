#include "infer/box_fit.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kToldHeight = 18;      // pixels of the input: the height that margins are told for
constexpr double kMostOfHeight = 0.15;  // of a height, past head or feet
constexpr double kMostOfWidth = 0.25;   // of a width, past one side
constexpr double kCutEdge = 0.5;        // pixels of the input

/// One axis of a box, cut by `margin` at both ends, all in source pixels.
void cut(float& from, float& extent, double margin, double edge, int size) {
  const auto low = static_cast<double>(from), high = low + static_cast<double>(extent);
  const double begin = low > edge ? low + margin : low;
  const double end = high < size - edge ? high - margin : high;
  from = static_cast<float>(begin);
  extent = static_cast<float>(end - begin);
}

}  // namespace

double margin_across(double at_18, double height) { return at_18 * kToldHeight / (2 * height); }

double margin_along(double at_18, double height) {
  return std::min(at_18 / 2 + margin_across(at_18, height), kMostOfHeight * height);
}

void fit_boxes(Detections& detections, const BoxFit& fit, const LetterboxGeometry& geometry) {
  if (fit.margin == 0) return;
  const auto sx = static_cast<double>(geometry.scale_x), sy = static_cast<double>(geometry.scale_y);
  for (auto& [box, score, class_id] : detections) {
    if (class_id == fit.ball_class) continue;
    const double height = static_cast<double>(box.h) / sy;
    const double across =
        std::min(sx * margin_across(fit.margin, height), kMostOfWidth * static_cast<double>(box.w));
    cut(box.x, box.w, across, sx * kCutEdge, geometry.source_width);
    cut(box.y, box.h, sy * margin_along(fit.margin, height), sy * kCutEdge, geometry.source_height);
  }
}

}  // namespace touchline
