#include "field/calibrator.h"

#include <fmt/format.h>

#include <algorithm>

#include "field/fixed_camera.h"
#include "field/line_matches.h"
#include "field/view_filter.h"
#include "field/view_start.h"

namespace touchline {
namespace {

constexpr double kMostAgree = 0.6;        // share of the landmarks
constexpr int kEnoughMarkings = 3;        // for a frame measured by lines
constexpr double kRest_s = 1.5;           // a camera that has not moved for longer is at rest
constexpr double kResolve_s = 2;          // between two solutions of a resting camera, at least
constexpr double kLeft2 = 4;              // squared sigmas by which landmarks leave a solved view
constexpr std::size_t kForBentView = 12;  // landmarks
constexpr double kLensGain = 1.5;         // a lens must explain so much to be believed unasked

}  // namespace

struct Calibrator::Impl {
  explicit Impl(const CalibratorOptions& given)
      : options(given),
        starter(given),
        filter({given.drift, given.blind}),
        fixed(starter.estimating(), {given.line_sigma, given.line_votes}) {}

  CalibratorOptions options;
  ViewStart starter;
  ViewFilter filter;
  RestWatch rest;
  FixedCamera fixed;

  FieldView view;
  bool have = false;
  HomographyPrior before;  ///< this frame's prediction, for the held-out error
  Nanoseconds last_ns = kNoTime, measured_ns = kNoTime, contradicted_ns = kNoTime;
  Nanoseconds solved_ns = kNoTime;
  double solved_misfit2 = 0;  ///< of the landmarks' averages, when that was
  double since_learned_s = 0;
  double lens_misfit_px = 0;  ///< that the lens found leaves
  std::vector<Correspondence> matches;
  std::vector<LinePoint> points;

  void forget(std::string why) {
    have = false;
    contradicted_ns = measured_ns = solved_ns = kNoTime;
    view.why = std::move(why);
    view.lens.k1 = lens_misfit_px = 0;
    fixed.reset();
    rest.reset();
  }

  // --- landmarks ----------------------------------------------------------------------------

  void begin(const Estimate& found, Nanoseconds pts_ns) {
    filter.start(found.fit);
    before = found.prior;
    have = true;
    contradicted_ns = kNoTime;
    measured_ns = pts_ns;
  }

  bool initialise(const CalibrationInput& input) {
    const Estimate found = starter.find(matches, view.lens, input.size, input.lines, input.people);
    if (!found.usable) {
      view.why = found.why;
      return false;
    }
    begin(found, input.pts_ns);
    return true;
  }

  /// Landmarks that tell of another view: after a while they are believed.
  void remember_contradiction(const CalibrationInput& input) {
    view.why = "the landmarks contradict the view";
    const Estimate found = starter.find(matches, view.lens, input.size, input.lines, input.people);
    if (!found.usable) return;
    if (contradicted_ns == kNoTime) contradicted_ns = input.pts_ns;
    const bool unsure = view.state == CalibrationState::stale;
    if (unsure || to_seconds(input.pts_ns - contradicted_ns) >= options.disagree_s) {
      fixed.reset();
      begin(found, input.pts_ns);
    }
  }

  /// Whether the landmarks measured this frame.
  bool use_landmarks(const CalibrationInput& input) {
    to_matches(*input.landmarks, starter.estimating(), view.lens, input.size, matches);
    fixed.add(*input.landmarks, input.size);
    if (!have) return initialise(input);
    if (matches.empty()) return false;
    const CornerFrame frame(input.size);
    const int agree = filter.agreement(frame, matches);
    const int seen = static_cast<int>(matches.size());
    if (agree < std::max(1.0, kMostAgree * seen)) {
      if (seen >= starter.estimating().min_inliers) remember_contradiction(input);
      return measured_ns == input.pts_ns;
    }
    contradicted_ns = kNoTime;
    return options.fixed_camera || filter.correct(frame, matches, agree);
  }

  // --- one calibration from many frames -----------------------------------------------------

  /// Whether to solve anew: after the first, second, fourth... frame with landmarks, and earlier
  /// when there is no view or the landmarks leave it.
  [[nodiscard]] bool solution_due(const CalibrationInput& input) {
    const int frames = fixed.frames();
    if (solved_ns == kNoTime || (frames & (frames - 1)) == 0) return true;
    if (to_seconds(input.pts_ns - solved_ns) < kResolve_s) return false;
    return !have || fixed.misfit2(filter.h(), view.lens) > kLeft2 + 2 * solved_misfit2;
  }

  /// A step a frame, without a view too: many cameras that begin together must not all have much to
  /// do in their first frame. The view is there a fraction of a second later.
  void solve_fixed(const CalibrationInput& input) {
    if (!fixed.solving()) return;
    const auto found = fixed.step(input.size, input.lines, options.search);
    if (!found) return;
    solved_ns = input.pts_ns;
    take(*found, input);
    if (have) solved_misfit2 = fixed.misfit2(filter.h(), view.lens);
  }

  void take(const Estimate& found, const CalibrationInput& input) {
    if (!found.usable) return;
    if (!options.fixed_camera && !(fixed.lens_gain() > kLensGain)) return;
    if (input.lines) {
      const auto paint = check_paint(*input.lines, found.fit.h, fixed.lens(), input.size,
                                     found.fit.points, options.paint, points);
      if (!paint.confirmed) {
        view.why = paint.why;
        return;
      }
    }
    view.lens = fixed.lens();
    lens_misfit_px = fixed.lens_misfit_px();
    begin(found, input.pts_ns);
    filter.learn_misfit(found.error.jackknife, 0);
    view.rmse_px = found.error.px;
    view.rmse_m = found.error.m;
    view.inliers = found.fit.points + found.fit.lines;
    matches.clear();
  }

  // --- lines --------------------------------------------------------------------------------

  /// Whether the lines measured this frame. Leaves its matches behind the landmarks'.
  bool use_lines(const CalibrationInput& input) {
    const CornerFrame frame(input.size);
    const std::size_t marks = matches.size();
    const double sigma = filter.rms(), widest = options.search * frame.diagonal();
    if (sigma > widest) return false;  // the next line would be as near
    const double search = std::clamp(3 * sigma, 0.25 * widest, widest);
    input.lines->find(filter.h(), view.lens, search, points);
    const double line_sigma = options.line_sigma * frame.diagonal();
    append_line_matches(points, view.lens, {line_sigma, options.line_votes},
                        static_cast<int>(marks), matches);
    const auto lines = std::span(matches).subspan(marks);
    const auto fitted = filter.with_lines(frame, lines, line_sigma);
    if (!fitted || !lines_agree(*fitted, lines.size())) {
      matches.resize(marks);
      return false;
    }
    filter.take(*fitted);
    return markings_that_agree(lines) >= kEnoughMarkings;
  }

  // --- the frame's answer -------------------------------------------------------------------

  void report_fit(const CalibrationInput& input) {
    if (matches.empty()) return;
    const CornerFrame frame(input.size);
    HomographyFit now;
    now.h = filter.h();
    // The prediction has seen the same landmarks in earlier frames: a hundredth of it is enough to
    // hold what the frame itself leaves open.
    constexpr double kPriorShare = 0.01;
    const auto error =
        held_out_error(frame, now, matches, &before, kPriorShare, group_count(matches));
    if (error.groups > 0) {
      view.rmse_px = error.px, view.rmse_m = error.m;
      filter.learn_misfit(error.jackknife, since_learned_s);
      since_learned_s = 0;
    }
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
    view.image_from_field = filter.h();
    view.field_from_image = *inverse(filter.h());
    Eigen::Map<Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(view.corner_cov.data()) = told(input);
  }

  [[nodiscard]] Matrix8d told(const CalibrationInput& input) const {
    Matrix8d cov = filter.told();
    // The root mean square over the picture is two thirds of what the corners have.
    const double floor = std::hypot(options.floor * length(input.size), 1.5 * lens_misfit_px);
    cov.diagonal().array() += floor * floor;
    return cov;
  }

  void decide_state(const CalibrationInput& input, bool measured) {
    const auto middle = middle_of_view(filter.h(), options.field, input.size);
    if (!middle || !filter.told().allFinite() || !inverse(filter.h()))
      return forget("no part of the field is in view");
    view.sigma_m = ground_sigma(filter.h(), told(input), input.size, *middle);
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

  void watch_rest(const CalibrationInput& input, double dt) {
    rest.see(input.motion, input.size, dt);
    if (options.fixed_camera || rest.resting_s() > 0) return;
    if (fixed.solving() && !have && input.motion) return fixed.move(*input.motion);
    fixed.reset();
    solved_ns = kNoTime;
  }

  void update(const CalibrationInput& input) {
    const double dt = last_ns == kNoTime ? 0 : std::max(0.0, to_seconds(input.pts_ns - last_ns));
    last_ns = input.pts_ns;
    since_learned_s += dt;
    if (view.size != input.size) {
      forget("no landmarks looked at yet");
      view.size = input.size;
      view.lens = {0, 0.5 * input.size, length(input.size) / 2};
    } else if (input.cut) {
      forget("a new shot began");
    }
    matches.clear();
    watch_rest(input, dt);
    if (have) {
      view.why.clear();
      if (!options.fixed_camera)
        filter.predict(input.motion, input.motion_sigma_px, dt, input.size);
      before = filter.prior();
    }
    bool measured = input.landmarks && use_landmarks(input);
    // A view that fits nowhere may be bent: one more reason to solve for the lens.
    const bool bent = !have && matches.size() >= kForBentView;
    const bool wanted = options.fixed_camera || bent || rest.resting_s() > kRest_s;
    if (input.landmarks && wanted && !fixed.solving() && solution_due(input))
      fixed.begin(have ? &filter.h() : nullptr, view.lens);
    solve_fixed(input);
    if (have && !options.fixed_camera) {
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
