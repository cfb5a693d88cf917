// The one function of the library touchline_parquet, which is loaded only when Parquet is asked
// for: the Arrow libraries behind it would cost every start of the program.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

enum TouchlineParquetType {
  kTouchlineParquetInteger = 0,
  kTouchlineParquetNumber = 1,
  kTouchlineParquetText = 2,
  kTouchlineParquetWord = 3  ///< text of few different values: dictionary
};

struct TouchlineParquetColumn {
  const char* name;
  TouchlineParquetType type;
};

/// One column of a batch: the array that its type names, and a byte per row, 0: unknown.
struct TouchlineParquetCells {
  const std::int64_t* integers;
  const double* numbers;
  const char* const* texts;
  const std::uint8_t* known;
};

/// Each returns 0, or 1 with a text of at most `error_size` bytes in `error`.
struct TouchlineParquetApi {
  /// Creates `path` and sets `writer`.
  int (*open)(const char* path, const TouchlineParquetColumn* columns, int column_count,
              void** writer, char* error, std::size_t error_size);
  /// Writes one row group; `cells` holds one entry per column.
  int (*write)(void* writer, const TouchlineParquetCells* cells, std::int64_t rows, char* error,
               std::size_t error_size);
  /// Frees the writer. Only with `finish` is the file a Parquet file.
  int (*close)(void* writer, int finish, char* error, std::size_t error_size);
};

/// The library's only symbol.
using TouchlineParquetEntry = const TouchlineParquetApi* (*)();

}  // extern "C"

inline constexpr const char* kTouchlineParquetSymbol = "touchline_parquet";
inline constexpr const char* kTouchlineParquetLibrary = "touchline_parquet.so";
