// A frame's worth of input for the kernels of the measures, and their results held against float64.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include "sports/soccer/kernels/control_surface.h"
#include "sports/soccer/kernels/threat_grid.h"

namespace touchline {

using Floats = std::vector<float>;

inline constexpr int kPlayers = 22, kColumns = 32, kRows = 20, kLookUps = 48;

inline constexpr const char* kKernelNames[] = {"control", "threat"};
/// The allowed distance from float64: share of a cell, threat.
inline constexpr double kTolerance[] = {3e-6, 1e-6};

inline Floats uniform(std::mt19937& random, int count, double from, double to) {
  std::uniform_real_distribution<double> value(from, to);
  Floats values;
  for (int i = 0; i < count; ++i) values.push_back(static_cast<float>(value(random)));
  return values;
}

inline Floats middles(int cells, double from, double to) {
  Floats at(static_cast<std::size_t>(padded_cells(cells)));
  for (int i = 0; i < static_cast<int>(at.size()); ++i)
    at[static_cast<std::size_t>(i)] =
        static_cast<float>(from + (std::min(i, cells - 1) + 0.5) * (to - from) / cells);
  return at;
}

/// A frame's input and output.
struct MeasuresScene {
  explicit MeasuresScene(unsigned seed = 1) : random(seed) {}

  std::mt19937 random;
  Floats x = uniform(random, kPlayers, -52, 52), y = uniform(random, kPlayers, -34, 34);
  Floats at_x = uniform(random, kLookUps, -55, 55), at_y = uniform(random, kLookUps, -36, 36);
  Floats grid = uniform(random, 96, 0, 0.26);
  Floats cell_x = middles(kColumns, -52.5, 52.5), cell_y = middles(kRows, 34, -34);
  ThreatCells cells = make_threat_cells(12, 8, grid, 105, 68);

  Floats surface = Floats(kColumns * kRows), threat = Floats(kLookUps),
         scratch = Floats(control_scratch(kPlayers, kRows));
  float share = 0;

  void control() {
    share = control_surface({x.data(), y.data(), kPlayers / 2, kPlayers, cell_x.data(),
                             cell_y.data(), kColumns, kRows, 0.28F},
                            scratch.data(), surface.data());
  }
  void look_up(int direction) {
    look_up_threats(
        {ThreatLookUp<float>(cells, direction), at_x.data(), at_y.data(), threat.data()}, kLookUps);
  }
};

inline double control_error(const MeasuresScene& f) {
  double worst = 0, sum = 0;
  for (std::size_t cell = 0; cell < f.surface.size(); ++cell) {
    double near[2] = {1e30, 1e30};
    for (std::size_t i = 0; i < kPlayers; ++i)
      near[i / (kPlayers / 2)] = std::min(near[i / (kPlayers / 2)],
                                          std::hypot(double{f.cell_x[cell % kColumns]} - f.x[i],
                                                     double{f.cell_y[cell / kColumns]} - f.y[i]));
    const double share = 1 / (1 + std::exp(-0.28 * (near[1] - near[0])));
    sum += share;
    worst = std::max(worst, std::abs(share - f.surface[cell]));
  }
  return std::max(worst, std::abs(sum / static_cast<double>(f.surface.size()) - f.share));
}

/// Four weights on four middles: not the polynomial that is measured.
inline double threat_error(const MeasuresScene& f, int direction) {
  double worst = 0;
  for (std::size_t i = 0; i < kLookUps; ++i) {
    const double column = std::clamp((direction * f.at_x[i] + 52.5) / 105 * 12 - 0.5, 0.0, 11.0);
    const double row = std::clamp((34 - direction * f.at_y[i]) / 68 * 8 - 0.5, 0.0, 7.0);
    const auto c = std::min(static_cast<int>(column), 10), r = std::min(static_cast<int>(row), 6);
    const double fx = column - c, fy = row - r;
    const auto value = [&](int dx, int dy) -> double {
      return f.grid[static_cast<std::size_t>((r + dy) * 12 + c + dx)];
    };
    const double truth = (1 - fy) * ((1 - fx) * value(0, 0) + fx * value(1, 0)) +
                         fy * ((1 - fx) * value(0, 1) + fx * value(1, 1));
    worst = std::max(worst, std::abs(truth - f.threat[i]));
  }
  return worst;
}

/// Largest errors by kernel, in the units of kTolerance.
inline std::array<double, 2> kernel_errors(const MeasuresScene& f, int direction) {
  return {control_error(f), threat_error(f, direction)};
}

}  // namespace touchline
