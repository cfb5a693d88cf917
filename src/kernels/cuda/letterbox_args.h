// What the letterbox kernels are given. Private to letterbox_batch.
#pragma once

#include "kernels/half.h"
#include "kernels/letterbox.h"

namespace touchline {

/// One shape of frame.
struct LetterboxShape {
  LetterboxPixel pixel;  ///< its tables are in GPU memory; no planes, no tensor
  float border[3] = {};
  int x = 0, y = 0, width = 0, height = 0;  ///< of the picture in the input
};

/// One frame of a batch; `shape` lies in GPU memory.
struct LetterboxFrame {
  LetterboxPlanes planes;
  const LetterboxShape* shape = nullptr;
};

/// Frames of one launch: what kernel parameters have room for.
inline constexpr int kLetterboxFrames = 64;

struct LetterboxBatchArgs {
  void* tensor = nullptr;     ///< the first frame's input
  int width = 0, height = 0;  ///< of an input
  LetterboxShape shape;       ///< of all frames, for the kernels that want one
  LetterboxFrame frames[kLetterboxFrames];
};

/// Pixels that a thread of the general kernels makes, a warp's width apart, and a thread of the
/// halving kernels, side by side.
inline constexpr int kLetterboxRun = 4, kHalvedRun = 8;

}  // namespace touchline
