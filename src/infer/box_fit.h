// Boxes that fit people: without the margin a detector leaves around them.
#pragma once

#include "kernels/letterbox.h"
#include "records/detection.h"

namespace touchline {

/// A detector's boxes reach past people on every side: by the margin that whoever drew the training
/// boxes left, and by more the smaller somebody is in its input, where a pixel is the least it
/// tells apart.
struct BoxFit {
  double margin = 0;    ///< of somebody 18 pixels high, past head and feet; pixels of the input
  int ball_class = -1;  ///< of the detections: left as it is
};

/// Past head and feet of somebody whose box is `height`: half of `at_18`, and half that grows as
/// people shrink. All in pixels of the input.
double margin_along(double at_18, double height);
/// Past the sides: only the half that grows.
double margin_across(double at_18, double height);

/// Takes the margin off boxes in source pixels. Sides that the picture cuts stay.
void fit_boxes(Detections& detections, const BoxFit& fit, const LetterboxGeometry& geometry);

}  // namespace touchline
