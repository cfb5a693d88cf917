#include "sports/golf/pose_series.h"

namespace touchline::golf {

std::vector<std::size_t> pauses(const PoseSeries& series, Nanoseconds longest) {
  std::vector<std::size_t> after;
  for (std::size_t i = 1; i < series.size(); ++i)
    if (series[i].pts_ns - series[i - 1].pts_ns > longest) after.push_back(i);
  return after;
}

std::optional<Vec2f> joint(const PoseSample& sample, Joint which, double least) {
  const auto i = static_cast<std::size_t>(which);
  if (i >= sample.points.size() || !sample.points[i]) return {};
  if (sample.points[i]->score < least) return {};
  return sample.points[i]->pixel;
}

std::optional<Vec2f> middle(const PoseSample& sample, Joint a, Joint b, double least) {
  const auto one = joint(sample, a, least), other = joint(sample, b, least);
  if (!one || !other) return {};
  return Vec2f{(one->x + other->x) / 2, (one->y + other->y) / 2};
}

std::optional<double> torso_px(const PoseSample& sample, double least) {
  const auto up = middle(sample, Joint::left_shoulder, Joint::right_shoulder, least);
  const auto down = middle(sample, Joint::left_hip, Joint::right_hip, least);
  if (!up || !down) return {};
  return distance(*up, *down);
}

std::optional<double> height_px(const PoseSample& sample, double least) {
  const auto up = joint(sample, Joint::nose, least);
  const auto down = middle(sample, Joint::left_ankle, Joint::right_ankle, least);
  if (!up || !down) return {};
  return distance(*up, *down);
}

}  // namespace touchline::golf
