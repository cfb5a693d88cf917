#include "track/flight_course.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>

namespace touchline {
namespace {

using Course = std::span<const FlightPoint>;

Course::iterator first_from(Course course, Nanoseconds t) {
  return std::lower_bound(
      course.begin(), course.end(), t,
      [](const FlightPoint& point, Nanoseconds at) { return point.pts_ns < at; });
}

/// The points between the breaks around a moment. A break's own moment belongs to what follows.
struct Flight {
  Course points;
  bool begins_struck = false, ends_struck = false;
};
Flight flight_at(Course course, std::span<const FlightBreak> breaks, Nanoseconds t) {
  const auto next =
      std::upper_bound(breaks.begin(), breaks.end(), t,
                       [](Nanoseconds at, const FlightBreak& each) { return at < each.pts_ns; });
  const bool struck = next != breaks.begin(), strikes = next != breaks.end();
  const auto begin = struck ? first_from(course, (next - 1)->pts_ns) : course.begin();
  const auto end = strikes ? first_from(course, next->pts_ns) : course.end();
  return {{begin, end}, struck, strikes};
}

/// Whether the flight was seen near enough to a moment on both sides.
bool is_known(const Flight& flight, Nanoseconds t, const CourseRule& rule) {
  if (flight.points.empty()) return false;
  const auto longest = from_seconds(rule.longest_gap_s), edge = from_seconds(rule.to_break_s);
  const auto next = first_from(flight.points, t);
  if (next != flight.points.end() && next->pts_ns == t) return true;
  if (next == flight.points.begin()) return flight.begins_struck && next->pts_ns - t <= edge;
  const Nanoseconds since = t - (next - 1)->pts_ns;
  if (next == flight.points.end()) return flight.ends_struck && since <= edge;
  return next->pts_ns - (next - 1)->pts_ns <= longest;
}

Course near(Course points, Nanoseconds t, const CourseRule& rule) {
  constexpr std::ptrdiff_t kEnough = 4;
  Course all;
  for (const double reach : {rule.reach_s, rule.most_reach_s}) {
    const auto span = from_seconds(reach);
    all = {first_from(points, t - span), first_from(points, t + span + 1)};
    if (std::ssize(all) >= kEnough) break;
  }
  return all;
}

/// Of as high an order as the points carry.
std::optional<CourseState> fit_at(Course points, Nanoseconds t) {
  if (points.size() < 2) return std::nullopt;
  const Eigen::Index order = points.size() < 4 ? 2 : 3;
  constexpr double kUnit_s = 0.1;
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(points.size()), order);
  Eigen::MatrixX2d right(rows.rows(), 2);
  const Vec2f base = points.front().at;
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    const auto& point = points[static_cast<std::size_t>(i)];
    const double u = to_seconds(point.pts_ns - t) / kUnit_s;
    rows(i, 0) = 1;
    rows(i, 1) = u;
    if (order > 2) rows(i, 2) = u * u;
    right.row(i) << double{point.at.x} - base.x, double{point.at.y} - base.y;
  }
  const Eigen::LDLT<Eigen::MatrixXd> solver(rows.transpose() * rows);
  if (!(solver.vectorD().minCoeff() > 1e-9)) return std::nullopt;
  const Eigen::MatrixX2d fit = solver.solve(rows.transpose() * right);
  return CourseState{{base.x + fit(0, 0), base.y + fit(0, 1)},
                     {fit(1, 0) / kUnit_s, fit(1, 1) / kUnit_s}};
}

}  // namespace

std::vector<std::optional<CourseState>> smooth_course(std::span<const FlightPoint> course,
                                                      std::span<const FlightBreak> breaks,
                                                      std::span<const Nanoseconds> times,
                                                      const CourseRule& rule) {
  std::vector<std::optional<CourseState>> states;
  for (const Nanoseconds t : times) {
    const Flight flight = flight_at(course, breaks, t);
    std::optional<CourseState> state;
    if (is_known(flight, t, rule)) state = fit_at(near(flight.points, t, rule), t);
    if (state) {
      const auto own = first_from(course, t);
      state->measured = own != course.end() && own->pts_ns == t;
    }
    states.push_back(state);
  }
  return states;
}

}  // namespace touchline
