// What a picture looks like, in a few numbers read straight from its planes.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "image/frame.h"

namespace touchline {

/// Mean luma, black 0, white 1, whatever the range. Samples every `stride`-th row and column.
double mean_luma(const Frame& frame, int stride = 4);

/// Variance of the 4-neighbour Laplacian of luma on the picture reduced to about 640 columns by
/// averaging blocks (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR
/// 2000).
double laplacian_variance(const Frame& frame);

/// Share of chroma samples in the hue of grass.
double green_share(const Frame& frame);

/// Finds the first picture of each new shot from luma histograms over a 4x4 grid.
class CutFinder {
 public:
  /// Takes the next picture in presentation order.
  void add(const Frame& frame, Nanoseconds pts_ns);
  /// The cuts so far; call after the last picture.
  [[nodiscard]] std::vector<Nanoseconds> finish();

 private:
  static constexpr int kGrid = 4, kBins = 16;
  using Histogram = std::array<float, static_cast<std::size_t>(kGrid* kGrid* kBins)>;
  static Histogram histogram(const Frame& frame);
  static double distance(const Histogram& a, const Histogram& b);
  void accept();

  std::optional<Histogram> before_, last_;  // before a suspected cut, and the latest picture
  std::optional<Nanoseconds> suspect_;
  double usual_ = 0.0;  // running mean of the distance of neighbours
  std::vector<Nanoseconds> cuts_;
};

}  // namespace touchline
