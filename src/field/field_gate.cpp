#include "field/field_gate.h"

namespace touchline {

const FieldView* FieldGate::camera(Vec2d size, const std::optional<FieldView>& found) {
  if (!rule_.corners) {
    const bool known = found && found->state != CalibrationState::lost && found->size == size;
    return known ? &*found : nullptr;
  }
  if (marked_.size != size) {
    auto placed = view_of_corners(*rule_.corners, rule_.field, size, rule_.section);
    if (!placed) return nullptr;
    marked_ = placed->view;
  }
  return &marked_;
}

bool FieldGate::admits(const FieldView& camera, Vec2d foot) const {
  const auto at = to_field(camera, foot, 0);
  return at && rule_.field.contains(at->m, rule_.beyond_m);
}

}  // namespace touchline
