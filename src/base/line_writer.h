// JSON lines: whole lines only, flushed one by one, so whatever a crash leaves can be read.
#pragma once

#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

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

}  // namespace touchline
