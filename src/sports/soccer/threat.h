// Expected threat: the chance that possession at a place ends in a goal within the next few
// actions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/linear.h"
#include "sports/soccer/kernels/threat_grid.h"
#include "sports/soccer/pitch.h"

namespace touchline {

/// A grid of threat values over a pitch of any size, looked up bilinearly between the middles of
/// its cells: at a cell's middle the value is exactly the grid's; beyond the outermost middles, and
/// beyond the pitch, it is that of the nearest place between them.
class ThreatGrid {
 public:
  /// `values`: row-major, for a team that attacks to the right, rows from +y to -y.
  /// Errc::bad_config when the shape is not `columns` x `rows` (1 to 512 each), a value is not
  /// finite or not in 0..1, or no value differs from another.
  static Result<ThreatGrid> create(int columns, int rows, std::vector<float> values,
                                   const PitchSpec& pitch = {});

  /// Reads comma-separated values, one row of the grid per line; lines from '#' on are comments and
  /// say where the values are from. Errc::io when it cannot be read, Errc::bad_config naming file
  /// and line when it is not a grid.
  static Result<ThreatGrid> load(const std::string& path, const PitchSpec& pitch = {});

  /// The threat at `p` (metres, see PitchSpec) for a team that attacks towards +x (direction +1) or
  /// -x (-1). `p` must be finite.
  [[nodiscard]] double at(Vec2d p, int direction) const;

  /// The same for many places at once, in float32.
  void at(std::span<const float> x, std::span<const float> y, int direction,
          std::span<float> out) const;

  [[nodiscard]] int columns() const { return columns_; }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] double max() const { return max_; }
  /// The value in a cell for a team that attacks to the right.
  [[nodiscard]] double cell(int column, int row) const;
  /// Whether the grid is the same on both sides of the pitch's long axis, as football's should be.
  [[nodiscard]] bool symmetric(double tolerance = 1e-6) const;

 private:
  ThreatGrid() = default;
  int columns_ = 0, rows_ = 0;
  double max_ = 0;
  std::vector<float> values_;
  ThreatCells cells_;
};

}  // namespace touchline
