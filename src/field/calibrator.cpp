#include "field/calibrator.h"

#include <fmt/format.h>

#include <algorithm>

#include "field/fixed_camera.h"
#include "field/line_matches.h"

namespace touchline {
namespace {

constexpr double kGate2 = 16;          // squared Mahalanobis distance of a landmark that agrees
constexpr double kMostAgree = 0.6;     // share of the landmarks, or of the line points
constexpr int kEnoughLinePoints = 12;  // for a frame measured by lines
constexpr int kEnoughMarkings = 3;
constexpr double kStillSpeed = 0.01;  // diagonals per second: slower cameras drift less
constexpr int kForSurprise = 4;       // landmarks
constexpr double kSurprise = 1.8;     // chi-square over its degrees of freedom
constexpr double kWidestInit_m = 8;   // worse than this, lines cannot be told apart

double rms(const Matrix8d& cov) { return std::sqrt(std::max(0.0, cov.trace() / 8)); }

EstimateOptions with_pitch(EstimateOptions options, const PitchSpec& pitch) {
  options.pitch = pitch;
  return options;
}

}  // namespace

struct Calibrator::Impl {
  explicit Impl(const CalibratorOptions& given)
      : options(given),
        estimating(with_pitch(given.estimate, given.pitch)),
        painted(markings(given.pitch)),
        fixed(estimating) {}

  CalibratorOptions options;
  EstimateOptions estimating;
  std::vector<Marking> painted;
  FixedCamera fixed;

  FieldView view;
  bool have = false;
  Mat3 h;  ///< undistorted pixels from metres
  Matrix8d cov = Matrix8d::Zero();
  HomographyPrior before;  ///< this frame's prediction, for the held-out error
  Nanoseconds last_ns = kNoTime, measured_ns = kNoTime, contradicted_ns = kNoTime;
  Nanoseconds solved_ns = kNoTime;
  std::vector<Correspondence> matches;
  std::vector<LinePoint> points;
  std::vector<double> widths;
  double innovation = 0;  ///< mean squared surprise of the landmarks that agree; 1 as promised

  void forget(const char* why) {
    have = false;
    contradicted_ns = measured_ns = kNoTime;
    view.why = why;
    fixed.reset();
    solved_ns = kNoTime;
  }

  // --- carried on ---------------------------------------------------------------------------

  void predict(const CalibrationInput& input, double dt) {
    if (options.fixed_camera) return;
    const CornerFrame frame(input.size);
    const double diagonal = frame.diagonal();
    double corner = options.blind * diagonal * std::sqrt(dt);
    if (input.motion) {
      double moved = 0;
      for (int i = 0; i < 4; ++i)
        moved += distance(project_any(*input.motion, frame.corner(i)), frame.corner(i)) / 4;
      const double speed = dt > 0 ? moved / (diagonal * dt) : 1;
      const double drift = options.drift * std::clamp(speed / kStillSpeed, 0.1, 1.0);
      // The root mean square over the picture is two thirds of what the corners have.
      corner = std::hypot(1.5 * input.motion_sigma_px, drift * diagonal * std::sqrt(dt));
      cov = frame.moved(cov, *input.motion);
      h = *input.motion * h;
      keep_scale();
    }
    cov.diagonal().array() += corner * corner;
  }

  void keep_scale() {
    const double size = std::max({std::abs(h(2, 0)), std::abs(h(2, 1)), std::abs(h(2, 2)) / 50});
    if (size > 0 && std::isfinite(size)) h = scaled(h, 1 / size);
  }

  // --- landmarks ----------------------------------------------------------------------------

  /// Landmarks within the gate of where the view expects them; also sets how wide a fit must
  /// reach to catch them.
  int agreeing(const CornerFrame& frame) {
    int count = 0;
    double reach = 1;
    innovation = 0;
    for (const Correspondence& match : matches) {
      const auto q = project(h, match.field);
      if (!q) continue;
      const Matrix28d by = frame.at(*q);
      Eigen::Matrix2d s = by * cov * by.transpose();
      const double expected = std::sqrt(s.trace() / 2);
      s.diagonal().array() += match.sigma_px * match.sigma_px;
      const Eigen::Vector2d r(q->x - match.pixel.x, q->y - match.pixel.y);
      const double surprise = r.dot(s.inverse() * r);
      if (surprise > kGate2) continue;
      ++count;
      innovation += surprise / 2;
      reach = std::max(reach, expected / match.sigma_px);
    }
    if (count > 0) innovation /= count;
    widths.assign(1, std::min(reach, 30.0));
    if (reach > 2) widths.push_back(std::sqrt(reach));
    return count;
  }

  bool take(const HomographyFit& fitted) {
    h = fitted.h;
    cov = fitted.cov;
    if (fitted.spread > 1) cov *= std::min(4.0, fitted.spread * fitted.spread);
    keep_scale();
    return true;
  }

  [[nodiscard]] HomographyPrior prior() const {
    Matrix8d information = cov.ldlt().solve(Matrix8d::Identity());
    information = (0.5 * (information + information.transpose())).eval();
    return {h, information, Vector8d::Zero()};
  }

  void start(const Estimate& found, Nanoseconds pts_ns) {
    take(found.fit);
    before = found.prior;
    have = true;
    contradicted_ns = kNoTime;
    measured_ns = pts_ns;
  }

  /// Starts from landmarks alone, or from landmarks and lines where those are too few.
  bool initialise(const CalibrationInput& input) {
    Estimate found = estimate(matches, estimating, input.size);
    if (!found.usable && !complete_with_lines(found, input)) {
      view.why = found.why;
      return false;
    }
    start(found, input.pts_ns);
    return true;
  }

  bool complete_with_lines(Estimate& found, const CalibrationInput& input) {
    if (!input.lines || !found.found || found.fit.points < 2) return false;
    const CornerFrame frame(input.size);
    const auto middle = middle_of_view(found.fit.h, options.pitch, input.size);
    if (!middle || !(ground_sigma(found.fit.h, found.fit.cov, input.size, *middle) < kWidestInit_m))
      return false;
    const std::size_t marks = matches.size();
    for (int round = 0; round < 2; ++round) {
      matches.resize(marks);
      input.lines->find(found.fit.h, options.search * frame.diagonal(), points);
      append_lines(frame, static_cast<int>(marks));
      constexpr double kWidths[] = {6, 2};
      const auto fitted = fit(frame, found.fit.h, matches, &found.prior, kWidths);
      const bool good = fitted && lines_agree(*fitted, marks);
      if (!good) {
        matches.resize(marks);
        return false;
      }
      found.fit = *fitted;
    }
    matches.resize(marks);
    const auto& fitted = found.fit;
    if (fitted.points < 3 || !(sigma_over_view(fitted.h, fitted.cov, options.pitch, input.size) <=
                               estimating.max_sigma_m))
      return false;
    return found.usable = *impossible(fitted.h, input.size, options.pitch.length_m, *middle) == 0;
  }

  void remember_contradiction(const CalibrationInput& input) {
    view.why = "the landmarks contradict the view";
    const Estimate found = estimate(matches, estimating, input.size);
    if (!found.usable) return;
    if (contradicted_ns == kNoTime) contradicted_ns = input.pts_ns;
    const bool unsure = view.state == CalibrationState::stale;
    if (unsure || to_seconds(input.pts_ns - contradicted_ns) >= options.disagree_s) {
      fixed.reset();
      start(found, input.pts_ns);
    }
  }

  /// Whether the landmarks measured this frame.
  bool use_landmarks(const CalibrationInput& input) {
    to_matches(*input.landmarks, estimating, view.lens, input.size, matches);
    if (options.fixed_camera) fixed.add(*input.landmarks, input.size);
    if (!have) return initialise(input);
    if (matches.empty()) return false;
    const CornerFrame frame(input.size);
    const int agree = agreeing(frame);
    const int seen = static_cast<int>(matches.size());
    if (agree < std::max(1.0, kMostAgree * seen)) {
      if (seen >= estimating.min_inliers) remember_contradiction(input);
      return measured_ns == input.pts_ns;
    }
    contradicted_ns = kNoTime;
    if (options.fixed_camera) return true;
    // Motion that missed something shows as surprise: the prediction is trusted less by as much.
    if (agree >= kForSurprise && innovation > kSurprise) cov *= std::min(25.0, 4 * innovation);
    const auto known = prior();
    const auto fitted = fit(frame, h, matches, &known, widths);
    if (!fitted || fitted->points < agree / 2) return false;
    return take(*fitted) && fitted->points >= 2;
  }

  // --- one calibration from many frames -----------------------------------------------------

  /// Solves anew after the first, second, fourth... frame with landmarks, then every two seconds.
  void solve_fixed(const CalibrationInput& input) {
    const int frames = fixed.frames();
    const bool doubling = frames > 0 && (frames & (frames - 1)) == 0 && frames <= 32;
    if (!doubling && solved_ns != kNoTime && input.pts_ns - solved_ns < 2 * kSecond) return;
    const Estimate found = fixed.solve(input.size);
    solved_ns = input.pts_ns;
    if (!found.usable) return;
    view.lens = fixed.lens();
    start(found, input.pts_ns);
    view.rmse_px = found.error.px;
    view.rmse_m = found.error.m;
    view.inliers = found.fit.points;
    matches.clear();
    if (input.lines) use_lines(input);
  }

  // --- lines --------------------------------------------------------------------------------

  int append_lines(const CornerFrame& frame, int first_group) {
    const LineMatchOptions how{options.line_sigma * frame.diagonal(), options.line_votes};
    return append_line_matches(points, painted, view.lens, how, first_group, matches);
  }

  [[nodiscard]] bool lines_agree(const HomographyFit& fitted, std::size_t landmarks_first) const {
    const auto count = static_cast<double>(matches.size() - landmarks_first);
    return fitted.lines >= kEnoughLinePoints && fitted.lines >= kMostAgree * count;
  }

  [[nodiscard]] int markings_seen(std::size_t first) const {
    constexpr int kPointsEach = 4;
    std::array<int, 64> counts{};
    for (std::size_t i = first; i < matches.size(); ++i)
      if (matches[i].weight > 0)
        ++counts[static_cast<std::size_t>(matches[i].group) % counts.size()];
    return static_cast<int>(
        std::count_if(counts.begin(), counts.end(), [](int n) { return n >= kPointsEach; }));
  }

  /// Whether the lines measured this frame. Leaves its matches behind the landmarks'.
  bool use_lines(const CalibrationInput& input) {
    const CornerFrame frame(input.size);
    const std::size_t marks = matches.size();
    const double sigma = rms(cov), widest = options.search * frame.diagonal();
    if (sigma > widest) return false;  // the next line would be as near
    const double search = std::clamp(3 * sigma, 0.25 * widest, widest);
    input.lines->find(h, search, points);
    append_lines(frame, static_cast<int>(marks));
    const auto known = prior();
    const double reach = std::clamp(sigma / (options.line_sigma * frame.diagonal()), 1.0, 10.0);
    widths.assign({reach, std::sqrt(reach)});
    const auto fitted = fit(frame, h, std::span(matches).subspan(marks), &known, widths);
    if (!fitted || !lines_agree(*fitted, marks)) {
      matches.resize(marks);
      return false;
    }
    take(*fitted);
    return markings_seen(marks) >= kEnoughMarkings;
  }

  // --- the frame's answer -------------------------------------------------------------------

  void report_fit(const CalibrationInput& input) {
    if (matches.empty()) return;
    const CornerFrame frame(input.size);
    HomographyFit now;
    now.h = h;
    // The prediction has seen the same landmarks in earlier frames: a hundredth of it is enough to
    // hold what the frame itself leaves open.
    constexpr double kPriorShare = 0.01;
    const int groups = 1 + std::max_element(matches.begin(), matches.end(), [](auto& a, auto& b) {
                             return a.group < b.group;
                           })->group;
    const auto error = held_out_error(frame, now, matches, &before, kPriorShare, groups);
    if (error.groups > 0) view.rmse_px = error.px, view.rmse_m = error.m;
    view.inliers = static_cast<int>(
        std::count_if(matches.begin(), matches.end(),
                      [](const Correspondence& match) { return match.weight > 0; }));
  }

  void conclude(const CalibrationInput& input, bool measured) {
    if (have) decide_state(input, measured);
    if (!have) {
      std::string why = view.why.empty() ? "no landmarks looked at yet" : view.why;
      const Lens lens = view.lens;
      view = {};
      view.size = input.size;
      view.lens = lens;
      view.why = std::move(why);
      return;
    }
    view.image_from_field = h;
    view.field_from_image = *inverse(h);
    const CornerFrame frame(input.size);
    Matrix8d told = cov;
    const double floor = options.floor * frame.diagonal();
    told.diagonal().array() += floor * floor;
    Eigen::Map<Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(view.corner_cov.data()) = told;
  }

  void decide_state(const CalibrationInput& input, bool measured) {
    const auto middle = middle_of_view(h, options.pitch, input.size);
    if (!middle || !cov.allFinite() || !inverse(h))
      return forget("no part of the field is in view");
    view.sigma_m = ground_sigma(h, cov, input.size, *middle);
    const bool precise = view.sigma_m <= options.stale_m;
    if (measured || options.fixed_camera) measured_ns = input.pts_ns;
    view.unmeasured_ns = input.pts_ns - measured_ns;
    const double age = to_seconds(view.unmeasured_ns);
    if (age > options.lost_s || !(view.sigma_m <= options.lost_m))
      return forget(age > options.lost_s ? "not measured for too long" : "too uncertain");
    if (age > options.stale_s || !precise) {
      view.state = CalibrationState::stale;
      view.why = precise ? fmt::format("not measured for {:.1f} s", age)
                         : fmt::format("uncertain by {:.1f} m", view.sigma_m);
    } else if (age > 0) {
      view.state = CalibrationState::propagated;
      if (view.why.empty()) view.why = "carried on by camera motion";
    } else {
      view.state = CalibrationState::measured;
      view.why.clear();
    }
  }

  void update(const CalibrationInput& input) {
    const double dt = last_ns == kNoTime ? 0 : std::max(0.0, to_seconds(input.pts_ns - last_ns));
    last_ns = input.pts_ns;
    if (view.size != input.size) {
      forget("no landmarks looked at yet");
      view.size = input.size;
      view.lens = {0, 0.5 * input.size, length(input.size) / 2};
    } else if (input.cut) {
      forget("a new shot began");
    }
    matches.clear();
    bool measured = false;
    if (have) {
      view.why.clear();
      predict(input, dt);
      before = prior();
    }
    if (input.landmarks) measured = use_landmarks(input);
    if (options.fixed_camera) {
      if (input.landmarks) solve_fixed(input);
    } else if (have) {
      if (input.lines && use_lines(input)) measured = true;
      if (measured) report_fit(input);
    }
    conclude(input, measured);
  }
};

Calibrator::Calibrator(const CalibratorOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Calibrator::~Calibrator() = default;
Calibrator::Calibrator(Calibrator&&) noexcept = default;
Calibrator& Calibrator::operator=(Calibrator&&) noexcept = default;

const FieldView& Calibrator::update(const CalibrationInput& input) {
  impl_->update(input);
  return impl_->view;
}
const FieldView& Calibrator::view() const { return impl_->view; }

}  // namespace touchline
