// Exact linear assignment: the pairs of rows and columns with the least total cost.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace touchline {

/// For matrices and lists addressed by int.
inline std::size_t index(int i) { return static_cast<std::size_t>(i); }

/// Solves the rectangular linear assignment problem. Keep one and reuse it: after the largest
/// problem has been seen, solve() allocates nothing.
///
/// Method: one shortest augmenting path per row over reduced costs (Jonker and Volgenant 1987, in
/// the rectangular form of Crouse 2016), O(rows^2 cols). Ties are settled by a fixed
/// rule, so equal input gives equal output.
class Assignment {
 public:
  Assignment() = default;
  /// With room for problems of up to `size` rows and columns.
  explicit Assignment(int size) {
    for (auto* doubles : {&row_price_, &column_price_, &distance_}) doubles->reserve(index(size));
    for (auto* ints : {&column_of_, &row_of_, &previous_row_, &open_, &closed_}) {
      ints->reserve(index(size));
    }
    transposed_.reserve(index(size) * index(size));
  }

  /// `cost` is rows x cols, row-major and finite. Fills `column_of_row` (size rows) with the column
  /// of each row; -1 for the rows left over when rows > cols. Every one of the smaller side is
  /// assigned.
  void solve(std::span<const double> cost, int rows, int cols, std::span<int> column_of_row) {
    std::fill(column_of_row.begin(), column_of_row.end(), -1);
    if (rows == 0 || cols == 0) return;
    if (rows <= cols) {
      solve_wide(cost.data(), rows, cols);
      std::copy_n(column_of_.begin(), rows, column_of_row.begin());
      return;
    }
    transposed_.resize(index(rows) * index(cols));
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < cols; ++c) {
        transposed_[index(c) * index(rows) + index(r)] = cost[index(r) * index(cols) + index(c)];
      }
    }
    solve_wide(transposed_.data(), cols, rows);
    for (int c = 0; c < cols; ++c) column_of_row[index(column_of_[index(c)])] = c;
  }

 private:
  /// rows <= cols.
  void solve_wide(const double* cost, int rows, int cols) {
    column_of_.assign(index(rows), -1);
    row_of_.assign(index(cols), -1);
    row_price_.assign(index(rows), 0.0);
    column_price_.assign(index(cols), 0.0);
    for (int row = 0; row < rows; ++row) {
      const int sink = shortest_path(cost, cols, row);
      augment(row, sink);
    }
  }

  /// Dijkstra over reduced costs from `start` to the nearest free column; updates the prices.
  int shortest_path(const double* cost, int cols, int start) {
    distance_.assign(index(cols), std::numeric_limits<double>::infinity());
    previous_row_.assign(index(cols), -1);
    open_.resize(index(cols));
    // From the last column to the first, as SciPy looks: where costs tie, both choose alike.
    for (int c = 0; c < cols; ++c) open_[index(c)] = cols - 1 - c;
    closed_.clear();
    int row = start, sink = -1;
    double reached = 0;
    while (sink < 0) {
      const double* costs = cost + index(row) * index(cols);
      const double price = row_price_[index(row)];
      double best = std::numeric_limits<double>::infinity();
      std::size_t best_at = 0;
      for (std::size_t at = 0; at < open_.size(); ++at) {
        const std::size_t c = index(open_[at]);
        const double through = reached + costs[c] - price - column_price_[c];
        if (through < distance_[c]) {
          distance_[c] = through;
          previous_row_[c] = row;
        }
        // A free column among equals ends the search earlier.
        if (distance_[c] < best || (distance_[c] == best && row_of_[c] < 0)) {
          best = distance_[c];
          best_at = at;
        }
      }
      reached = best;
      const int column = open_[best_at];
      open_[best_at] = open_.back();
      open_.pop_back();
      closed_.push_back(column);
      if (row_of_[index(column)] < 0) {
        sink = column;
      } else {
        row = row_of_[index(column)];
      }
    }
    row_price_[index(start)] += reached;
    for (const int column : closed_) {
      const std::size_t c = index(column);
      if (column == sink) continue;
      const double slack = reached - distance_[c];
      row_price_[index(row_of_[c])] += slack;
      column_price_[c] -= slack;
    }
    return sink;
  }

  /// Flips the pairs along the path that ends in `sink`.
  void augment(int start, int sink) {
    for (int column = sink;;) {
      const int row = previous_row_[index(column)];
      row_of_[index(column)] = row;
      std::swap(column_of_[index(row)], column);
      if (row == start) return;
    }
  }

  std::vector<double> row_price_, column_price_, distance_, transposed_;
  std::vector<int> column_of_, row_of_, previous_row_, open_, closed_;
};

}  // namespace touchline
