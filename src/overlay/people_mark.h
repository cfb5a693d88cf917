// Everybody in the frame: rings, brackets and labels.
#pragma once

#include <span>
#include <vector>

#include "overlay/drawn.h"
#include "overlay/label_layout.h"
#include "overlay/palette.h"

namespace touchline {

class PeopleMark {
 public:
  PeopleMark(const Theme& theme, const InkWell& well, const FrameInfo& info, float unit,
             const OverlayOptions& options, Typeface face);

  /// Who is seen in this frame, back to front.
  void follow(const Scene& scene);
  void draw_rings(Canvas& canvas, const Palette& palette);
  void draw_brackets(Canvas& canvas, const Palette& palette);
  /// Numbers (`ids`) and the scene's notes, clear of each other and of `panels`.
  void draw_labels(Canvas& canvas, const Scene& scene, bool ids, const Palette& palette,
                   std::span<const Rect> panels, DrawnLog& log);

 private:
  struct Person {
    const TrackSample* sample;
    RingMark::Size ring;
  };
  struct Words {
    char text[24], extra[16];
    std::uint8_t text_size, extra_size;
    std::int64_t track_id;
    bool measured;
    std::string_view element, extra_element;
    [[nodiscard]] std::string_view main() const { return {text, text_size}; }
    [[nodiscard]] std::string_view more() const { return {extra, extra_size}; }
  };
  void add_people(const Scene& scene, bool ids, const Palette& palette);
  void add_marks(const Scene& scene);
  void add(Vec2f at, const Words& words);
  void sort_labels();

  float width_, height_, gap_, ground_m_;
  int ball_class_;
  bool bystanders_;
  RingMark ring_;
  LabelMark label_;
  BracketMark bracket_;
  std::vector<Person> people_;   ///< back to front
  std::vector<Words> words_;     ///< as they were added
  std::vector<LabelBox> boxes_;  ///< in order of their homes, from above
};

}  // namespace touchline
