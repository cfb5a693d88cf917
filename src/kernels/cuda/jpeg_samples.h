#pragma once

#include "kernels/jpeg_samples.h"

namespace touchline {

/// The kernel's work: all chroma samples of a picture.
struct JpegBlocks {
  JpegBlock block;
  int width, height;
};

}  // namespace touchline
