// The evaluation bar: who is better off, and by how much.
#pragma once

#include "overlay/drawn.h"
#include "overlay/palette.h"
#include "overlay/panel.h"

namespace touchline {

class EvalBar {
 public:
  EvalBar(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit);
  [[nodiscard]] Rect place() const { return place_; }
  /// `where`: place(), or moved. The band is grey and the reason written while the bar is withheld.
  void draw(Canvas& canvas, const Rect& where, const Scene& scene, const Palette& palette,
            PanelMark& panel, Writer& writer, DrawnLog& log);

 private:
  void draw_band(Canvas& canvas, const Rect& band, float split, const Palette& palette);
  void draw_part(Canvas& canvas, const Rect& band, float from, float to, const YuvColour& colour);

  Rect place_;
  float pad_, band_h_, row_h_;
  YuvColour text_, muted_, withheld_, mark_;
  Sprite whole_, part_;
};

}  // namespace touchline
