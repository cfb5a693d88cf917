// JSON lines: whole lines only, flushed one by one, so whatever a crash leaves can be read.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "sink/file.h"

namespace touchline {

class LineWriter {
 public:
  /// Creates (truncates) the file. Errc::io names it and the reason.
  static Result<LineWriter> open(const std::string& path);
  /// Writes line + '\n' in one system call. A short write (disk full) is undone, so the file ends
  /// in a whole line; a later write may succeed again. `line` holds no line feed of its own.
  Status write(std::string_view line);
  /// Reports what only closing can tell (network file systems). Closing twice is harmless.
  Status close() { return file_.close(); }

 private:
  explicit LineWriter(File file) : file_(std::move(file)) {}
  File file_;
  std::string buffer_;
};

/// Writes `text` to a temporary file beside `path` and renames it: readers see the old file or the
/// new one, whole.
Status write_file_atomically(const std::string& path, std::string_view text);

}  // namespace touchline
