// A driving range as a phone on a tripod sees it: sky, trees, grass and a mat. Nothing of it moves.
#pragma once

#include <cstdint>

#include "image/frame.h"
#include "scene/camera.h"

namespace touchline::golf {

/// Fills the whole picture, I420.
void paint_range(const Camera& camera, const Image& image, std::uint64_t seed);

}  // namespace touchline::golf
