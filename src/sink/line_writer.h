// JSON lines: whole lines only, flushed one by one, so whatever a crash leaves can be read.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace touchline {

class LineWriter {
 public:
  /// Creates (truncates) the file. Errc::io names it and the reason.
  static Result<LineWriter> open(const std::string& path);
  LineWriter(LineWriter&&) noexcept;
  LineWriter& operator=(LineWriter&&) noexcept;
  ~LineWriter();
  /// Writes line + '\n' in one system call. A short write (disk full) is undone, so the file ends in a whole line.
  Status write(std::string_view line);
  Status close();

 private:
  explicit LineWriter(int fd, std::string path);
  int fd_ = -1;
  std::string path_, buffer_;
};

/// Writes `text` to a temporary file beside `path` and renames it: readers see the old file or the new one, whole.
Status write_file_atomically(const std::string& path, std::string_view text);

}  // namespace touchline
