// A hall with one court as a camera on a stand sees it: floor, lines, boards and rows of people.
// Nothing of it moves.
#pragma once

#include <cstdint>

#include "image/frame.h"
#include "scene/camera.h"

namespace touchline::badminton {

/// Fills the whole picture, I420. The floor's colours follow from `seed`.
void paint_hall(const Camera& camera, const Image& image, std::uint64_t seed);

}  // namespace touchline::badminton
