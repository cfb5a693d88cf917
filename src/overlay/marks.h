// The drawn parts: rings, labels, brackets, the ball's marker, the caption. Each is a few cached
// sprites in a colour.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "geometry/box.h"
#include "overlay/sprite.h"
#include "overlay/theme.h"
#include "overlay/writer.h"

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

/// Half axes of a circle on the ground as it is seen, pixels.
struct GroundEllipse {
  float rx = 0, ry = 0;
};

/// The ellipse on the ground under a person.
class RingMark {
 public:
  /// One of the sizes in use, each a few percent over the one before.
  struct Size {
    std::size_t radius = 0, aspect = 0;
    float rx = 0, ry = 0;
  };
  RingMark(const Theme& theme, const InkWell& well, float unit);
  /// The size for a person: as the ground is seen there, or else by the box.
  [[nodiscard]] Size size(const Box& box, const std::optional<GroundEllipse>& ground) const;
  /// From the foot down to the ring's lower edge.
  [[nodiscard]] float drop(const Size& size) const { return size.ry + thickness_ / 2; }
  void draw(Canvas& canvas, Vec2f foot, const Size& size, const Ink& ink, bool measured);

 private:
  [[nodiscard]] int dashes(const Size& size) const;

  Theme::Ring style_;
  float thickness_, shadow_size_, open_sin_;
  Ink shadow_;
  std::vector<float> radii_, aspects_;  ///< aspects_[0]: the style's own
  SpriteCache rings_, shadows_;
};

/// A pill with a line of text: a first part and, in another colour, a second.
class LabelMark {
 public:
  struct Style {
    float text_size, height, padding, rounding;  ///< px, then over text size; rounding over height
    Rgba fill, text, extra;
  };
  LabelMark(Typeface face, const Style& style, const InkWell& well);

  [[nodiscard]] float height() const { return height_; }
  [[nodiscard]] float width(std::string_view text, std::string_view extra = {});
  /// Where the two parts stand.
  struct Written {
    Box text, extra;
  };
  /// Centred.
  Written draw(Canvas& canvas, float x, float y, std::string_view text, std::string_view extra,
               bool measured);

 private:
  Writer writer_;
  float height_, padding_, rounding_;
  Ink fill_, text_, extra_;
  SpriteCache pills_;
};

/// Rounded corners of a box.
class BracketMark {
 public:
  BracketMark(const Theme& theme, float unit);
  void draw(Canvas& canvas, const Box& box, const YuvColour& colour);

 private:
  Theme::Brackets style_;
  float unit_;
  SpriteCache corners_;
};

/// The triangle above the ball.
class BallMark {
 public:
  BallMark(const Theme& theme, const InkWell& well, float unit);
  void draw(Canvas& canvas, const Box& box, bool measured);

 private:
  float size_, gap_, outline_, halo_;
  Ink colour_, shadow_;
  SpriteCache pointers_;
};

}  // namespace touchline
