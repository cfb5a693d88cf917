// A file descriptor with one owner, and writes that either happen whole or say why not.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "base/result.h"

namespace touchline {

class File {
 public:
  File() = default;
  /// Creates or truncates `path`. Errc::io names it, the reason and what to do.
  static Result<File> create(const std::string& path);
  File(File&& other) noexcept { *this = std::move(other); }
  File& operator=(File&& other) noexcept;
  ~File();

  /// Appends all bytes. On failure the file is cut back to what it was before this call (where the
  /// file allows it).
  Status append(const void* data, std::size_t bytes);
  /// Waits until the data is on the disk.
  Status sync();
  /// Closing twice is harmless.
  Status close();

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Bytes written so far.
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  int fd_ = -1;
  std::size_t size_ = 0;
  std::string path_;
};

/// "cannot write: No space left on device; ..." for the errno value `reason`, with what to do next.
Error io_error(const std::string& path, const char* tried, int reason);

}  // namespace touchline
