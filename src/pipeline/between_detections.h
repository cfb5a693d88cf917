// Detections of frames that the detector did not see, from those of the frames around them in the
// same clip. Nothing else is asked, neither a tracker nor another clip, so that order, batches and
// threads make no difference.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "pipeline/look.h"

namespace touchline {

/// Fills the moments between two that look 0 is due for, and marks them `interpolated`. A box that
/// both have (of one class, overlapping) moves evenly in time, and is grown by how far its sides
/// move; what only one has is nowhere between.
void interpolate_detections(std::span<Moment> clip);

/// A detector's look that does so after it has seen a batch.
std::function<Result<std::unique_ptr<Look>>()> with_interpolation(
    std::function<Result<std::unique_ptr<Look>>()> open);

}  // namespace touchline
