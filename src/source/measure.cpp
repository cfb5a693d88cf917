#include "source/measure.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchline {
namespace {

constexpr int kReducedWidth = 640;
/// Half of the samples of the usual cell change their bin: no camera moves that fast between two
/// pictures.
constexpr double kCutDistance = 0.35;
constexpr double kCutRatio = 4.0;

/// Luma averaged over blocks of `factor` x `factor`.
std::vector<float> reduced_luma(const Plane<const std::uint8_t>& luma, int factor, int width,
                                int height) {
  std::vector<float> out(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  const float scale = 1.0F / static_cast<float>(factor * factor);
  auto* to = out.data();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int j = 0; j < factor; ++j) {
        const std::uint8_t* row = luma.row(y * factor + j) + x * factor;
        for (int i = 0; i < factor; ++i) sum += row[i];
      }
      *to++ = static_cast<float>(sum) * scale;
    }
  }
  return out;
}

bool is_grass(int cb, int cr) { return cb <= 121 && cr <= 125; }

}  // namespace

double mean_luma(const Frame& frame, int stride) {
  const auto& luma = frame.plane(0);
  double sum = 0.0;
  std::int64_t count = 0;
  for (int y = 0; y < luma.height; y += stride) {
    for (int x = 0; x < luma.width; x += stride, ++count) sum += luma.row(y)[x];
  }
  const double mean = count ? sum / static_cast<double>(count) : 0.0;
  const bool full = frame.info().colour.range == Colour::Range::full;
  return std::clamp(full ? mean / 255.0 : (mean - 16.0) / 219.0, 0.0, 1.0);
}

double laplacian_variance(const Frame& frame) {
  const auto& luma = frame.plane(0);
  const int factor = std::max(1, (luma.width + kReducedWidth / 2) / kReducedWidth);
  const int width = luma.width / factor, height = luma.height / factor;
  if (width < 3 || height < 3) return 0.0;
  const auto picture = reduced_luma(luma, factor, width, height);
  double sum = 0.0, squares = 0.0;
  for (int y = 1; y + 1 < height; ++y) {
    const float* row = picture.data() + static_cast<std::ptrdiff_t>(y) * width;
    for (int x = 1; x + 1 < width; ++x) {
      const double value =
          row[x - 1] + row[x + 1] + row[x - width] + row[x + width] - 4.0F * row[x];
      sum += value;
      squares += value * value;
    }
  }
  const double count = static_cast<double>(width - 2) * (height - 2);
  return std::max(0.0, squares / count - (sum / count) * (sum / count));
}

double green_share(const Frame& frame) {
  if (frame.planes() < 2) return 0.0;
  const bool nv12 = frame.info().format == PixelFormat::nv12;
  const auto& cb = frame.plane(1);
  const auto& cr = nv12 ? cb : frame.plane(2);
  const int step = nv12 ? 2 : 1, shift = nv12 ? 1 : 0;
  std::int64_t green = 0, count = 0;
  for (int y = 0; y < cb.height; y += 2) {
    for (int x = 0; x < cb.width; x += 2, ++count) {
      green += is_grass(cb.row(y)[x * step], cr.row(y)[x * step + shift]) ? 1 : 0;
    }
  }
  return count ? static_cast<double>(green) / static_cast<double>(count) : 0.0;
}

CutFinder::Histogram CutFinder::histogram(const Frame& frame) {
  const auto& luma = frame.plane(0);
  Histogram counts{};
  std::array<float, static_cast<std::size_t>(kGrid * kGrid)> totals{};
  const int step = std::max(1, luma.width / 160);
  for (int y = 0; y < luma.height; y += step) {
    const int grid_row = y * kGrid / luma.height * kGrid;
    const std::uint8_t* row = luma.row(y);
    for (int x = 0; x < luma.width; x += step) {
      const auto cell = static_cast<std::size_t>(grid_row + x * kGrid / luma.width);
      counts[cell * kBins + row[x] / (256 / kBins)] += 1.0F;
      totals[cell] += 1.0F;
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) counts[i] /= std::max(1.0F, totals[i / kBins]);
  return counts;
}

/// Mean over the cells of the share of samples that would have to change their bin, 0..1.
double CutFinder::distance(const Histogram& a, const Histogram& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / (2.0 * kGrid * kGrid);
}

void CutFinder::add(const Frame& frame, Nanoseconds pts_ns) {
  const Histogram now = histogram(frame);
  if (suspect_ && distance(*before_, now) <= kCutDistance) {
    suspect_.reset();  // a flash or one broken picture: the old shot is back
    last_ = before_;
  }
  accept();
  if (last_) {
    const double change = distance(*last_, now);
    if (change > kCutDistance && change > kCutRatio * usual_) {
      before_ = last_;
      suspect_ = pts_ns;
    } else {
      usual_ += 0.2 * (change - usual_);
    }
  }
  last_ = now;
}

void CutFinder::accept() {
  if (!suspect_) return;
  cuts_.push_back(*suspect_);
  suspect_.reset();
  usual_ = 0.0;
}

std::vector<Nanoseconds> CutFinder::finish() {
  accept();
  return std::exchange(cuts_, {});
}

}  // namespace touchline
