#include "field/fixed_camera.h"

#include <algorithm>
#include <iterator>

namespace touchline {
namespace {

constexpr double kGate =
    0.01;                      // of the diagonal: a sighting farther from the mean is another thing
constexpr double kProof = 20;  // fall of the squared error in sigmas that proves a lens
constexpr std::size_t kForLens = 8;  // landmarks: a homography and a lens are nine parameters
constexpr int kForLensLines = 40;
constexpr double kLensWidths[] = {6, 2.5};  // of the first rounds of a fit with a lens tried
constexpr double kMoved = 0.0025;  // diagonals: farther from where the rest began is no rest

// Lenses tried: errors of landmarks in a bent picture are too large to tell. Each is a start from
// which its neighbours are reached.
constexpr double kTried[] = {0, -0.12, -0.24, 0.06, -0.06, -0.18, -0.3};
constexpr int kLenses = static_cast<int>(std::size(kTried));
constexpr double kPromising = 0.7;  // of the points found agree: the view may be narrowed down
constexpr double kSure = 0.5;       // of the places in plain view agree: no other lens is tried
constexpr double kNarrower[] = {1.0, 0.6, 0.35};  // of the search, round after round
constexpr int kRounds = static_cast<int>(std::size(kNarrower));
constexpr int kNearRound = 1;    // of them, where a view is known
constexpr double kMemory = 300;  // sightings of a landmark that count

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
  step_ = Step::none;
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
    place.weight = std::min(place.weight, kMemory * w) + w;
    place.mean = place.mean + (w / place.weight) * (mark.pixel - place.mean);
    place.sigma_px = std::sqrt(1 / place.weight);
    ++place.count;
  }
}

void FixedCamera::move(const Mat3& motion) {
  for (Place& place : places_) place.mean = project_any(motion, place.mean);
  best_.h = motion * best_.h;
}

double FixedCamera::misfit2(const Mat3& view, const Lens& lens) {
  matches(lens, scratch_);
  double sum = 0;
  for (const Correspondence& match : scratch_)
    sum += std::min(squared_error(view, match), 4 * kReach * kReach);  // one may be quite wrong
  return scratch_.empty() ? 0 : sum / static_cast<double>(scratch_.size());
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

/// The view that landmarks alone have through a lens, with the least algebraic error.
std::optional<Mat3> FixedCamera::rough_view(const Lens& lens) {
  matches(lens, scratch_);
  if (scratch_.size() < kForLens) return std::nullopt;
  std::vector<PointPair> pairs;
  for (const Correspondence& match : scratch_) pairs.push_back({match.field, match.pixel});
  return direct_linear_transform(pairs);
}

/// The lens that landmarks alone prove.
void FixedCamera::fit_lens(Vec2d size) {
  lens_ = {0, 0.5 * size, length(size) / 2};
  const auto view = rough_view(lens_);
  if (!view) return;
  const CornerFrame frame(size);
  // A wrong lens bends the view, so errors are looked at with a wide reach.
  constexpr double kWide = 4;
  const auto wide = [&](const Lens& lens, std::vector<Correspondence>& out) {
    matches(lens, out);
    for (Correspondence& match : out) match.sigma_px *= kWide;
  };
  wide(lens_, scratch_);
  const auto straight = fit(frame, *view, scratch_, nullptr);
  const auto bent = fit_with_lens(frame, *view, lens_, wide, {}, scratch_);
  if (straight && bent && kWide * kWide * (straight->cost - bent->cost) > kProof)
    lens_ = bent->lens;
}

/// The view where lines tell of none.
void FixedCamera::solve_landmarks(Vec2d size) {
  fit_lens(size);
  matches(lens_, scratch_);
  found_ = estimate(scratch_, options_, size);
}

/// View and lens that the landmarks and the points found last agree on.
std::optional<LensFit> FixedCamera::fit_lines(Vec2d size, const Mat3& view, const Lens& lens) {
  const CornerFrame frame(size);
  const auto all = [&](const Lens& through, std::vector<Correspondence>& out) {
    matches_with_lines(through, frame.diagonal(), out);
  };
  return fit_with_lens(frame, view, lens, all, kLensWidths, scratch_);
}

/// Keeps the lens if it puts more lines on paint than those tried before; whether most of the
/// points found agree with it.
bool FixedCamera::try_lens(double k1, Vec2d size, LineFinder& lines, double search) {
  const Lens lens{k1, 0.5 * size, length(size) / 2};
  const auto rough = rough_view(lens);
  if (!rough) return false;
  lines.find(*rough, lens, search * length(size), points_);
  const auto fitted = fit_lines(size, *rough, lens);
  if (!fitted || fitted->lines <= best_.lines) return false;
  best_ = *fitted;
  return fitted->lines >= kPromising * static_cast<double>(points_.size());
}

/// Looks again with the better lens, since a wrong one hides the lines that are bent most.
bool FixedCamera::narrow(Vec2d size, LineFinder& lines, double search) {
  lines.find(best_.h, best_.lens, search * length(size), points_);
  if (points_.size() < static_cast<std::size_t>(kForLensLines)) return false;
  const auto fitted = fit_lines(size, best_.h, best_.lens);
  if (fitted) best_ = *fitted;
  return fitted.has_value();
}

/// Whether so many places agree that no other lens has to be tried.
bool FixedCamera::is_sure(const LineFinder& lines) const {
  int looked = 0;
  for (const MarkingCount& count : lines.counts()) looked += count.looked;
  return best_.lines >= kSure * looked;
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

/// What the view is worth that landmarks and lines agree on.
void FixedCamera::judge(Vec2d size) {
  const CornerFrame frame(size);
  lens_ = best_.lens;
  lens_gain_ = gain(frame, best_.h);
  matches_with_lines(lens_, frame.diagonal(), scratch_);
  const auto fitted = fit(frame, best_.h, scratch_, nullptr);
  if (!fitted) return;
  lens_misfit_px_ = misfit_px(fitted->h);
  found_.fit = *fitted;
  if (fitted->spread > 1) found_.fit.cov *= fitted->spread * fitted->spread;
  found_.error = held_out_error(frame, *fitted, scratch_, nullptr, 1, group_count(scratch_));
  found_.found = true;
  found_.usable = fitted->lines >= kForLensLines;
}

void FixedCamera::begin(const Mat3* view, const Lens& lens) {
  const bool near = view && lens_gain_ > 1;
  step_ = near ? Step::narrow : Step::lenses;
  tried_ = near ? kLenses : 0;
  round_ = near ? kNearRound : 0;
  found_ = {};
  best_ = {};
  best_.lines = kForLensLines - 1;
  if (near) best_ = {*view, lens, 0, 0, 0};
}

std::optional<Estimate> FixedCamera::step(Vec2d size, LineFinder* lines, double search) {
  const auto done = [&] {
    step_ = Step::none;
    return std::optional(found_);
  };
  if (!lines && step_ == Step::lenses && tried_ == 0) step_ = Step::landmarks;
  if (!lines && step_ != Step::landmarks) return std::nullopt;
  switch (step_) {
    case Step::none:
      break;
    case Step::lenses:
      if (!try_lens(kTried[tried_++], size, *lines, search) && tried_ < kLenses) break;
      step_ = best_.lines < kForLensLines ? Step::landmarks : Step::narrow;
      round_ = 0;
      break;
    case Step::narrow:
      if (!narrow(size, *lines, kNarrower[round_] * search)) {
        step_ = Step::landmarks;
      } else if (++round_ == kRounds) {
        step_ = is_sure(*lines) || tried_ == kLenses ? Step::judge : Step::lenses;
      }
      break;
    case Step::judge:
      judge(size);
      return done();
    case Step::landmarks:
      lens_gain_ = 1, lens_misfit_px_ = 0;
      solve_landmarks(size);
      return done();
  }
  return std::nullopt;
}

}  // namespace touchline
