#include "sports/soccer/kernels/control_surface.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "kernels/rows.h"
#include "sports/soccer/kernels/control_surface_avx512.h"

namespace touchline {
namespace {

/// Random players on a pitch of columns x rows cells.
struct Scene {
  std::vector<float> x, y, cell_x, cell_y, scratch, cells;
  ControlProblem problem;

  Scene(int count_a, int count_b, int columns, int rows, float gain, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> along(-56, 56), across(-36, 36);
    for (int i = 0; i < count_a + count_b; ++i) {
      x.push_back(along(random));
      y.push_back(across(random));
    }
    for (int i = 0; i < padded_cells(columns); ++i)
      cell_x.push_back(-52.5F + 105.0F * (static_cast<float>(std::min(i, columns - 1)) + 0.5F) /
                                    static_cast<float>(columns));
    for (int i = 0; i < padded_cells(rows); ++i)
      cell_y.push_back(34.0F - 68.0F * (static_cast<float>(std::min(i, rows - 1)) + 0.5F) /
                                   static_cast<float>(rows));
    scratch.resize(static_cast<std::size_t>(control_scratch(count_a + count_b, rows)));
    cells.assign(static_cast<std::size_t>(columns * rows), -1);
    problem = {x.data(), y.data(), count_a, count_a + count_b, cell_x.data(), cell_y.data(),
               columns,  rows,     gain};
  }
  float run(ControlWay way) { return control_surface(problem, scratch.data(), cells.data(), way); }
};

double nearest(const ControlProblem& p, int column, int row, int first, int end) {
  double best = 1e30;
  for (int i = first; i < end; ++i)
    best = std::min(best,
                    std::hypot(double{p.cell_x[column]} - p.x[i], double{p.cell_y[row]} - p.y[i]));
  return best;
}

/// The definition in float64.
std::vector<double> truth(const ControlProblem& p) {
  std::vector<double> share;
  for (int row = 0; row < p.rows; ++row)
    for (int column = 0; column < p.columns; ++column) {
      const double lead =
          nearest(p, column, row, p.count_a, p.count) - nearest(p, column, row, 0, p.count_a);
      share.push_back(1 / (1 + std::exp(-double{p.gain_per_m} * lead)));
    }
  return share;
}

const ControlWay kWays[] = {ControlWay::portable, ControlWay::avx512};

TEST(ControlSurface, EveryShapeAgreesWithFloat64AndWithItsDefinition) {
  for (const auto way : kWays) {
    if (!control_supports(way)) continue;
    unsigned seed = 1;
    for (const auto& [columns, rows] :
         {std::pair{32, 20}, {1, 1}, {42, 28}, {16, 5}, {17, 3}, {105, 68}, {3, 31}, {261, 4}})
      for (const auto& [a, b] : {std::pair{11, 11}, {1, 1}, {3, 40}, {70, 1}})
        for (const float gain : {0.28F, 0.57F, 1e6F}) {
          Scene scene(a, b, columns, rows, gain, ++seed);
          const double mean = scene.run(way);
          const auto cells = scene.cells;
          for_each_pixel(columns, rows, ControlCell{scene.problem, scene.cells.data()});
          ASSERT_EQ(cells, scene.cells) << "bit for bit";
          if (gain > 1) continue;  // float32 metres decide ties differently
          double sum = 0;
          const auto exact = truth(scene.problem);
          for (std::size_t i = 0; i < exact.size(); ++i) {
            ASSERT_NEAR(cells[i], exact[i], 3e-6);
            sum += exact[i];
          }
          ASSERT_NEAR(mean, sum / static_cast<double>(exact.size()), 1e-6);
        }
  }
}

TEST(ControlSurface, WaysGiveTheSameMeanToTheBit) {
  if (!control_supports(ControlWay::avx512)) GTEST_SKIP() << "this CPU has no AVX-512";
  for (unsigned seed = 0; seed < 50; ++seed) {
    Scene scene(11, 11, 42, 27, 0.28F, seed);
    EXPECT_EQ(scene.run(ControlWay::portable), scene.run(ControlWay::avx512));
  }
}

TEST(ControlSurface, ARootByHandIsTheRoot) {
  if (!control_supports(ControlWay::avx512)) GTEST_SKIP() << "this CPU has no AVX-512";
  // Every mantissa, for an odd and an even exponent: other exponents only scale.
  std::vector<float> values(1U << 20U), roots(values.size());
  for (std::uint32_t bits = 0x3F800000U; bits < 0x40800000U;) {
    for (float& value : values) value = std::bit_cast<float>(bits++);
    control_roots_avx512(values.data(), static_cast<int>(values.size()), roots.data());
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(roots[i], sqrtf(values[i]));
  }
}

TEST(ControlSurface, SlopesAreTheMeansDifferences) {
  Scene scene(5, 6, 105, 68, 0.3F, 4);
  std::vector<float> slope_x(11), slope_y(11);
  control_slopes(scene.problem, scene.scratch.data(), slope_x.data(), slope_y.data());
  constexpr float kStep = 1 / 64.0F;  // exact in float32
  const auto mean_with = [&](std::vector<float>& axis, std::size_t i, float by) {
    const float kept = axis[i];
    axis[i] += by;
    double mean = 0;
    for (const double share : truth(scene.problem)) mean += share;
    axis[i] = kept;
    return mean / (105 * 68);
  };
  for (std::size_t i = 0; i < 11; ++i) {
    const double dx = (mean_with(scene.x, i, kStep) - mean_with(scene.x, i, -kStep)) / (2 * kStep);
    const double dy = (mean_with(scene.y, i, kStep) - mean_with(scene.y, i, -kStep)) / (2 * kStep);
    EXPECT_NEAR(slope_x[i], dx, 2e-5) << i;
    EXPECT_NEAR(slope_y[i], dy, 2e-5) << i;
  }
}

}  // namespace
}  // namespace touchline
