// Parquet through the library touchline_parquet: one row group per minute, so that memory stays
// bounded however long the match.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/own_file.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_table.h"
#include "reports/parquet/abi.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

constexpr Nanoseconds kMinute = 60'000'000'000;

TouchlineParquetType abi_type(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return kTouchlineParquetInteger;
    case ColumnType::number:
      return kTouchlineParquetNumber;
    case ColumnType::text:
      return kTouchlineParquetText;
    case ColumnType::word:
      break;
  }
  return kTouchlineParquetWord;
}

/// $TOUCHLINE_PARQUET_LIBRARY, else lib/touchline/ where the program or the library is installed.
fs::path library_path() {
  if (const char* given = std::getenv("TOUCHLINE_PARQUET_LIBRARY")) return given;
  const auto roots = own_roots();
  return (roots.empty() ? fs::path("/") : roots.front()) / "lib" / "touchline" /
         kTouchlineParquetLibrary;
}

/// Stays loaded: Arrow's threads and pools do not survive being unloaded.
Result<const TouchlineParquetApi*> load() {
  const auto path = library_path();
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = library ? dlsym(library, kTouchlineParquetSymbol) : nullptr;
  if (!symbol) {
    const char* reason = dlerror();
    return fail(Errc::usage, "--to",
                "--to parquet: this build has no Parquet: {} ({}); build with the pyarrow wheel "
                "that the set-up fetches and -D TOUCHLINE_PARQUET=ON, set "
                "TOUCHLINE_PARQUET_LIBRARY, or use --to csv, which has the same columns",
                path.string(), reason ? reason : "it cannot be loaded");
  }
  return reinterpret_cast<TouchlineParquetEntry>(symbol)();
}

/// A column of the row group that is being filled. Where it is unknown the value says nothing.
struct ColumnCells {
  std::vector<std::int64_t> integers;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  std::vector<const char*> text_pointers;
  std::vector<std::uint8_t> known;

  void clear() {
    integers.clear();
    numbers.clear();
    texts.clear();
    known.clear();
  }
  void add(ColumnType type, const Cell& cell) {
    known.push_back(!std::holds_alternative<std::monostate>(cell));
    if (type == ColumnType::integer)
      integers.push_back(known.back() ? std::get<std::int64_t>(cell) : 0);
    else if (type == ColumnType::number)
      numbers.push_back(known.back() ? std::get<double>(cell) : 0);
    else
      texts.push_back(known.back() ? std::get<std::string>(cell) : std::string());
  }
  TouchlineParquetCells view() {
    text_pointers.clear();
    for (const auto& text : texts) text_pointers.push_back(text.c_str());
    return {integers.data(), numbers.data(), text_pointers.data(), known.data()};
  }
};

/// A Parquet file that appears whole or not at all.
class ParquetFile {
 public:
  ParquetFile(const TouchlineParquetApi& api, std::string path, std::span<const Column> columns)
      : api_(api), path_(std::move(path)), columns_(columns), cells_(columns.size()) {}
  ~ParquetFile() {
    if (!writer_) return;
    api_.close(writer_, 0, error_, sizeof error_);
    std::remove(part().c_str());
  }
  ParquetFile(const ParquetFile&) = delete;
  ParquetFile& operator=(const ParquetFile&) = delete;

  Status open() {
    TL_CHECK(make_folder_of(path_));
    std::vector<TouchlineParquetColumn> columns;
    for (const auto& column : columns_) columns.push_back({column.name, abi_type(column.type)});
    return checked(api_.open(part().c_str(), columns.data(), static_cast<int>(columns.size()),
                             &writer_, error_, sizeof error_));
  }
  Status add(Nanoseconds time, std::span<const Cell> row) {
    if (rows_ > 0 && time / kMinute != minute_) TL_CHECK(flush());
    minute_ = time / kMinute;
    for (std::size_t i = 0; i < row.size(); ++i) cells_[i].add(columns_[i].type, row[i]);
    ++rows_;
    return {};
  }
  Status close() {
    TL_CHECK(flush());
    TL_CHECK(checked(api_.close(std::exchange(writer_, nullptr), 1, error_, sizeof error_)));
    return sync_and_put_in_place(path_);
  }

 private:
  [[nodiscard]] std::string part() const { return part_of(path_); }
  Status checked(int failed) {
    if (!failed) return {};
    return fail(Errc::io, path_, "{}: cannot write: {}; is the folder writable, and is there room?",
                path_, error_);
  }
  Status flush() {
    if (rows_ == 0) return {};
    std::vector<TouchlineParquetCells> views;
    for (auto& column : cells_) views.push_back(column.view());
    TL_CHECK(checked(api_.write(writer_, views.data(), rows_, error_, sizeof error_)));
    for (auto& column : cells_) column.clear();
    rows_ = 0;
    return {};
  }

  const TouchlineParquetApi& api_;
  std::string path_;
  std::span<const Column> columns_;
  std::vector<ColumnCells> cells_;
  std::int64_t rows_ = 0;
  Nanoseconds minute_ = 0;
  void* writer_ = nullptr;
  char error_[512] = "";
};

template <class Each>
Result<std::string> write_table(const TouchlineParquetApi& api, const ConvertInput& in,
                                const std::string& path, std::span<const Column> columns,
                                Each each_row) {
  ParquetFile file(api, path, columns);
  TL_CHECK(file.open());
  TL_CHECK(each_row(
      in, [&](Nanoseconds time, std::span<const Cell> row) { return file.add(time, row); }));
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles convert_parquet(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(const auto* api, load());
  TL_ASSIGN(auto tracking, write_table(*api, in, dir + "/tracking.parquet", tracking_columns(),
                                       each_tracking_row));
  TL_ASSIGN(auto events,
            write_table(*api, in, dir + "/events.parquet", event_columns(), each_event_row));
  return std::vector{tracking, events};
}

}  // namespace touchline
