// The drawn parts: rings, labels, brackets, the ball's marker, the caption. Each is a few cached
// sprites in a colour.
#pragma once

#include <string>
#include <string_view>

#include "geometry/box.h"
#include "overlay/sprite.h"
#include "overlay/text.h"
#include "overlay/theme.h"

namespace touchline {

/// A theme's colour with the frame's matrix and range, as measured and as predicted.
struct Ink {
  YuvColour measured, predicted;
  [[nodiscard]] const YuvColour& of(bool is_measured) const {
    return is_measured ? measured : predicted;
  }
};

/// Converts theme colours for one kind of frame.
struct InkWell {
  Colour colour;
  float predicted_opacity = 0.5F;
  /// `fade`: how much of the fading to apply; less than 1 keeps text readable.
  [[nodiscard]] Ink mix(const Rgba& rgba, float opacity = 1.0F, float fade = 1.0F) const {
    const float faded = opacity * (1 - fade * (1 - predicted_opacity));
    return {to_yuv(rgba, colour, opacity), to_yuv(rgba, colour, faded)};
  }
};

/// The ellipse on the ground under a person.
class RingMark {
 public:
  RingMark(const Theme& theme, const InkWell& well, float unit);
  /// Half the ring's width for a person's box, pixels.
  [[nodiscard]] float radius(const Box& box) const { return radii_[size(box)]; }
  [[nodiscard]] float drop(float rx) const { return rx * style_.aspect + thickness_ / 2; }
  void draw(Image& image, const Box& box, const Ink& ink, bool measured);

 private:
  [[nodiscard]] int dashes(float rx) const;
  [[nodiscard]] std::size_t size(const Box& box) const;

  Theme::Ring style_;
  float thickness_, shadow_size_, open_sin_;
  Ink shadow_;
  std::vector<float> radii_;  ///< sizes in use, each a few percent over the one before
  SpriteCache rings_, shadows_;
};

/// A pill with a line of text.
class LabelMark {
 public:
  struct Style {
    float text_size, height, padding, rounding;  ///< px, then over text size; rounding over height
    Rgba fill, text;
  };
  LabelMark(Typeface face, const Style& style, const InkWell& well);

  [[nodiscard]] float height() const { return height_; }
  /// Width of the pill for a text of `text_width` pixels.
  [[nodiscard]] float width(int text_width) const;
  [[nodiscard]] int id_width(std::int64_t id);
  /// Pill and number, centred.
  void draw_id(Image& image, float x, float y, std::int64_t id, bool measured);
  /// Pill and text, from its left top corner.
  void draw_text(Image& image, float x, float y, std::string_view text);

 private:
  void draw_pill(Image& image, const Placement& at, int text_width, bool measured);
  void draw_run(Sprite& sprite, const Placement& at, const TextRun& run);

  Typeface face_;
  float height_, padding_, rounding_;
  Ink fill_, text_;
  TextRun digits_[10];
  TextRun id_run_, text_run_;
  std::string shaped_;  ///< the text in text_run_
  SpriteCache pills_, ids_, texts_;
};

/// Rounded corners of a box.
class BracketMark {
 public:
  BracketMark(const Theme& theme, float unit);
  void draw(Image& image, const Box& box, const YuvColour& colour);

 private:
  Theme::Brackets style_;
  float unit_;
  SpriteCache corners_;
};

/// The triangle above the ball.
class BallMark {
 public:
  BallMark(const Theme& theme, const InkWell& well, float unit);
  void draw(Image& image, const Box& box, bool measured);

 private:
  float size_, gap_, outline_, halo_;
  Ink colour_, shadow_;
  SpriteCache pointers_;
};

}  // namespace touchline
