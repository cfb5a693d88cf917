#include "geometry/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace touchline {
namespace {

double total(const std::vector<double>& cost, int cols, const std::vector<int>& column_of_row) {
  double sum = 0;
  for (std::size_t r = 0; r < column_of_row.size(); ++r) {
    if (column_of_row[r] >= 0)
      sum += cost[r * static_cast<std::size_t>(cols) + static_cast<std::size_t>(column_of_row[r])];
  }
  return sum;
}

/// The least cost over every way of pairing the smaller side.
double brute_force(const std::vector<double>& cost, int rows, int cols) {
  std::vector<int> order(static_cast<std::size_t>(std::max(rows, cols)));
  std::iota(order.begin(), order.end(), 0);
  double best = INFINITY;
  do {
    double sum = 0;
    for (int k = 0; k < std::min(rows, cols); ++k) {
      const int r = rows <= cols ? k : order[static_cast<std::size_t>(k)];
      const int c = rows <= cols ? order[static_cast<std::size_t>(k)] : k;
      sum += cost[static_cast<std::size_t>(r * cols + c)];
    }
    best = std::min(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(Assignment, EqualsBruteForceOnEveryShape) {
  std::mt19937 random(1);
  Assignment assignment;
  for (int rows = 1; rows <= 6; ++rows) {
    for (int cols = 1; cols <= 6; ++cols) {
      for (int trial = 0; trial < 12; ++trial) {
        // Every third trial has few distinct costs, so ties abound; costs may be negative.
        std::vector<double> cost(static_cast<std::size_t>(rows * cols));
        for (double& value : cost) {
          value = std::uniform_real_distribution<double>(-1, 1)(random);
          if (trial % 3 == 0) value = std::round(2 * value);
        }
        std::vector<int> column_of_row(static_cast<std::size_t>(rows), 99);
        assignment.solve(cost, rows, cols, column_of_row);
        std::set<int> used;
        for (const int c : column_of_row) {
          if (c >= 0) {
            EXPECT_LT(c, cols);
            EXPECT_TRUE(used.insert(c).second) << "a column twice";
          }
        }
        EXPECT_EQ(static_cast<int>(used.size()), std::min(rows, cols));
        EXPECT_NEAR(total(cost, cols, column_of_row), brute_force(cost, rows, cols), 1e-12);
      }
    }
  }
}

TEST(Assignment, LargeProblemHasTheKnownOptimum) {
  // Costs |r - p(c)| with p a permutation: the optimum is 0 and pairs r with the column that p
  // sends to it.
  constexpr int kSize = 200;
  std::vector<int> p(kSize);
  std::iota(p.begin(), p.end(), 0);
  std::shuffle(p.begin(), p.end(), std::mt19937(7));
  std::vector<double> cost(kSize * kSize);
  for (int r = 0; r < kSize; ++r) {
    for (int c = 0; c < kSize; ++c)
      cost[static_cast<std::size_t>(r * kSize + c)] = std::abs(r - p[static_cast<std::size_t>(c)]);
  }
  std::vector<int> column_of_row(kSize);
  Assignment().solve(cost, kSize, kSize, column_of_row);
  for (int r = 0; r < kSize; ++r)
    EXPECT_EQ(p[static_cast<std::size_t>(column_of_row[static_cast<std::size_t>(r)])], r);
}

TEST(Assignment, NothingToAssign) {
  std::vector<int> column_of_row(3, 5);
  Assignment().solve({}, 3, 0, column_of_row);
  EXPECT_EQ(column_of_row, (std::vector<int>{-1, -1, -1}));
}

}  // namespace
}  // namespace touchline
