#include "overlay/skeleton.h"

#include <algorithm>
#include <string_view>

#include "kernels/shape.h"

namespace touchline {
namespace {

constexpr std::pair<std::string_view, std::string_view> kLimbs[] = {
    {"nose", "left_eye"},
    {"nose", "right_eye"},
    {"left_eye", "left_ear"},
    {"right_eye", "right_ear"},
    {"left_shoulder", "right_shoulder"},
    {"left_hip", "right_hip"},
    {"left_shoulder", "left_hip"},
    {"right_shoulder", "right_hip"},
    {"left_shoulder", "left_elbow"},
    {"left_elbow", "left_wrist"},
    {"right_shoulder", "right_elbow"},
    {"right_elbow", "right_wrist"},
    {"left_hip", "left_knee"},
    {"left_knee", "left_ankle"},
    {"right_hip", "right_knee"},
    {"right_knee", "right_ankle"},
};
/// Eyes and ears are small: they show by their lines alone.
bool has_joint(std::string_view name) { return !name.ends_with("eye") && !name.ends_with("ear"); }

}  // namespace

SkeletonMark::SkeletonMark(const Theme& theme, std::span<const std::string> points,
                           const InkWell& well, float unit)
    : limb_(theme.skeleton.limb * unit / 2),
      joint_(theme.skeleton.joint * unit / 2),
      edge_(theme.skeleton.edge * unit),
      least_(theme.skeleton.least_score),
      predicted_(theme.predicted_opacity) {
  const auto& s = theme.skeleton;
  const auto ink = [&](const Rgba& colour) { return to_yuv(colour, well.colour, s.opacity); };
  inks_ = {ink(s.left), ink(s.right), ink(s.middle)};
  shadow_ = to_yuv(theme.colours.shadow, well.colour, s.shadow_opacity);
  const auto part_of = [](std::string_view name) {
    return name.starts_with("left_") ? left : name.starts_with("right_") ? right : middle;
  };
  for (const auto& name : points) parts_.push_back(part_of(name));
  for (const auto& [from, to] : kLimbs) {
    const auto a = std::find(points.begin(), points.end(), from),
               b = std::find(points.begin(), points.end(), to);
    if (a == points.end() || b == points.end()) continue;
    const auto i = static_cast<std::size_t>(a - points.begin()),
               j = static_cast<std::size_t>(b - points.begin());
    const bool head = !has_joint(to);
    limbs_.push_back({i, j, parts_[i] == parts_[j] && !head ? parts_[i] : middle});
  }
  for (std::size_t i = 0; i < points.size(); ++i)
    if (has_joint(points[i])) limbs_.push_back({i, i, parts_[i]});
}

const Keypoint* SkeletonMark::seen(const Body& body, std::size_t point) const {
  if (point >= body.points.size()) return nullptr;
  const auto& one = body.points[point];
  return one && one->score >= least_ ? &*one : nullptr;
}

void SkeletonMark::gather_limbs(Canvas& canvas, const Body& body, Part part, float more) const {
  const float strength = body.source == SampleSource::measured ? 1.0F : predicted_;
  for (const auto& limb : limbs_) {
    if (part != kParts && limb.part != part) continue;
    const Keypoint *a = seen(body, limb.from), *b = seen(body, limb.to);
    if (!a || !b) continue;
    const float radius = (limb.from == limb.to ? joint_ : limb_) + more;
    canvas.gather(
        stroke(a->pixel.x, a->pixel.y, b->pixel.x, b->pixel.y, radius, radius, strength, strength));
  }
}

void SkeletonMark::draw(Canvas& canvas, const Body& body) const {
  gather_limbs(canvas, body, kParts, edge_);
  canvas.blend_gathered(shadow_);
  for (const Part part : {middle, left, right}) {
    gather_limbs(canvas, body, part, 0);
    canvas.blend_gathered(inks_[part]);
  }
}

}  // namespace touchline
