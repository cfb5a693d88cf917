#include "sports/soccer/threat.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

#include "base/assert.h"

namespace touchline {
namespace {

constexpr int kMostLines = 512;  // each way

/// Appends the numbers of one line; what is wrong with it otherwise.
std::optional<std::string> read_row(std::string_view line, std::vector<float>& values) {
  while (true) {
    const auto comma = line.find(',');
    std::string_view cell = line.substr(0, comma);
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
    while (!cell.empty() && std::string_view(" \t\r").find(cell.back()) != std::string_view::npos)
      cell.remove_suffix(1);
    float value = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size())
      return fmt::format("'{}' is not a number", cell);
    values.push_back(value);
    if (comma == std::string_view::npos) return std::nullopt;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

Result<ThreatGrid> ThreatGrid::create(int columns, int rows, std::vector<float> values,
                                      const PitchSpec& pitch) {
  const auto bad = [](std::string what) {
    return fail(Errc::bad_config, "threat grid", "threat grid: {}", what);
  };
  if (const auto why = contradiction(pitch))
    return fail(Errc::bad_config, "pitch", "pitch: {}", *why);
  if (columns < 1 || columns > kMostLines || rows < 1 || rows > kMostLines)
    return bad(
        fmt::format("{} columns x {} rows; each must lie in 1 to {}", columns, rows, kMostLines));
  if (values.size() != static_cast<std::size_t>(columns * rows))
    return bad(
        fmt::format("{} values do not make {} columns x {} rows", values.size(), columns, rows));
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!(values[i] >= 0 && values[i] <= 1))
      return bad(fmt::format("value {} in row {}, column {} is not a probability (0 to 1)",
                             values[i], i / static_cast<std::size_t>(columns) + 1,
                             i % static_cast<std::size_t>(columns) + 1));
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most)
    return bad(fmt::format("every value is {}: such a grid tells no place from another", *least));
  ThreatGrid grid;
  grid.columns_ = columns;
  grid.rows_ = rows;
  grid.max_ = *most;
  grid.cells_ = make_threat_cells(columns, rows, values, pitch.length_m, pitch.width_m);
  grid.values_ = std::move(values);
  return grid;
}

Result<ThreatGrid> ThreatGrid::load(const std::string& path, const PitchSpec& pitch) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "{}: cannot be read as a threat grid", path);
  std::vector<float> values;
  std::size_t columns = 0;
  int rows = 0, number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line.erase(std::min(line.find('#'), line.size()));
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::size_t before = values.size();
    if (const auto why = read_row(line, values))
      return fail(Errc::bad_config, path, "{}:{}: {}", path, number, *why);
    if (rows++ == 0) columns = values.size();
    if (values.size() - before != columns)
      return fail(Errc::bad_config, path, "{}:{}: {} values, but the first row has {}", path,
                  number, values.size() - before, columns);
  }
  auto grid = create(static_cast<int>(columns), rows, std::move(values), pitch);
  if (!grid) return fail(Errc::bad_config, path, "{}: {}", path, grid.error().message);
  return grid;
}

double ThreatGrid::at(Vec2d p, int direction) const {
  TL_ASSERT(direction == 1 || direction == -1);
  return ThreatLookUp<double>(cells_, direction)(p.x, p.y);
}

void ThreatGrid::at(std::span<const float> x, std::span<const float> y, int direction,
                    std::span<float> out) const {
  TL_ASSERT(direction == 1 || direction == -1);
  TL_ASSERT(x.size() == y.size() && x.size() == out.size());
  look_up_threats({ThreatLookUp<float>(cells_, direction), x.data(), y.data(), out.data()},
                  static_cast<int>(x.size()));
}

double ThreatGrid::cell(int column, int row) const {
  TL_ASSERT(column >= 0 && column < columns_ && row >= 0 && row < rows_);
  return values_[static_cast<std::size_t>(row * columns_ + column)];
}

bool ThreatGrid::symmetric(double tolerance) const {
  for (int row = 0; row < rows_ / 2; ++row)
    for (int column = 0; column < columns_; ++column)
      if (std::abs(cell(column, row) - cell(column, rows_ - 1 - row)) > tolerance) return false;
  return true;
}

}  // namespace touchline
