// The part of the field that the camera sees.
#pragma once

#include <array>
#include <cstddef>

#include "records/field.h"

namespace touchline {

struct Footprint {
  std::array<Vec2d, 16> corners;  ///< metres, in order around it
  std::size_t count = 0;          ///< 0: nothing of it is seen
};

/// The picture's outline on the ground, below the horizon and within +-`limit` metres. Its sides
/// are taken as straight, so a lens bends only the corners.
Footprint footprint(const FieldView& view, Vec2d limit);

}  // namespace touchline
