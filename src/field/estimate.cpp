#include "field/estimate.h"

#include <fmt/format.h>

#include <algorithm>

namespace touchline {
namespace {

struct Hypothesis {
  Pinhole camera;
  double cost = 0;
};

/// Numbers that look random and are always the same.
class Sequence {
 public:
  std::size_t below(std::size_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33) % n);
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15ULL;
};

double robust_cost(const Mat3& h, std::span<const Correspondence> matches, double reach) {
  double cost = 0;
  for (const Correspondence& match : matches) cost += tukey_cost(squared_error(h, match), reach);
  return cost;
}

/// Calls `use` with sets of four different matches: all of them when there are few.
template <class Use>
void each_four(std::size_t n, int samples, Use use) {
  const double all = static_cast<double>(n) * static_cast<double>(n - 1) *
                     static_cast<double>(n - 2) * static_cast<double>(n - 3) / 24;
  if (all <= samples) {
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = a + 1; b < n; ++b)
        for (std::size_t c = b + 1; c < n; ++c)
          for (std::size_t d = c + 1; d < n; ++d) use(a, b, c, d);
    return;
  }
  Sequence sequence;
  for (int i = 0; i < samples; ++i) {
    std::array<std::size_t, 4> four{};
    for (std::size_t k = 0; k < 4;) {
      four[k] = sequence.below(n);
      if (std::find(four.begin(), four.begin() + static_cast<std::ptrdiff_t>(k), four[k]) ==
          four.begin() + static_cast<std::ptrdiff_t>(k))
        ++k;
    }
    use(four[0], four[1], four[2], four[3]);
  }
}

double reach_of(const FieldSpec& field) { return field.length_m; }

/// The best homographies through four landmarks, as cameras; those without one are left out.
std::vector<Hypothesis> sampled(std::span<const Correspondence> matches,
                                const EstimateOptions& options, Vec2d size) {
  constexpr std::size_t kKept = 4;
  // Four points place the others a few times worse than themselves.
  constexpr double kSampleReach = 3 * kReach;
  std::vector<Hypothesis> best;
  if (matches.size() < 4) return best;
  each_four(matches.size(), options.samples,
            [&](std::size_t a, std::size_t b, std::size_t c, std::size_t d) {
              std::array<PointPair, 4> four;
              Vec2d middle;
              for (std::size_t k = 0; k < 4; ++k) {
                const Correspondence& match = matches[std::array{a, b, c, d}[k]];
                four[k] = {match.field, match.pixel};
                middle = middle + 0.25 * match.pixel;
              }
              const auto h = through_four(four);
              if (!h || *impossible(*h, size, reach_of(options.field), middle)) return;
              const double cost = robust_cost(*h, matches, kSampleReach);
              if (best.size() == kKept && cost >= best.back().cost) return;
              const auto camera = pinhole_of(*h, size);
              if (!camera) return;
              const auto at = std::find_if(best.begin(), best.end(), [&](const Hypothesis& other) {
                return cost < other.cost;
              });
              best.insert(at, {*camera, cost});
              if (best.size() > kKept) best.pop_back();
            });
  return best;
}

/// Starts for the camera fit: sampled cameras and one that looks at all landmarks; with few
/// landmarks also each one left out, since one wrong among them turns the whole.
CameraFit best_camera(std::span<Correspondence> matches, const EstimateOptions& options, Vec2d size,
                      const CameraPrior& prior) {
  std::vector<Hypothesis> starts = sampled(matches, options, size);
  starts.push_back({look_at(matches, prior, size), 0});
  constexpr std::size_t kFew = 7;
  if (matches.size() <= kFew && matches.size() > 2) {
    std::vector<Correspondence> others(matches.size() - 1);
    for (std::size_t out = 0; out < matches.size(); ++out) {
      for (std::size_t i = 0, k = 0; i < matches.size(); ++i)
        if (i != out) others[k++] = matches[i];
      starts.push_back({fit_camera(others, prior, look_at(others, prior, size), size).camera, 0});
    }
  }
  std::optional<CameraFit> best;
  for (const auto& start : starts) {
    const CameraFit fitted = fit_camera(matches, prior, start.camera, size);
    if (!best || fitted.cost < best->cost) best = fitted;
  }
  return *best;
}

void judge(Estimate& result, std::size_t seen, const EstimateOptions& options, Vec2d size) {
  const auto& fit = result.fit;
  const auto middle = middle_of_view(fit.h, options.field, size);
  if (!middle) {
    result.why = "the landmarks' view shows no part of the field";
    return;
  }
  result.sigma_m = ground_sigma(fit.h, fit.cov, size, *middle);
  const double over_view = sigma_over_view(fit.h, fit.cov, options.field, size);
  if (const char* reason = impossible(fit.h, size, reach_of(options.field), *middle); *reason) {
    result.why = reason;
  } else if (fit.points < options.min_inliers) {
    result.why = fmt::format("{} landmarks agree, {} are needed", fit.points, options.min_inliers);
  } else if (fit.points < options.min_agreement * static_cast<double>(seen)) {
    result.why = fmt::format("only {} of {} landmarks agree", fit.points, seen);
  } else if (!(over_view <= options.max_sigma_m)) {
    result.why =
        fmt::format("the landmarks are too few or too close to one line: {:.1f} m", over_view);
  } else {
    result.usable = true;
  }
}

}  // namespace

void to_matches(const Landmarks& seen, const EstimateOptions& options, const Lens& lens, Vec2d size,
                std::vector<Correspondence>& out) {
  const auto& landmarks = options.field.landmarks;
  const double floor = options.sigma_floor * length(size);
  out.clear();
  for (const auto& mark : seen) {
    const auto index = static_cast<std::size_t>(mark.index);
    if (mark.score < options.min_score || mark.index < 0 || index >= landmarks.size()) continue;
    const FieldLandmark& landmark = landmarks[index];
    Correspondence match;
    match.field = landmark.at;
    match.pixel = undistort(lens, mark.pixel);
    match.sigma_px = std::hypot(mark.sigma_px * (landmark.name.empty() ? options.support_sigma : 1),
                                landmark.painted ? floor : options.drawn_on_sigma * length(size));
    match.group = static_cast<int>(out.size());
    out.push_back(match);
  }
}

Estimate estimate(std::span<Correspondence> matches, const EstimateOptions& options, Vec2d size) {
  Estimate result;
  if (matches.size() < 2) {
    result.why = matches.empty() ? "no landmarks in view" : "one landmark in view";
    return result;
  }
  CameraPrior prior = options.camera.value_or(broadcast_camera(options.field));
  result.camera = best_camera(matches, options, size, prior);
  // A camera elsewhere, as behind a goal, has to be shown by more landmarks than it can fit to.
  constexpr double kUnlikely = 12;
  constexpr std::size_t kMostlyFree = 6;
  const bool astray = result.camera.prior_cost > kUnlikely ||
                      result.camera.cost > 0.5 * kReach * kReach / 3 * 1.0 * matches.size();
  if (astray && matches.size() >= kMostlyFree) {
    const CameraPrior wide = any_camera(options.field);
    const CameraFit elsewhere = best_camera(matches, options, size, wide);
    if (elsewhere.cost - elsewhere.prior_cost < result.camera.cost - result.camera.prior_cost - 4) {
      result.camera = elsewhere;
      prior = wide;
    }
  }
  const CornerFrame frame(size);
  result.prior =
      homography_prior(prior, result.camera.camera, size, options.slack * frame.diagonal());
  constexpr double kWidths[] = {2.0};
  auto fitted = fit(frame, result.prior.h, matches, &result.prior, kWidths);
  if (!fitted) {
    result.why = "no view agrees with the landmarks";
    return result;
  }
  result.found = true;
  result.fit = *fitted;
  if (result.fit.spread > 1) result.fit.cov *= result.fit.spread * result.fit.spread;
  result.error = held_out_error(frame, result.fit, matches, &result.prior, 1,
                                static_cast<int>(matches.size()));
  judge(result, matches.size(), options, size);
  return result;
}

std::optional<Vec2d> middle_of_view(const Mat3& image_from_field, const FieldSpec& field,
                                    Vec2d size) {
  const auto back = inverse(image_from_field);
  if (!back) return std::nullopt;
  constexpr int kSteps = 8;  // a grid of pixels, those that show the field
  Vec2d sum;
  int count = 0;
  for (int i = 0; i < kSteps; ++i)
    for (int j = 0; j < kSteps; ++j) {
      const Vec2d pixel{(i + 0.5) / kSteps * size.x, (j + 0.5) / kSteps * size.y};
      const auto m = project(*back, pixel);
      if (!m || !field.contains(*m)) continue;
      sum = sum + pixel;
      ++count;
    }
  if (count == 0) return std::nullopt;
  return (1.0 / count) * sum;
}

double sigma_over_view(const Mat3& image_from_field, const Matrix8d& cov, const FieldSpec& field,
                       Vec2d size) {
  const auto back = inverse(image_from_field);
  constexpr int kSteps = 6;
  double sum = 0;
  int count = 0;
  for (int i = 0; back && i < kSteps; ++i)
    for (int j = 0; j < kSteps; ++j) {
      const Vec2d pixel{(i + 0.5) / kSteps * size.x, (j + 0.5) / kSteps * size.y};
      const auto m = project(*back, pixel);
      if (!m || !field.contains(*m)) continue;
      const double sigma = ground_sigma(image_from_field, cov, size, pixel);
      sum += sigma * sigma;
      ++count;
    }
  return count > 0 ? std::sqrt(sum / count) : 1e9;
}

double ground_sigma(const Mat3& image_from_field, const Matrix8d& cov, Vec2d size, Vec2d pixel) {
  const auto back = inverse(image_from_field);
  if (!back) return 1e9;
  const auto j = projection_jacobian(*back, pixel);
  Eigen::Matrix2d slope;
  slope << j[0], j[1], j[2], j[3];
  const Matrix28d by = slope * CornerFrame(size).at(pixel);
  const Eigen::Matrix2d ground = by * cov * by.transpose();
  return Cov2{ground(0, 0), ground(0, 1), ground(1, 1)}.sigma();
}

}  // namespace touchline
