// Combed pictures that were scaled afterwards: the fields cannot be told apart any more, but the
// stripes remain where something moved.
#pragma once

#include <array>
#include <cstdint>

#include "image/frame.h"

namespace touchline {

/// Looks at columns of 64 rows: what moves is blurred and so shows less fine detail than what
/// stands still, unless fields were woven. Their stripes have one frequency all over the picture,
/// which is that of neighbouring rows no longer.
class ScaledCombing {
 public:
  /// A picture and the one before it, of one size.
  void add(const Frame& before, const Frame& now);
  [[nodiscard]] bool found() const;

 private:
  static constexpr int kRows = 64, kFirst = 8, kLast = kRows / 2;  // rows; cycles in them
  using Spectrum = std::array<float, kLast + 1>;
  void add_column(const Frame& before, const Frame& now, int x, int top);

  Spectrum moving_{}, still_{};  // sums of each column's shares
  std::int64_t moving_columns_ = 0, still_columns_ = 0;
};

}  // namespace touchline
