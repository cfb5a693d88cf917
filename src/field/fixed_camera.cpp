#include "field/fixed_camera.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kGate =
    0.01;  // of the diagonal: a sighting farther from the mean is another thing
constexpr double kLargestK1 = 0.35;  // beyond, the picture's corners fold over
constexpr double kProof = 20;        // fall of the squared error in sigmas that proves a lens
constexpr std::size_t kForLens = 8;  // landmarks: a homography and a lens are nine parameters

constexpr std::size_t kForLensLines = 40;
constexpr double kLensWidths[] = {6, 2.5};  // of the first rounds of a fit with a lens tried
constexpr double kNear = 0.03;              // of a k1 that was tried
constexpr double kMoved = 0.0025;  // diagonals: farther from where the rest began is no rest

struct LensCost {
  double k1, cost;
};

/// The lens with the least cost within `reach` of `around`: a grid, five times finer each round.
template <class Cost>
LensCost best_k1(double around, double reach, Cost cost) {
  LensCost best{around, cost(around)};
  double step = reach / 5;
  for (int round = 0; round < 5; ++round, step /= 4) {
    const double middle = best.k1;
    for (int i = -5; i <= 5; ++i) {
      const double k1 = middle + i * step;
      if (i == 0 || std::abs(k1) > kLargestK1) continue;
      if (const double c = cost(k1); c < best.cost) best = {k1, c};
    }
  }
  return best;
}

}  // namespace

void RestWatch::see(const std::optional<Mat3>& motion, Vec2d size, double dt) {
  if (!motion) return reset();
  since_ = *motion * since_;
  resting_s_ += dt;
  const CornerFrame frame(size);
  for (int i = 0; i < 4; ++i)
    if (distance(project_any(since_, frame.corner(i)), frame.corner(i)) > kMoved * frame.diagonal())
      return reset();
}

/// Called in every frame in which the camera moves: nothing is allocated.
void FixedCamera::reset() {
  std::fill(places_.begin(), places_.end(), Place{});
  lens_ = {};
  lens_gain_ = 1;
  lens_misfit_px_ = 0;
  frames_ = 0;
}

void FixedCamera::add(const Landmarks& seen, Vec2d size) {
  ++frames_;
  for (const auto& mark : seen) {
    const auto index = static_cast<std::size_t>(mark.index);
    if (mark.score < options_.min_score || mark.index < 0 || index >= places_.size()) continue;
    if (!options_.field.landmarks[index].painted) continue;
    Place& place = places_[index];
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
  const int enough = std::max(1, frames_ / 10);  // seen in a tenth of the frames
  const double floor = options_.sigma_floor * 2 * lens.half_diagonal;
  out.clear();
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.count < enough) continue;
    Correspondence match;
    match.field = options_.field.landmarks[i].at;
    match.pixel = undistort(lens, place.mean);
    match.sigma_px = std::hypot(place.sigma_px, floor);
    match.group = static_cast<int>(out.size());
    out.push_back(match);
  }
}

void FixedCamera::matches_with_lines(const Lens& lens, double diagonal,
                                     std::vector<Correspondence>& out) const {
  matches(lens, out);
  LineMatchOptions how = line_options_;
  how.sigma_floor_px *= diagonal;
  append_line_matches(points_, lens, how, static_cast<int>(places_.size()), out);
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
  const auto [best, lowest] = best_k1(0, kLargestK1, cost);
  if (cost(0) - lowest > kProof) lens_.k1 = best;
}

/// The lens, of a coarse row of them, that puts most lines on paint: errors of landmarks in a bent
/// picture are too large to tell.
bool FixedCamera::try_lenses(Vec2d size, LineFinder& lines, double search, Mat3& view) {
  const CornerFrame frame(size);
  constexpr double kStep = 0.03;
  int most = static_cast<int>(kForLensLines) - 1;
  const Lens straight{0, 0.5 * size, length(size) / 2};
  for (int i = -11; i <= 3; ++i) {
    Lens lens = straight;
    lens.k1 = i * kStep;
    matches(lens, scratch_);
    if (scratch_.size() < kForLens) return false;
    std::vector<PointPair> pairs;
    for (const Correspondence& match : scratch_) pairs.push_back({match.field, match.pixel});
    const auto rough = direct_linear_transform(pairs);
    if (!rough) continue;
    Mat3 h = *rough;
    int agree = 0;
    for (const double narrower : {1.0, 0.7, 0.4}) {
      lines.find(h, lens, narrower * search * frame.diagonal(), points_);
      matches_with_lines(lens, frame.diagonal(), scratch_);
      const auto fitted = fit(frame, h, scratch_, nullptr, kLensWidths);
      agree = fitted ? fitted->lines : 0;
      if (!fitted) break;
      h = fitted->h;
    }
    if (agree > most) most = agree, lens_ = lens, view = h;
  }
  return most >= static_cast<int>(kForLensLines);
}

/// Errors without the lens over those with it, of what agrees with it: what never did hides both.
double FixedCamera::gain(const CornerFrame& frame, const Mat3& view) {
  matches_with_lines(lens_, frame.diagonal(), scratch_);
  if (!fit(frame, view, scratch_, nullptr, kLensWidths)) return 1;
  std::vector<bool> agrees;
  for (const Correspondence& match : scratch_) agrees.push_back(match.weight > 0);
  const auto cost = [&](double k1) {
    Lens lens = lens_;
    lens.k1 = k1;
    matches_with_lines(lens, frame.diagonal(), scratch_);
    for (std::size_t i = 0; i < scratch_.size(); ++i)
      if (!agrees[i]) scratch_[i].share = 0;
    const auto fitted = fit(frame, view, scratch_, nullptr, kLensWidths);
    return fitted ? fitted->cost : 1e12;
  };
  return cost(0) / std::max(1.0, cost(lens_.k1));
}

/// How far, root mean square in pixels, lines that agree lie off beyond what their sigmas promise.
double FixedCamera::misfit_px(const Mat3& view) const {
  double excess = 0;
  int count = 0;
  for (const Correspondence& match : scratch_) {
    if (!match.is_line() || !(match.weight > 0)) continue;
    excess += (squared_error(view, match) - 1) * match.sigma_px * match.sigma_px;
    ++count;
  }
  return count > 0 ? std::sqrt(std::max(0.0, excess / count)) : 0;
}

/// The view and the lens that landmarks and lines agree on. The lines are found anew with each
/// better lens, since a wrong one hides those that are bent most.
void FixedCamera::refine(Vec2d size, LineFinder& lines, double search, Estimate& found) {
  const CornerFrame frame(size);
  Mat3 h = found.fit.h;
  if (!try_lenses(size, lines, search, h)) return;
  for (const double narrower : {1.0, 1.0, 0.6, 0.35, 0.35}) {
    lines.find(h, lens_, narrower * search * frame.diagonal(), points_);
    if (points_.size() < kForLensLines) return;
    std::optional<HomographyFit> best;
    const auto cost = [&](double k1) {
      Lens lens = lens_;
      lens.k1 = k1;
      matches_with_lines(lens, frame.diagonal(), scratch_);
      const auto fitted = fit(frame, h, scratch_, nullptr, kLensWidths);
      if (!fitted) return 1e12;
      if (!best || fitted->cost < best->cost) best = fitted;
      return fitted->cost;
    };
    const auto [k1, lowest] = best_k1(lens_.k1, kNear, cost);
    if (!best || !(lowest < 1e12)) return;
    lens_.k1 = k1;
    h = best->h;
  }
  lens_gain_ = gain(frame, h);
  matches_with_lines(lens_, frame.diagonal(), scratch_);
  const auto fitted = fit(frame, h, scratch_, nullptr);
  if (!fitted) return;
  lens_misfit_px_ = misfit_px(fitted->h);
  found.fit = *fitted;
  if (fitted->spread > 1) found.fit.cov *= fitted->spread * fitted->spread;
  found.error = held_out_error(frame, *fitted, scratch_, nullptr, 1, group_count(scratch_));
  found.usable = found.usable || fitted->lines >= static_cast<int>(kForLensLines);
}

Estimate FixedCamera::solve(Vec2d size, LineFinder* lines, double search) {
  lens_gain_ = 1;
  lens_misfit_px_ = 0;
  fit_lens(size);
  matches(lens_, scratch_);
  Estimate found = estimate(scratch_, options_, size);
  if (lines && found.found) refine(size, *lines, search, found);
  return found;
}

}  // namespace touchline
