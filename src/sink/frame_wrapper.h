// A Frame as an AVFrame: the same planes, kept alive for as long as libav looks at them.
#pragma once

#include <memory>

#include "image/frame.h"
#include "libav/libav.h"
#include "memory/pool.h"

namespace touchline {

/// The size H.264 4:2:0 can show: its cropping counts in pairs, so an odd size grows by one.
constexpr int even_up(int size) { return size + (size & 1); }

class FrameWrapper {
 public:
  explicit FrameWrapper(const FrameInfo& info);
  ~FrameWrapper();
  FrameWrapper(const FrameWrapper&) = delete;
  FrameWrapper& operator=(const FrameWrapper&) = delete;

  /// The AVFrame for `frame`, valid until the next call; nullptr when memory ran out. Odd sizes
  /// repeat the last luma row and column (chroma already covers them); nothing else is copied.
  AVFrame* wrap(const Frame& frame);

 private:
  struct Slot;
  struct Slots;
  /// Luma of `frame` with its last row and column repeated.
  Buffer pad_luma(const Frame& frame);

  UniqueAVFrame av_;
  std::shared_ptr<Slots> slots_;
  std::ptrdiff_t padded_pitch_;
  Pool padded_;
};

}  // namespace touchline
