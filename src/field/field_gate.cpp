#include "field/field_gate.h"

namespace touchline {

Result<bool> FieldGate::admits(Vec2d foot, Vec2d size) {
  if (view_.size != size) {
    TL_ASSIGN(const auto found, view_of_corners(rule_.corners, rule_.field, size, rule_.section));
    view_ = found.view;
  }
  const auto at = to_field(view_, foot, 0);
  return at && rule_.field.contains(at->m, rule_.beyond_m);
}

}  // namespace touchline
