#include "sports/soccer/pitch.h"

#include <algorithm>
#include <numbers>

namespace touchline {
namespace {

/// Of the landmarks, in their order.
std::vector<std::string> landmark_names() {
  const auto side = [](const std::string& s) {
    return std::vector<std::string>{s + " corner far",
                                    s + " goal line at penalty area far",
                                    s + " goal line at goal area far",
                                    s + " goal line at goal area near",
                                    s + " goal line at penalty area near",
                                    s + " corner near",
                                    s + " goal area far",
                                    s + " goal area near",
                                    s + " penalty spot",
                                    s + " penalty area far",
                                    s + " penalty arc far",
                                    s + " penalty arc near",
                                    s + " penalty area near"};
  };
  std::vector<std::string> all = side("left");
  for (const char* middle :
       {"halfway line far", "centre circle far", "centre circle near", "halfway line near"})
    all.emplace_back(middle);
  const auto right = side("right");
  for (const int i : {9, 10, 11, 12, 8, 6, 7, 0, 1, 2, 3, 4, 5})
    all.push_back(right[static_cast<std::size_t>(i)]);
  all.emplace_back("centre circle left");
  all.emplace_back("centre circle right");
  return all;
}

std::vector<Vec2d> support_points(const PitchSpec& p) {
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, px = x0 - p.penalty_area_depth_m,
               d = p.circle_radius_m / std::numbers::sqrt2,
               top = x0 - p.penalty_spot_m - p.circle_radius_m;
  return {{0, 0},   {-d, d}, {-d, -d},  {d, d},     {d, -d},  {-top, 0}, {top, 0},
          {-px, 0}, {px, 0}, {-px, y0}, {-px, -y0}, {px, y0}, {px, -y0}};
}
constexpr std::size_t kDrawnOn = 9;  // from here on support points are not painted

}  // namespace

std::optional<std::string> contradiction(const PitchSpec& p) {
  for (const auto& [name, value] :
       {std::pair{"length_m", p.length_m}, std::pair{"width_m", p.width_m}})
    if (!(value >= 15 && value <= 130)) return std::string(name) + " must lie in 15 to 130 metres";
  if (!(p.penalty_area_depth_m > 0 && 2 * p.penalty_area_depth_m < p.length_m))
    return "penalty_area_depth_m must be positive and less than half of length_m";
  if (!(p.penalty_area_width_m > 0 && p.penalty_area_width_m <= p.width_m))
    return "penalty_area_width_m must be positive and at most width_m";
  if (!(p.goal_area_depth_m > 0 && p.goal_area_depth_m <= p.penalty_area_depth_m))
    return "goal_area_depth_m must be positive and at most penalty_area_depth_m";
  if (!(p.goal_area_width_m > 0 && p.goal_area_width_m <= p.penalty_area_width_m))
    return "goal_area_width_m must be positive and at most penalty_area_width_m";
  if (!(p.penalty_spot_m > 0 && p.penalty_spot_m < p.length_m / 2))
    return "penalty_spot_m must be positive and less than half of length_m";
  if (!(p.circle_radius_m > 0 && 2 * p.circle_radius_m < p.width_m))
    return "circle_radius_m must be positive and less than half of width_m";
  if (!(p.goal_width_m > 0 && p.goal_width_m <= p.goal_area_width_m))
    return "goal_width_m must be positive and at most goal_area_width_m";
  return std::nullopt;
}

std::vector<Vec2d> landmarks(const PitchSpec& p) {
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, pa = p.penalty_area_width_m / 2,
               ga = p.goal_area_width_m / 2, px = x0 - p.penalty_area_depth_m,
               gx = x0 - p.goal_area_depth_m, arc = p.arc_half_width_m(), r = p.circle_radius_m;
  const double spot = x0 - p.penalty_spot_m;
  return {{-x0, y0},  {-x0, pa},  {-x0, ga}, {-x0, -ga}, {-x0, -pa},  {-x0, -y0}, {-gx, ga},
          {-gx, -ga}, {-spot, 0}, {-px, pa}, {-px, arc}, {-px, -arc}, {-px, -pa}, {0, y0},
          {0, r},     {0, -r},    {0, -y0},  {px, pa},   {px, arc},   {px, -arc}, {px, -pa},
          {spot, 0},  {gx, ga},   {gx, -ga}, {x0, y0},   {x0, pa},    {x0, ga},   {x0, -ga},
          {x0, -pa},  {x0, -y0},  {-r, 0},   {r, 0}};
}

std::vector<Marking> markings(const PitchSpec& p) {
  const double x0 = p.length_m / 2, y0 = p.width_m / 2, pi = std::numbers::pi;
  std::vector<Marking> all;
  const auto line = [&](double ax, double ay, double bx, double by) {
    all.push_back({Marking::Kind::segment, {ax, ay}, {bx, by}, {}, 0, 0, 0});
  };
  const auto arc = [&](double cx, double from, double to) {
    all.push_back({Marking::Kind::arc, {}, {}, {cx, 0}, p.circle_radius_m, from, to});
  };
  line(-x0, y0, x0, y0);
  line(-x0, -y0, x0, -y0);
  line(-x0, -y0, -x0, y0);
  line(x0, -y0, x0, y0);
  line(0, -y0, 0, y0);
  arc(0, 0, 2 * pi);
  const double half = std::atan2(p.arc_half_width_m(), p.penalty_area_depth_m - p.penalty_spot_m);
  for (const double side : {-1.0, 1.0}) {
    for (const auto& [depth, width] : {std::pair{p.penalty_area_depth_m, p.penalty_area_width_m},
                                       std::pair{p.goal_area_depth_m, p.goal_area_width_m}}) {
      const double goal = side * x0, front = side * (x0 - depth), y = width / 2;
      line(goal, y, front, y);
      line(front, y, front, -y);
      line(front, -y, goal, -y);
    }
    const double facing = side < 0 ? 0 : pi;  // the arc bulges towards the centre mark
    arc(side * (x0 - p.penalty_spot_m), facing - half, facing + half);
  }
  return all;
}

FieldSpec field_of(const PitchSpec& pitch) {
  FieldSpec field{pitch.length_m, pitch.width_m, {}, markings(pitch), {}, landmarks(pitch)};
  const auto names = landmark_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    field.landmarks.push_back({field.ball_like[i], names[i]});
  const auto support = support_points(pitch);
  for (std::size_t i = 0; i < support.size(); ++i)
    field.landmarks.push_back({support[i], {}, -1, i < kDrawnOn});
  for (auto& landmark : field.landmarks) {
    const Vec2d there{-landmark.at.x, landmark.at.y};
    const auto twin = std::find_if(field.landmarks.begin(), field.landmarks.end(),
                                   [&](const auto& other) { return other.at == there; });
    landmark.mirrored = static_cast<int>(twin - field.landmarks.begin());
  }
  constexpr double kGoalDepth_m = 2;
  const double end = pitch.length_m / 2, post = pitch.goal_width_m / 2;
  field.standing = {{{-end - kGoalDepth_m, -post}, {-end, post}},
                    {{end, -post}, {end + kGoalDepth_m, post}}};
  field.ball_like.push_back({0, 0});
  for (const double x : {-end, end})
    for (const double y : {-post, post}) field.ball_like.push_back({x, y});
  return field;
}

}  // namespace touchline
