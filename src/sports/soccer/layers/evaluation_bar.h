// The evaluation bar: who is better off, and by how much.
#pragma once

#include "overlay/layer.h"

namespace touchline {

class EvaluationBar {
 public:
  EvaluationBar(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit);
  [[nodiscard]] Rect place() const { return place_; }
  /// `where`: place(), or moved. The band is grey and the reason written while the bar is withheld.
  void draw(Canvas& canvas, const Rect& where, const Scene& scene, Easel& easel);

 private:
  void draw_band(Canvas& canvas, const Rect& band, float split, const Palette& palette);
  [[nodiscard]] Rect band_of(const Rect& where) const;
  [[nodiscard]] float line_of(const Rect& where) const { return where.y + pad_ + row_h_ / 2; }
  void write_value(Canvas& canvas, const Rect& where, double value,
                   const std::array<std::string_view, 2>& names, Easel& easel);
  void draw_part(Canvas& canvas, const Rect& band, float from, float to, const YuvColour& colour);

  Rect place_;
  float pad_, band_h_, row_h_;
  YuvColour text_, muted_, withheld_, mark_;
  Sprite whole_, part_;
};

}  // namespace touchline
