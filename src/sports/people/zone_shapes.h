// A zone as it is drawn: pieces of its inside, its outline and where its name stands.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "analytics/zones.h"
#include "kernels/canvas.h"
#include "records/field.h"

namespace touchline {

class ZoneShape {
 public:
  explicit ZoneShape(const Zone& zone);

  /// Gathers the inside, or a line of half-width `radius` around it; pixels. `view`: where the
  /// camera looks; null or lost, a zone of the field is not seen.
  void gather_inside(Canvas& canvas, const FieldView* view) const;
  void gather_outline(Canvas& canvas, const FieldView* view, float radius) const;
  /// Says how much room the name takes, pixels: in the picture it stands as high in the zone as it
  /// fits, for people's feet are what is inside. Cheap while that stays the same.
  void make_room(double width, double height);
  /// The middle of the name, pixels; nothing where it is not seen.
  [[nodiscard]] std::optional<Vec2d> name_at(const FieldView* view) const;

 private:
  [[nodiscard]] std::optional<Vec2d> to_pixel(Vec2d corner, const FieldView* view) const;

  ZoneSpace in_;
  Polygon polygon_;
  std::vector<std::array<Vec2d, 3>> pieces_;
  std::vector<Vec2d> outline_;  ///< closed
  Vec2d middle_, name_at_;
  double width_ = 0, height_ = 0;
};

}  // namespace touchline
