// A small field for corners that somebody marked, and lines on it that a test may show or hide.
#pragma once

#include <array>
#include <vector>

#include "field/line_points.h"
#include "geometry/field_spec.h"
#include "geometry/homography.h"

namespace touchline::testing {

/// 13.4 x 6.1 m: its outline, a line across in the middle of each half, and one along.
inline FieldSpec small_field() {
  FieldSpec field;
  field.length_m = 13.4;
  field.width_m = 6.1;
  const auto line = [&](double ax, double ay, double bx, double by) {
    field.markings.push_back({Marking::Kind::segment, {ax, ay}, {bx, by}, {}, 0, 0, 0});
  };
  line(-6.7, -3.05, 6.7, -3.05);
  line(-6.7, 3.05, 6.7, 3.05);
  for (const double x : {-6.7, -2.0, 2.0, 6.7}) line(x, -3.05, x, 3.05);
  line(-6.7, 0, 6.7, 0);
  return field;
}

inline std::array<Vec2d, 4> corners_in(const Mat3& h) {
  std::array<Vec2d, 4> seen;
  const Vec2d places[] = {{-6.7, -3.05}, {6.7, -3.05}, {6.7, 3.05}, {-6.7, 3.05}};
  for (std::size_t i = 0; i < 4; ++i) seen[i] = project_any(h, places[i]);
  return seen;
}

/// Sees every line within reach exactly where `truth` has it; none where the field is not in view.
class LinesInPlace final : public LineFinder {
 public:
  explicit LinesInPlace(const Mat3& truth)
      : truth_(truth), counts_(small_field().markings.size()) {}
  bool in_view = true;
  int calls = 0;

  void find(const Mat3& expected, const Lens&, double search_px,
            std::vector<LinePoint>& out) override {
    ++calls;
    out.clear();
    const FieldSpec field = small_field();
    constexpr int kPlaces = 20;
    for (std::size_t m = 0; m < field.markings.size(); ++m) {
      const Marking& marking = field.markings[m];
      counts_[m] = {kPlaces, 0};
      for (int i = 0; i < kPlaces && in_view; ++i) {
        const Vec2d at = marking.a + ((i + 0.5) / kPlaces) * (marking.b - marking.a);
        const Vec2d there = project_any(truth_, at), wanted = project_any(expected, at);
        const Vec2d along = project_any(expected, at + 0.01 * (marking.b - marking.a)) - wanted;
        const Vec2d normal{-along.y / length(along), along.x / length(along)};
        if (std::abs(dot(normal, there - wanted)) > search_px) continue;
        out.push_back(
            {wanted + dot(normal, there - wanted) * normal, normal, at, 0.3, static_cast<int>(m)});
        ++counts_[m].found;
      }
    }
  }
  [[nodiscard]] std::span<const MarkingCount> counts() const override { return counts_; }

 private:
  Mat3 truth_;
  std::vector<MarkingCount> counts_;
};

}  // namespace touchline::testing
