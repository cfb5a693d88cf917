// What synthetic pictures are.
#pragma once

#include "image/frame.h"

namespace touchline::scene {

/// I420 on the host, BT.709 limited range.
inline FrameInfo picture_info(int width, int height) {
  FrameInfo info;
  info.width = width;
  info.height = height;
  info.colour.primaries = info.colour.transfer = 1;  // BT.709
  return info;
}

}  // namespace touchline::scene
