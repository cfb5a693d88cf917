#include "field/fixed_camera.h"

namespace touchline {
namespace {

constexpr double kGate =
    0.01;  // of the diagonal: a sighting farther from the mean is another thing
constexpr double kLargestK1 = 0.35;  // beyond, the picture's corners fold over
constexpr double kProof = 20;        // fall of the squared error in sigmas that proves a lens
constexpr std::size_t kForLens = 8;  // landmarks: a homography and a lens are nine parameters

}  // namespace

void FixedCamera::add(const Landmarks& seen, Vec2d size) {
  ++frames_;
  for (const auto& mark : seen) {
    if (mark.score < options_.min_score || mark.index < 0 || mark.index >= kFieldPoints) continue;
    Place& place = places_[static_cast<std::size_t>(mark.index)];
    const double w = 1 / std::max(1e-6, mark.sigma_px * mark.sigma_px);
    if (place.weight > 0 && distance(place.mean, mark.pixel) > kGate * length(size)) {
      place.weight *= 0.7;  // a wrong first sighting gives way to those that follow
      if (place.weight > w / 2) continue;
      place = {};
    }
    place.weight += w;
    place.mean = place.mean + (w / place.weight) * (mark.pixel - place.mean);
    place.sigma_px = std::sqrt(1 / place.weight);
    ++place.count;
  }
}

void FixedCamera::matches(const Lens& lens, std::vector<Correspondence>& out) const {
  const auto marks = field_points(options_.pitch);
  const int enough = std::max(1, frames_ / 10);  // seen in a tenth of the frames
  const double floor = options_.sigma_floor * 2 * lens.half_diagonal;
  out.clear();
  for (std::size_t i = 0; i < kFieldPoints; ++i) {
    const Place& place = places_[i];
    if (place.count < enough) continue;
    Correspondence match;
    match.field = marks[i];
    match.pixel = undistort(lens, place.mean);
    match.sigma_px = std::hypot(place.sigma_px, floor);
    match.group = static_cast<int>(out.size());
    out.push_back(match);
  }
}

void FixedCamera::fit_lens(Vec2d size) {
  lens_ = {0, 0.5 * size, length(size) / 2};
  matches(lens_, scratch_);
  if (scratch_.size() < kForLens) return;
  const CornerFrame frame(size);
  // A wrong lens bends the view, so the cost is looked at with a wide reach.
  const auto cost = [&](double k1) {
    Lens lens = lens_;
    lens.k1 = k1;
    matches(lens, scratch_);
    std::vector<PointPair> pairs;
    for (const Correspondence& match : scratch_) pairs.push_back({match.field, match.pixel});
    const auto h = direct_linear_transform(pairs);
    if (!h) return 1e12;
    for (Correspondence& match : scratch_) match.sigma_px *= 4;
    const auto fitted = fit(frame, *h, scratch_, nullptr);
    return fitted ? 16 * fitted->cost : 1e12;
  };
  const double straight = cost(0);
  double best = 0, lowest = straight, step = kLargestK1 / 5;
  for (int round = 0; round < 6; ++round, step /= 4) {
    const double around = best;
    for (int i = -5; i <= 5; ++i) {
      const double k1 = around + i * step;
      if (i == 0 || std::abs(k1) > kLargestK1) continue;
      if (const double c = cost(k1); c < lowest) lowest = c, best = k1;
    }
  }
  if (straight - lowest > kProof) lens_.k1 = best;
}

Estimate FixedCamera::solve(Vec2d size) {
  fit_lens(size);
  matches(lens_, scratch_);
  return estimate(scratch_, options_, size);
}

}  // namespace touchline
