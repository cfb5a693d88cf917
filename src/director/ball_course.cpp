#include "director/ball_course.h"

#include <algorithm>
#include <cmath>

namespace touchline::director {
namespace {

constexpr std::size_t kMostCourses = 5;
constexpr double kLeastGain = 0.01;  // of a first frame, which no time has passed before
double square(double a) { return a * a; }

}  // namespace

double ball_gate(double conf) {
  const double missed = conf >= 0.85 ? 1e-4 : conf >= 0.75 ? 1e-3 : 1e-2;
  return -2 * std::log(missed);
}

std::optional<BallView> BallCourses::update(const Play& play) {
  if (last_ns_ == kNoTime || play.shot != shot_ || play.pts_ns <= last_ns_) {
    courses_.clear();
    following_ = false;
    last_ns_ = play.pts_ns;
    shot_ = play.shot;
  }
  if (play.body > 0) body_ = play.body;
  predict(to_seconds(play.pts_ns - last_ns_));
  last_ns_ = play.pts_ns;
  measure(play);
  forget(play.pts_ns);
  const auto of = [&](const Course& course) {
    return in_play(course, play.pts_ns) ? course.evidence : 0;
  };
  const auto best =
      std::max_element(courses_.begin(), courses_.end(),
                       [&](const Course& a, const Course& b) { return of(a) < of(b); });
  if (best == courses_.end() || of(*best) <= 0) {
    following_ = false;
    return std::nullopt;
  }
  const double held = following_ ? of(courses_.front()) + rule_.take_over : 0;
  if (of(*best) > held) std::iter_swap(courses_.begin(), best);
  following_ = of(courses_.front()) > 0;
  if (!following_) return std::nullopt;
  const Course& ball = courses_.front();
  return BallView{
      {ball.x.position, ball.y.position}, {ball.x.velocity, ball.y.velocity}, ball.measured};
}

void BallCourses::predict(double dt) {
  const double q = rule_.acceleration_q * square(body_), kept = std::exp(-dt / rule_.memory_s);
  for (auto& course : courses_) {
    course.x.predict(dt, q);
    course.y.predict(dt, q);
    course.evidence *= kept;
    course.measured = false;
  }
  // A frame adds what the others have lost since, so evidence is a mean over time at any rate.
  gain_ = std::max(1 - kept, kLeastGain);
}

double BallCourses::distance2(const Course& course, Vec2d at) const {
  const double r = square(rule_.sigma * body_);
  return square(at.x - course.x.position) / (course.x.p00 + r) +
         square(at.y - course.y.position) / (course.y.p00 + r);
}

/// The course that `spot` goes on, or a new one, which proves first that it is no spot on the
/// grass.
BallCourses::Course& BallCourses::course_of(const BallSpot& spot, Nanoseconds now) {
  const double r = square(rule_.sigma * body_), v = square(rule_.start_speed * body_);
  Course* nearest = nullptr;
  double least = ball_gate(spot.conf);
  for (auto& course : courses_)
    if (const double d2 = distance2(course, spot.at); !course.measured && d2 <= least) {
      least = d2;
      nearest = &course;
    }
  if (nearest) {
    nearest->x.update(spot.at.x, r);
    nearest->y.update(spot.at.y, r);
    return *nearest;
  }
  auto& course = courses_.emplace_back();
  course.x = AxisFilter::start(spot.at.x, r, v);
  course.y = AxisFilter::start(spot.at.y, r, v);
  course.place = spot.at;
  course.alive_ns = now - from_seconds(rule_.rest_s) - 1;
  return course;
}

void BallCourses::measure(const Play& play) {
  auto spots = play.balls;
  std::stable_sort(spots.begin(), spots.end(),
                   [](const BallSpot& a, const BallSpot& b) { return a.conf > b.conf; });
  for (const auto& spot : spots) {
    Course& course = course_of(spot, play.pts_ns);
    course.measured = true;
    course.seen_ns = play.pts_ns;
    course.evidence += gain_ * spot.conf;
    const bool moved = distance(course.place, spot.at) > rule_.place * body_;
    if (moved) course.place = spot.at;
    const bool met = std::any_of(play.people.begin(), play.people.end(), [&](const Vec2d& person) {
      return distance(person, spot.at) < rule_.near * body_;
    });
    if (moved || met) course.alive_ns = play.pts_ns;
  }
}

bool BallCourses::in_play(const Course& course, Nanoseconds now) const {
  return now - course.seen_ns <= from_seconds(rule_.coast_s) &&
         now - course.alive_ns <= from_seconds(rule_.rest_s);
}

/// Those unseen too long, and the weakest where there are too many.
void BallCourses::forget(Nanoseconds now) {
  const auto gone = [&](const Course& course) {
    return now - course.seen_ns > from_seconds(rule_.coast_s);
  };
  if (following_ && gone(courses_.front())) following_ = false;
  std::erase_if(courses_, gone);
  if (courses_.size() <= kMostCourses) return;
  std::stable_sort(courses_.begin() + (following_ ? 1 : 0), courses_.end(),
                   [](const Course& a, const Course& b) { return a.evidence > b.evidence; });
  courses_.resize(kMostCourses);
}

}  // namespace touchline::director
