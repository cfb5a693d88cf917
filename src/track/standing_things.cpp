#include "track/standing_things.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kNear_m = 1.2, kMostSigma_m = 1;
constexpr double kTaller_m = 2.25;

}  // namespace

void StandingThings::look(const FieldView* view) {
  view_ = view;
  solved_ = false;
}

std::optional<bool> StandingThings::shows(const Box& box, const FieldPoint& at) {
  if (view_ == nullptr || things_.empty()) return std::nullopt;
  if (!near(at)) return false;
  const auto height = height_of(box, at.m);
  if (!height) return std::nullopt;
  return *height >= kTaller_m;
}

bool StandingThings::near(const FieldPoint& at) const {
  const double reach = kNear_m + std::min(at.cov.sigma(), kMostSigma_m);
  return std::any_of(things_.begin(), things_.end(), [&](const FieldBox& thing) {
    const Vec2d nearest{std::clamp(at.m.x, thing.from.x, thing.to.x),
                        std::clamp(at.m.y, thing.from.y, thing.to.y)};
    return distance(at.m, nearest) <= reach;
  });
}

/// The ray through the top meets the ground behind the foot: similar triangles.
std::optional<double> StandingThings::height_of(const Box& box, Vec2d foot_m) {
  if (!solved_) camera_ = pinhole_of(view_->image_from_field, view_->size);
  solved_ = true;
  if (!camera_) return std::nullopt;
  const Vec2d top{static_cast<double>(box.center().x), static_cast<double>(box.y)};
  const auto behind = to_field(*view_, top, 0);
  if (!behind) return std::nullopt;
  const Vec2d ray = behind->m - camera_->ground;
  const double along = dot(foot_m - camera_->ground, ray) / dot(ray, ray);
  return camera_->height_m * (1 - along);
}

}  // namespace touchline
