#include "sports/badminton/play_input.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace touchline::badminton {
namespace {

constexpr float kLeastScore = 0.3F;

/// COCO's points that are looked at.
enum Joint : std::size_t {
  nose = 0,
  left_shoulder = 5,
  right_shoulder = 6,
  left_wrist = 9,
  right_wrist = 10,
  left_hip = 11,
  right_hip = 12,
  kJoints = 17
};

std::optional<Vec2d> point(const Keypoints& points, Joint which) {
  const auto& found = points[which];
  if (!found || found->score < kLeastScore) return {};
  return Vec2d{static_cast<double>(found->pixel.x), static_cast<double>(found->pixel.y)};
}

}  // namespace

ShuttleSample shuttle_of(const FrameRecord& row, int ball_class) {
  ShuttleSample sample{row.frame, row.pts_ns, Sight::unknown, {}};
  if (ball_class < 0 || !row.processed || !row.counted) return sample;
  sample.sight = Sight::missing;
  for (const auto& object : row.objects) {
    if (object.class_id != ball_class || object.source != SampleSource::measured) continue;
    const auto& box = object.box;
    sample.sight = Sight::seen;
    sample.at_px = {static_cast<double>(box.x) + static_cast<double>(box.w) / 2,
                    static_cast<double>(box.y) + static_cast<double>(box.h) / 2};
  }
  return sample;
}

std::vector<BodyAt> bodies_of(const FrameRecord& row, const Observation& seen,
                              std::span<const PlayerNow> players) {
  std::vector<BodyAt> bodies;
  if (!row.counted) return bodies;
  for (const auto& player : players) {
    if (!player.track_id) continue;
    BodyAt body;
    body.frame = row.frame;
    body.pts_ns = row.pts_ns;
    body.number = player.number;
    body.track_id = *player.track_id;
    body.end = player.end;
    body.feet_m = player.court_m.value;
    if (seen.bodies) {
      const auto found = std::find_if(seen.bodies->begin(), seen.bodies->end(), [&](const Body& b) {
        return b.track_id == *player.track_id;
      });
      if (found != seen.bodies->end() && found->points.size() == kJoints) {
        const auto& points = found->points;
        body.head = point(points, nose);
        body.left_shoulder = point(points, left_shoulder);
        body.right_shoulder = point(points, right_shoulder);
        body.left_wrist = point(points, left_wrist);
        body.right_wrist = point(points, right_wrist);
        const auto left = point(points, left_hip), right = point(points, right_hip);
        if (left && right) body.hips = 0.5 * (*left + *right);
      }
    }
    bodies.push_back(body);
  }
  return bodies;
}

}  // namespace touchline::badminton
