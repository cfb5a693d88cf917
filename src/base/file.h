// A file descriptor with one owner, and writes that either happen whole or say why not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "base/result.h"

namespace touchline {

class File {
 public:
  File() = default;
  /// Creates or truncates `path`. Errc::io names it (or `shown` instead), the reason and what to
  /// do.
  static Result<File> create(const std::string& path, const std::string& shown = {});
  File(File&& other) noexcept { *this = std::move(other); }
  File& operator=(File&& other) noexcept;
  ~File();

  /// Appends all bytes. On failure the file is cut back to what it was before this call (where the
  /// file allows it).
  Status append(const void* data, std::size_t bytes);
  /// Makes sure that so many bytes in all will find room, on file systems that can say so.
  Status reserve(std::uint64_t bytes);
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

/// Who writes into a folder, known to all processes until this is gone or its process is.
class FileLock {
 public:
  /// Locks `path`, which exists. Errc::usage when somebody else holds it.
  static Result<FileLock> take(const std::string& path);
  FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

/// "cannot write: No space left on device; ..." for the errno value `reason`, with what to do next.
Error io_error(const std::string& path, const char* tried, int reason);

}  // namespace touchline
