// Rows of two neighbouring pictures, compared block by block: whether fields of different times
// were woven into one. For code that the host and GPU kernels share.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/portable.h"

namespace touchline {

/// How a block of a picture moved: as fields of one order do, or as a whole picture does.
enum class BlockVote : std::uint8_t { none, top_first, bottom_first, progressive };

/// Sums over a block: `within` a picture its rows against the mean of their neighbours; with the
/// neighbours or the rows of the picture before, by the order in which they would be near in time.
struct FieldDifferences {
  int within = 0, top_first = 0, bottom_first = 0;
};

/// When fields are of different times the other field of one order lies nearer in time than that of
/// the other order; the fields of a progressive picture lie nearest to each other. Texture, however
/// fine, does neither: it has no order.
TL_HD constexpr BlockVote vote_of(const FieldDifferences& sums) {
  constexpr int kMoved = 3 * 16 * 16;  // mean differences below are noise: nothing moved
  const bool top = sums.top_first < sums.bottom_first;
  const int near = top ? sums.top_first : sums.bottom_first,
            far = top ? sums.bottom_first : sums.top_first;
  if (far < kMoved) return BlockVote::none;
  // Fields lie as far apart within a picture as across two; a line that moves up or down may
  // look ordered too, but its picture is whole.
  const bool woven = 10 * sums.within >= 7 * near && 20 * sums.within >= 9 * far;
  if (5 * far >= 7 * near && woven) return top ? BlockVote::top_first : BlockVote::bottom_first;
  return 10 * sums.within < 6 * near ? BlockVote::progressive : BlockVote::none;
}

/// The votes of all blocks of some bands of rows, one a call. A band is kRows rows: those of its
/// blocks and one neighbour above and below. Bands and rows are packed one after the other.
struct CompareFields {
  static constexpr int kBlock = 16, kRows = kBlock + 2;

  const std::uint8_t *before = nullptr, *now = nullptr;
  int width = 0, bands = 0;
  BlockVote* out = nullptr;  ///< blocks() of them

  [[nodiscard]] TL_HD int columns() const { return width / kBlock; }
  [[nodiscard]] TL_HD int blocks() const { return columns() * bands; }
  /// Where block `i` begins in `before` and `now`.
  [[nodiscard]] TL_HD std::ptrdiff_t offset(int i) const {
    const int band = i / columns(), column = i % columns();
    return std::ptrdiff_t{band} * kRows * width + std::ptrdiff_t{column} * kBlock;
  }
  TL_HD void operator()(int i) const {
    if (i < blocks()) out[i] = vote_of(differences(offset(i)));
  }
  [[nodiscard]] TL_HD FieldDifferences differences(std::ptrdiff_t at) const {
    FieldDifferences sums;
    for (int r = 1; r <= kBlock; ++r) {
      const std::uint8_t *row = now + at + std::ptrdiff_t{r} * width,
                         *old_row = before + at + std::ptrdiff_t{r} * width;
      int mine = 0, other = 0;
      for (int x = 0; x < kBlock; ++x) {
        const int mean = mean_of(row[x - width], row[x + width]);
        sums.within += distance(mean, row[x]);
        mine += distance(mean, old_row[x]);
        other += distance(mean_of(old_row[x - width], old_row[x + width]), row[x]);
      }
      // Of odd rows with the even ones now, and the other way round.
      sums.top_first += r % 2 ? mine : other;
      sums.bottom_first += r % 2 ? other : mine;
    }
    return sums;
  }

 private:
  static TL_HD int mean_of(int a, int b) { return (a + b + 1) / 2; }
  static TL_HD int distance(int a, int b) { return a < b ? b - a : a - b; }
};

/// All of them, on the host.
void compare_fields(const CompareFields& work);

}  // namespace touchline
