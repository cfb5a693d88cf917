#include "source/scaled_combing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchline {
namespace {

/// Mean change of a column's rows from which it moves, and up to which it stands still.
constexpr float kMoving = 8, kStill = 2;
/// A column without detail says nothing.
constexpr float kLeastPower = 2048;
/// Real footage of every sport looked at stays below a prominence of 0.95; woven and scaled
/// footage starts at 1.02, with six times the detail of what stands still.
constexpr float kProminence = 1.0F, kMoreDetail = 4;
constexpr std::int64_t kLeastColumns = 100;

template <int rows>
struct Waves {
  float window[rows]{}, cosine[rows / 2 + 1][rows]{}, sine[rows / 2 + 1][rows]{};
  Waves() {
    constexpr double kAngle = 2 * std::numbers::pi / rows;
    for (int i = 0; i < rows; ++i) {
      window[i] = static_cast<float>(0.5 - 0.5 * std::cos(kAngle * (i + 0.5)));
      for (int k = 0; k <= rows / 2; ++k) {
        cosine[k][i] = static_cast<float>(std::cos(kAngle * k * i));
        sine[k][i] = static_cast<float>(std::sin(kAngle * k * i));
      }
    }
  }
};

}  // namespace

void ScaledCombing::add(const Frame& before, const Frame& now) {
  const int step = std::max(4, now.width() / 240);
  for (int top = 0; top + kRows <= now.height(); top += kRows)
    for (int x = step / 2; x < now.width(); x += step) add_column(before, now, x, top);
}

void ScaledCombing::add_column(const Frame& before, const Frame& now, int x, int top) {
  static const Waves<kRows> waves;
  std::array<float, kRows> samples{};
  float change = 0, mean = 0;
  for (int i = 0; i < kRows; ++i) {
    const int sample = now.plane(0).row(top + i)[x];
    change += static_cast<float>(std::abs(sample - before.plane(0).row(top + i)[x]));
    samples[static_cast<std::size_t>(i)] = static_cast<float>(sample);
    mean += static_cast<float>(sample);
  }
  mean /= kRows;
  change /= kRows;
  if (change > kStill && change <= kMoving) return;
  for (std::size_t i = 0; i < kRows; ++i) samples[i] = (samples[i] - mean) * waves.window[i];
  Spectrum power{};
  float total = 0;
  for (std::size_t k = kFirst; k <= kLast; ++k) {
    float re = 0, im = 0;
    for (std::size_t i = 0; i < kRows; ++i) {
      re += samples[i] * waves.cosine[k][i];
      im += samples[i] * waves.sine[k][i];
    }
    power[k] = re * re + im * im;
    total += power[k];
  }
  if (total < kLeastPower) return;
  Spectrum& sums = change > kMoving ? moving_ : still_;
  for (std::size_t k = kFirst; k <= kLast; ++k) sums[k] += power[k] / total;
  ++(change > kMoving ? moving_columns_ : still_columns_);
}

bool ScaledCombing::found() const {
  if (moving_columns_ < kLeastColumns || still_columns_ < kLeastColumns) return false;
  const auto mean_of = [&](int from, int to) {
    float sum = 0;
    int count = 0;
    for (int k = std::max(from, kFirst); k <= std::min(to, kLast); ++k, ++count)
      sum += moving_[static_cast<std::size_t>(k)];
    return count ? sum / static_cast<float>(count) : 0.0F;
  };
  int peak = 0;
  float prominence = 0;
  for (int k = 12; k <= kLast; ++k) {
    const float around = std::max(mean_of(k - 5, k - 3), mean_of(k + 3, k + 5));
    const float here = moving_[static_cast<std::size_t>(k)] / std::max(around, 1e-6F);
    if (here > prominence) {
      prominence = here;
      peak = k;
    }
  }
  const auto at = static_cast<std::size_t>(peak);
  const float moving = moving_[at] / static_cast<float>(moving_columns_);
  const float still = still_[at] / static_cast<float>(still_columns_);
  return prominence >= kProminence && moving >= kMoreDetail * still;
}

}  // namespace touchline
