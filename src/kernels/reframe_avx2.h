// The hand-tuned reframing for CPUs with AVX2: source rows become 16-bit sums once, and output rows
// are made of those. Bit-equal to ReframeChannel: tests/kernels/reframe_test.cpp holds it to that.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/reframe.h"

namespace touchline {

/// True when this CPU can run it.
bool reframe_avx2_supported();

class ReframeAvx2 {
 public:
  /// For planes whose rows have so many bytes, `step` of them from sample to sample; false when
  /// they are too short for a load.
  bool plan(const ResampleAxis& x, int step, int row_bytes);
  [[nodiscard]] bool usable() const { return usable_; }
  /// All samples of `channel`'s plane, whose x axis was planned: of interleaved channels, `channel`
  /// is the first and the others are made along with it.
  void sample(const ReframeChannel& channel);

  /// Two 16-byte loads of one row for 2 x 8 neighbouring bytes of the picture's row, and two
  /// weighted bytes of them for each.
  struct alignas(32) Term {
    std::uint8_t index[32];   ///< byte of the half's own load
    std::uint8_t weight[32];  ///< 0 where nothing is wanted
    std::int32_t offset[2];   ///< bytes from the row's start; both loads stay inside the row
  };

 private:
  bool usable_ = false;
  int terms_ = 0, blocks_ = 0;  ///< terms per 16 bytes of the picture's row, and how many of these
  std::vector<Term> table_;
  std::vector<std::int16_t> rows_;  ///< as many as the y axis has taps, used in turn
};

}  // namespace touchline
