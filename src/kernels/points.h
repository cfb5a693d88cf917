// The CPU driver of a point functor: every index of a list.
#pragma once

namespace touchline {

/// Points worked on at a time.
inline constexpr int kPointBlock = 16;

/// Calls `point(i)` for all 0 <= i < count, in blocks that the compiler can put into vectors. The
/// last block overlaps the one before it, so `point` may be called twice for an index: its inputs
/// and outputs must be different memory. The functor is copied, as a GPU kernel would.
template <class Point>
void for_each_point(int count, const Point point) {
  if (count < kPointBlock) {
    for (int i = 0; i < count; ++i) point(i);
    return;
  }
  for (int block = 0; block < count; block += kPointBlock) {
    const int first = block + kPointBlock <= count ? block : count - kPointBlock;
#pragma GCC ivdep
    for (int i = 0; i < kPointBlock; ++i) point(first + i);
  }
}

}  // namespace touchline
