// Parquet through the library touchline_parquet: one row group per minute, so that memory stays
// bounded however long the match.
#include <dlfcn.h>

#include <cstdlib>
#include <utility>

#include "base/own_file.h"
#include "base/text_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_table.h"
#include "reports/parquet/parquet.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

constexpr Nanoseconds kMinute = 60'000'000'000;

/// $TOUCHLINE_PARQUET_LIBRARY, else lib/touchline/ where the program or the library is installed.
fs::path library_path() {
  if (const char* given = std::getenv("TOUCHLINE_PARQUET_LIBRARY")) return given;
  const auto roots = own_roots();
  return (roots.empty() ? fs::path("/") : roots.front()) / "lib" / "touchline" / kParquetLibrary;
}

struct ParquetLibrary {
  OpenParquet open_table;
};

/// Stays loaded: Arrow's threads and pools do not survive being unloaded.
Result<ParquetLibrary> load() {
  const auto path = library_path();
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = library ? dlsym(library, kOpenParquet) : nullptr;
  if (!symbol) {
    const char* reason = dlerror();
    return fail(Errc::usage, "--to",
                "--to parquet: this build has no Parquet: {} ({}); build with the pyarrow wheel "
                "that the set-up fetches and -D TOUCHLINE_PARQUET=ON, set "
                "TOUCHLINE_PARQUET_LIBRARY, or use --to csv, which has the same columns",
                path.string(), reason ? reason : "it cannot be loaded");
  }
  return ParquetLibrary{reinterpret_cast<OpenParquet (*)()>(symbol)()};
}

/// A Parquet file that appears whole or not at all.
class ParquetFile {
 public:
  explicit ParquetFile(std::string path) : path_(std::move(path)) {}
  ~ParquetFile() {
    if (std::exchange(table_, nullptr)) remove_part(path_);
  }
  ParquetFile(const ParquetFile&) = delete;
  ParquetFile& operator=(const ParquetFile&) = delete;

  Status open(const ParquetLibrary& library, std::span<const Column> columns) {
    TL_CHECK(make_folder_of(path_));
    std::string error;
    table_ = library.open_table(part_of(path_), columns, error);
    return checked(error);
  }
  Status add(Nanoseconds time, std::span<const Cell> row) {
    if (time / kMinute != std::exchange(minute_, time / kMinute))
      TL_CHECK(checked(table_->end_group()));
    return checked(table_->add(row));
  }
  Status close() {
    TL_CHECK(checked(table_->end_group()));
    TL_CHECK(checked(table_->close()));
    table_ = nullptr;
    return sync_and_put_in_place(path_);
  }

 private:
  [[nodiscard]] Status checked(const std::string& error) const {
    if (error.empty()) return {};
    return fail(Errc::io, path_, "{}: cannot write: {}; is the folder writable, and is there room?",
                path_, error);
  }

  std::string path_;
  Nanoseconds minute_ = 0;
  std::unique_ptr<ParquetTable> table_;
};

template <class Each>
Result<std::string> write_table(const ParquetLibrary& library, const ConvertInput& in,
                                const std::string& path, std::span<const Column> columns,
                                Each each_row) {
  ParquetFile file(path);
  TL_CHECK(file.open(library, columns));
  TL_CHECK(each_row(
      in, [&](Nanoseconds time, std::span<const Cell> row) { return file.add(time, row); }));
  TL_CHECK(file.close());
  return path;
}

}  // namespace

WrittenFiles convert_parquet(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(const auto library, load());
  TL_ASSIGN(auto tracking, write_table(library, in, dir + "/tracking.parquet", tracking_columns(),
                                       each_tracking_row));
  TL_ASSIGN(auto events,
            write_table(library, in, dir + "/events.parquet", event_columns(), each_event_row));
  return std::vector{tracking, events};
}

}  // namespace touchline
