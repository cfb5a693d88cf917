// Text as coverage: HarfBuzz places the glyphs, FreeType draws each once into an atlas.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace touchline {

/// A shaped line: whole-pixel glyph positions from its origin on the baseline.
struct TextRun {
  struct Item {
    std::uint32_t glyph;
    int x, y;
  };
  std::vector<Item> items;
  int width = 0;  ///< advance, pixels
};

/// One font at one size.
class Typeface {
 public:
  /// Opens the first of `paths` that exists and cuts printable ASCII into the atlas.
  /// `size_px` is the em in pixels. Errc::bad_config names every path tried.
  static Result<Typeface> open(const std::vector<std::string>& paths, float size_px);
  ~Typeface();
  Typeface(Typeface&&) noexcept;
  Typeface& operator=(Typeface&&) noexcept;

  /// Shapes UTF-8, digits all of one width; glyphs not seen before join the atlas. Invalid bytes
  /// show the font's replacement glyph.
  TextRun shape(std::string_view text);
  /// The same into `run`, whose memory is used again.
  void shape(std::string_view text, TextRun& run);
  /// Adds the run's coverage to a packed mask, the baseline's start at (x, baseline); what falls
  /// outside is cut.
  void draw(const TextRun& run, int x, int baseline, std::uint8_t* mask, int width,
            int height) const;

  [[nodiscard]] int cap_height() const;           ///< height of 'H' above the baseline, pixels
  [[nodiscard]] const std::string& path() const;  ///< the file in use

 private:
  struct State;
  explicit Typeface(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
