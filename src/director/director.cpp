#include "director/director.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchline::director {
namespace {

const Nanoseconds kStep_ns = from_seconds(kPathStep_s);

PathPoint point_of(const Aim& aim) { return {aim.centre.x, aim.centre.y, std::log(aim.width)}; }

PathPoint between(const PathPoint& a, const PathPoint& b, double share) {
  return {std::lerp(a.x, b.x, share), std::lerp(a.y, b.y, share), std::lerp(a.zoom, b.zoom, share)};
}

/// A raised cosine over `reach_s` on either side.
std::vector<double> raised_cosine(double reach_s) {
  const int reach = static_cast<int>(std::lround(reach_s / kPathStep_s));
  std::vector<double> weights;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(1 + std::cos(std::numbers::pi * i / (reach + 1)));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

}  // namespace

Director::Director(const DirectorOptions& options, double height)
    : options_(options),
      height_(height),
      chooser_(options),
      kernel_(raised_cosine(options.lookahead_s)) {}

void Director::begin(const Aim& first) {
  begun_ns_ = first.pts_ns;
  newest_ = first;
  aims_.assign(1, point_of(first));
  first_aim_ = walked_ = 0;
}

std::vector<Framing> Director::push(const Play& play) {
  std::vector<Framing> known;
  if (!aims_.empty() && play.shot != shot_) {
    known = finish();
    chooser_ = AimChooser(options_);
  }
  shot_ = play.shot;
  const Aim aim = chooser_.update(play);
  if (aims_.empty()) begin(aim);
  // Between two frames the aim goes straight from one to the other.
  const PathPoint from = point_of(newest_), to = point_of(aim);
  const auto over = static_cast<double>(aim.pts_ns - newest_.pts_ns);
  for (;;) {
    const auto at = begun_ns_ + static_cast<Nanoseconds>(first_aim_ + aims_.size()) * kStep_ns;
    if (at > aim.pts_ns) break;
    aims_.push_back(between(from, to, static_cast<double>(at - newest_.pts_ns) / over));
  }
  newest_ = aim;
  pending_.push_back({aim.pts_ns, {}, 0, 0, aim.subject, aim.ball});
  emit(aim.pts_ns - from_seconds(options_.lookahead_s), known);
  return known;
}

std::vector<Framing> Director::finish() {
  std::vector<Framing> known;
  emit(newest_.pts_ns, known);
  path_.reset();
  aims_.clear();
  return known;
}

/// Those of the frames up to `until`.
void Director::emit(Nanoseconds until, std::vector<Framing>& out) {
  while (!pending_.empty() && pending_.front().pts_ns <= until) {
    Framing framing = std::move(pending_.front());
    pending_.pop_front();
    const Nanoseconds since = framing.pts_ns - begun_ns_;
    const auto steps = static_cast<std::size_t>((since + kStep_ns - 1) / kStep_ns);
    walk_to(steps);
    const auto left = static_cast<double>(static_cast<Nanoseconds>(steps) * kStep_ns - since);
    const auto at = between(path_->at(), before_, left / static_cast<double>(kStep_ns));
    framing.width = std::exp(at.zoom);
    framing.height = framing.width / options_.aspect;
    framing.centre = {at.x, at.y};
    out.push_back(std::move(framing));
  }
}

void Director::walk_to(std::size_t steps) {
  if (!path_) {
    before_ = last_goal_ = goal(0);
    path_.emplace(options_, height_, before_);
  }
  for (; walked_ < steps; ++walked_) {
    const auto next = goal(walked_ + 1);
    before_ = path_->at();
    path_->step(next, last_goal_);
    last_goal_ = next;
  }
  const std::size_t reach = kernel_.size() / 2;
  while (first_aim_ + reach < walked_ && aims_.size() > 1) {
    aims_.pop_front();
    ++first_aim_;
  }
}

PathPoint Director::aim_of(std::size_t step) const {
  const std::size_t index = step < first_aim_ ? 0 : step - first_aim_;
  return index < aims_.size() ? aims_[index] : point_of(newest_);
}

/// The aims around it, smoothed. Before the first frame they are taken as they are behind it, so a
/// shot begins where most of its first second is about.
PathPoint Director::goal(std::size_t step) const {
  const std::size_t reach = kernel_.size() / 2;
  PathPoint sum{0, 0, 0};
  for (std::size_t i = 0; i < kernel_.size(); ++i) {
    const auto aim = aim_of(step + i < reach ? reach - step - i : step + i - reach);
    sum.x += kernel_[i] * aim.x;
    sum.y += kernel_[i] * aim.y;
    sum.zoom += kernel_[i] * aim.zoom;
  }
  return sum;
}

}  // namespace touchline::director
