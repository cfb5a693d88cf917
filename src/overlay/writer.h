// Lines of text at one size: shaped and drawn once, then met again as sprites.
#pragma once

#include <array>
#include <string_view>

#include "geometry/box.h"
#include "kernels/canvas.h"
#include "overlay/sprite.h"
#include "overlay/text.h"

namespace touchline {

class Writer {
 public:
  explicit Writer(Typeface face);

  /// Advance width, pixels.
  [[nodiscard]] int width(std::string_view text);
  [[nodiscard]] int cap_height() const { return face_.cap_height(); }
  /// Text whose left end (write), middle (write_centred) or right end (write_right) is at `x` and
  /// whose capitals are centred about `y`. Returns the rectangle its capitals fill.
  Box write(Canvas& canvas, float x, float y, std::string_view text, const YuvColour& colour);
  Box write_centred(Canvas& canvas, float x, float y, std::string_view text,
                    const YuvColour& colour) {
    return write(canvas, x - 0.5F * static_cast<float>(width(text)), y, text, colour);
  }
  Box write_right(Canvas& canvas, float x, float y, std::string_view text,
                  const YuvColour& colour) {
    return write(canvas, x - static_cast<float>(width(text)), y, text, colour);
  }

 private:
  struct Known {
    std::uint64_t hash = 0;
    int width = 0;
  };

  Typeface face_;
  TextRun run_;  ///< of the last miss
  std::array<Known, 512> widths_{};
  SpriteCache sprites_;
};

}  // namespace touchline
