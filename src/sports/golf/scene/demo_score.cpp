#include "sports/golf/scene/demo_score.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "records/pose_file.h"
#include "records/read.h"
#include "sports/golf/golfer_choice.h"
#include "sports/golf/pose_series.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

using Json = nlohmann::ordered_json;

/// A swing is found where its contact is, to within so much.
constexpr double kFound_s = 0.5;
/// A joint is right within so much of the torso.
constexpr double kRight_torso = 0.2;

double thousandths(double value) { return std::round(value * 1e3) / 1e3; }

Json median_and_worst(std::vector<double> values) {
  if (values.empty()) return {{"median", nullptr}, {"worst", nullptr}};
  std::sort(values.begin(), values.end());
  return {{"median", thousandths(values[values.size() / 2])},
          {"worst", thousandths(values.back())}};
}

double second_of(const SwingNow& swing, SwingEvent which) {
  const auto at = swing.at_ns[static_cast<std::size_t>(which)];
  return at ? to_seconds(*at) : -1e9;
}

Json score_swings(const std::vector<Event>& events, const Session& session) {
  std::vector<SwingNow> found;
  for (const auto& event : events)
    if (auto swing = swing_of(event)) found.push_back(std::move(*swing));
  std::array<std::vector<double>, kSwingEvents> errors;
  std::vector<bool> used(found.size());
  std::int64_t right = 0, kinds = 0;
  for (const auto& truth : session.swings()) {
    const auto contact = static_cast<std::size_t>(SwingEvent::contact);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (used[i] ||
          std::abs(second_of(found[i], SwingEvent::contact) - truth.at_s[contact]) > kFound_s)
        continue;
      used[i] = true;
      ++right;
      kinds += found[i].kind ==
               to_string(truth.practice ? SwingKind::practice_swing : SwingKind::scored_swing);
      for (std::size_t e = 0; e < kSwingEvents; ++e)
        if (found[i].at_ns[e])
          errors[e].push_back(std::abs(to_seconds(*found[i].at_ns[e]) - truth.at_s[e]));
      break;
    }
  }
  Json by_event;
  for (std::size_t e = 0; e < kSwingEvents; ++e)
    by_event[to_string(static_cast<SwingEvent>(e))] = median_and_worst(errors[e]);
  return {{"filmed", session.swings().size()},
          {"found", right},
          {"false", static_cast<std::int64_t>(found.size()) - right},
          {"kind_right", kinds},
          {"error_s", std::move(by_event)}};
}

/// COCO's points of the joints, in their order.
std::array<Vec3d, kJoints> coco_of(const GolferJoints& j) {
  std::array<Vec3d, kJoints> all{j.nose};
  std::size_t next = 1;
  for (const auto* pair :
       {&j.eye, &j.ear, &j.shoulder, &j.elbow, &j.wrist, &j.hip, &j.knee, &j.ankle})
    for (const auto& point : *pair) all[next++] = point;
  return all;
}

Result<Json> score_poses(const DemoRun& run, const DemoScene& scene) {
  const auto path = (std::filesystem::path(run.dir) / "poses.bin").string();
  TL_ASSIGN(auto reader, PoseReader::open(path));
  GolferChoice choice;
  std::int64_t frames = 0, with_golfer = 0, points = 0, right = 0;
  std::vector<double> errors;
  Observation seen;
  for (;;) {
    TL_ASSIGN(const bool any, reader.next(seen));
    if (!any) break;
    ++frames;
    const auto golfer = choice.of(seen);
    if (!golfer) continue;
    ++with_golfer;
    const auto joints = coco_of(scene.session.at(to_seconds(seen.pts_ns)));
    const auto at = [&](Joint which) {
      return *scene.camera.project(joints[static_cast<std::size_t>(which)], scene.width,
                                   scene.height);
    };
    const double torso = length(0.5 * (at(Joint::left_shoulder) + at(Joint::right_shoulder)) -
                                0.5 * (at(Joint::left_hip) + at(Joint::right_hip)));
    const auto& found = (*seen.bodies)[*golfer].points;
    for (std::size_t i = static_cast<std::size_t>(Joint::left_shoulder);
         i < std::min(kJoints, found.size()); ++i) {
      ++points;
      if (!found[i]) continue;
      const Vec2d pixel{static_cast<double>(found[i]->pixel.x),
                        static_cast<double>(found[i]->pixel.y)};
      const double error = length(pixel - at(static_cast<Joint>(i))) / torso;
      errors.push_back(error);
      right += error < kRight_torso;
    }
  }
  const auto share = [](std::int64_t part, std::int64_t all) {
    return all > 0 ? Json(thousandths(static_cast<double>(part) / static_cast<double>(all)))
                   : Json(nullptr);
  };
  std::sort(errors.begin(), errors.end());
  return Json{{"golfer_found", share(with_golfer, frames)},
              {"joints_right", share(right, points)},
              {"error_torso_median",
               errors.empty() ? Json(nullptr) : Json(thousandths(errors[errors.size() / 2]))}};
}

}  // namespace

Result<Json> score_against_truth(const DemoRun& run, const DemoScene& scene) {
  const auto events = (std::filesystem::path(run.dir) / "events.jsonl").string();
  TL_ASSIGN(const auto all, read_events(events));
  TL_ASSIGN(auto poses, score_poses(run, scene));
  return Json{{"swings", score_swings(all, scene.session)}, {"poses", std::move(poses)}};
}

}  // namespace touchline::golf
