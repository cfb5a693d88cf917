// The field from above: who stands where, whose ground it is, and what the camera sees of it.
#pragma once

#include <optional>

#include "overlay/drawn.h"
#include "overlay/heat.h"
#include "overlay/palette.h"
#include "overlay/panel.h"

namespace touchline {

class Radar {
 public:
  /// As a panel in the theme's corner(s), or, of a view from above, over the whole frame.
  Radar(const Theme& theme, const OverlayOptions& options, const InkWell& well,
        const FrameInfo& info, float unit);

  /// A panel is shown from the first calibrated frame on: a field that is never found hides nothing
  /// of the picture. With the corner "auto" the first calibrated frame of a shot chooses it for all
  /// of the shot: bottom left, unless clearly fewer people and balls are in and near the right one.
  void follow(const Scene& scene);
  [[nodiscard]] bool shown() const { return shown_; }
  [[nodiscard]] Rect place() const { return place_; }
  /// Text size for the numbers on the dots, pixels.
  static float text_px(const Theme& theme, const FrameInfo& info, float unit, bool whole);
  void draw(Canvas& canvas, const Scene& scene, const Palette& palette, bool ids, Writer& numbers,
            Writer& words, DrawnLog& log);

 private:
  [[nodiscard]] double crowd(const Scene& scene, const Rect& place) const;
  void paint_board(const Scene& scene, const Palette& palette);
  void draw_lines(const FieldSpec& field, float half_width);
  void draw_footprint(Canvas& canvas, const FieldView& view) const;
  void place_people(const Scene& scene);
  void draw_people(Canvas& canvas, const Palette& palette, bool ids, bool fresh, Writer& numbers,
                   DrawnLog& log);
  /// Whether nobody drawn later, nor the ball, hides a number at `at`.
  [[nodiscard]] bool readable(std::size_t person, const Box& number) const;
  void draw_dot(Canvas& canvas, Vec2f at, float radius, const YuvColour& rim,
                const YuvColour& fill);
  [[nodiscard]] Vec2f to_board(Vec2d metres) const;
  [[nodiscard]] Vec2f to_picture(Vec2d metres) const;

  Theme::Radar style_;
  InkWell well_;
  bool whole_, bystanders_;
  bool shown_;
  float scale_ = 1;                         ///< pixels per metre
  Vec2d half_;                              ///< of the field, metres
  Rect place_, other_;                      ///< where it is; where else it may be
  std::optional<std::int64_t> chosen_for_;  ///< the shot
  float reach_;
  Rect grass_, surface_;
  float dot_, line_;
  YuvColour panel_, ground_, marks_, view_, ball_, rim_, light_, dark_, muted_;
  std::vector<YuvColour> class_rims_;  ///< by class id; the plain one where a class has no mark
  Pool pool_;
  Image board_;
  DeviceCopy board_copy_;
  Sprite cover_, lines_;
  Heat heat_;
  int painted_version_ = -1;
  std::optional<Nanoseconds> painted_surface_;
  Nanoseconds painted_ns_ = 0;
  bool painted_ = false;
  struct Dot {
    const TrackSample* person;
    Vec2f at;
  };
  std::vector<Dot> people_;  ///< of this frame, in the order drawn; the ball last, with nobody
  SpriteCache dots_{256, 2048};
};

}  // namespace touchline
