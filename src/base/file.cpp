#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/log.h"

namespace touchline {
namespace {

const char* advice(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or write elsewhere";
    case EFBIG:
      return "raise the file size limit or write to another file system";
    case ENOENT:
    case ENOTDIR:
      return "create the folder first";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder you may write to";
    case EISDIR:
      return "name a file, not a folder";
    default:
      return nullptr;
  }
}

}  // namespace

Error io_error(const std::string& path, const char* tried, int reason) {
  const std::string text = std::generic_category().message(reason);
  const char* next = advice(reason);
  return fail(Errc::io, redact(path), "{}: cannot {}: {}{}{}", redact(path), tried, text,
              next ? "; " : "", next ? next : "");
}

Result<File> File::create(const std::string& path, const std::string& shown) {
  File file;
  do {
    file.fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  } while (file.fd_ < 0 && errno == EINTR);
  file.path_ = shown.empty() ? path : shown;
  if (file.fd_ < 0) return io_error(file.path_, "create the file", errno);
  return file;
}

Result<FileLock> FileLock::take(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, "open the file", errno);
  FileLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return lock;  // or has no locks
  return fail(Errc::usage, redact(path), "{}: is in use by another process", redact(path));
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

File& File::operator=(File&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  std::swap(path_, other.path_);
  return *this;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

Status File::append(const void* data, std::size_t bytes) {
  if (fd_ < 0) return fail(Errc::io, redact(path_), "cannot write: the file is closed");
  const auto* from = static_cast<const char*>(data);
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t n = ::write(fd_, from + done, bytes - done);
    if (n >= 0) {
      done += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      const int reason = errno;
      // A device or pipe cannot be cut back; the error is the same either way.
      const auto whole = static_cast<off_t>(size_);
      if (done > 0 && ::ftruncate(fd_, whole) == 0) ::lseek(fd_, whole, SEEK_SET);
      return io_error(path_, "write", reason);
    }
  }
  size_ += bytes;
  return {};
}

Status File::reserve(std::uint64_t bytes) {
  if (bytes == 0) return {};
  int failed = 0;
  do {
    failed = ::fallocate(fd_, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) ? errno : 0;
  } while (failed == EINTR);
  const bool cannot_say = failed == EOPNOTSUPP || failed == ENOSYS || failed == ENODEV;
  if (failed && !cannot_say) return io_error(path_, "write", failed);
  return {};
}

Status File::sync() {
  if (fd_ >= 0 && ::fsync(fd_) != 0 && errno != EINVAL && errno != EROFS)
    return io_error(path_, "write to the disk", errno);
  return {};
}

Status File::close() {
  if (fd_ < 0) return {};
  const int fd = std::exchange(fd_, -1);
  // After EINTR the descriptor is gone on Linux: trying again could close someone else's.
  if (::close(fd) != 0 && errno != EINTR) return io_error(path_, "close the file", errno);
  return {};
}

}  // namespace touchline
