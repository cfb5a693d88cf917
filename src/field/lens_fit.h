// View and lens together: a homography and the first term of a lens from one picture's matches.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "geometry/homography_fit.h"
#include "records/field.h"

namespace touchline {

inline constexpr double kLargestK1 = 0.35;  ///< beyond, the picture's corners fold over

/// Replaces its second argument by the matches as the picture without that lens would show them.
using StraightMatches = std::function<void(const Lens&, std::vector<Correspondence>&)>;

struct LensFit {
  Mat3 h;
  Lens lens;
  double cost = 0;            ///< sum of the robust squared errors in sigmas
  int points = 0, lines = 0;  ///< matches that agree
};

/// Robust Levenberg-Marquardt over the corners' displacements and `k1`, nine parameters, from
/// `start` seen through `lens`. `widths`: as of fit(). `scratch` holds the matches without the lens
/// found when it returns, their weights set. Nothing when they do not determine nine parameters.
std::optional<LensFit> fit_with_lens(const CornerFrame& frame, const Mat3& start, const Lens& lens,
                                     const StraightMatches& matches, std::span<const double> widths,
                                     std::vector<Correspondence>& scratch);

}  // namespace touchline
