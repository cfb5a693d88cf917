// What the library touchline_parquet offers. It is built with the program, and loaded only when
// Parquet is asked for: the Arrow libraries behind it would cost every start of the program.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "reports/table.h"

namespace touchline {

/// A Parquet file that is being written. Each call returns what went wrong, or nothing.
class ParquetTable {
 public:
  virtual ~ParquetTable() = default;
  /// Takes one row, a cell per column.
  virtual std::string add(std::span<const Cell> row) = 0;
  /// Writes the rows so far as one row group.
  virtual std::string end_group() = 0;
  /// Only then is the file a Parquet file.
  virtual std::string close() = 0;
};

/// Creates the file `path`. Null when `error` says why not.
using OpenParquet = std::unique_ptr<ParquetTable> (*)(const std::string& path,
                                                      std::span<const Column> columns,
                                                      std::string& error);
/// The library's one symbol, a function without parameters that returns an OpenParquet.
inline constexpr const char* kOpenParquet = "touchline_open_parquet";
inline constexpr const char* kParquetLibrary = "touchline_parquet.so";

}  // namespace touchline
