// Pass options as arrows that lie on the ground.
#pragma once

#include <array>
#include <span>

#include "overlay/marks.h"
#include "records/field.h"
#include "sports/soccer/measures.h"

namespace touchline {

class PassArrows {
 public:
  enum class Kind : std::uint8_t { best, worst, other, offside };
  struct Arrow {
    std::int64_t receiver = 0;
    Vec2d from_m, to_m;
    double score = 0;
    Kind kind = Kind::other;
    Nanoseconds seen_ns = 0;  ///< when it was last an option
  };

  PassArrows(const Theme& theme, const InkWell& well, double persist_s);

  /// Takes the options of this moment; those that are no options any more fade. Time running back
  /// starts anew.
  void follow(const Measures* measures, Nanoseconds pts_ns);
  void draw(Canvas& canvas, const FieldView* view) const;

  [[nodiscard]] std::span<const Arrow> arrows() const { return {arrows_.data(), count_}; }
  /// 1 while it is an option, then falling to 0.
  [[nodiscard]] float presence(const Arrow& arrow) const;
  /// Where an arrow's figure belongs, pixels; nothing when it is not seen.
  [[nodiscard]] static std::optional<Vec2f> label_at(const Arrow& arrow, const FieldView* view);

 private:
  void add(const PassOption& pass, Kind kind);
  void draw_one(Canvas& canvas, const Arrow& arrow, const FieldView& view, float grow) const;

  Theme::Arrows style_;
  InkWell well_;
  double persist_s_;
  std::array<Rgba, 4> colours_;
  std::array<Arrow, 24> arrows_{};
  std::size_t count_ = 0;
  Nanoseconds now_ns_ = 0;
};

}  // namespace touchline
