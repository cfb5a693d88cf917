#include "sink/line_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>

namespace touchline {
namespace {

/// Makes a rename survive a power cut; file systems that cannot do this are left as they are.
void sync_folder(const std::string& path) {
  auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

Status write_and_rename(File& file, const std::string& path, std::string_view text) {
  TL_CHECK(file.append(text.data(), text.size()));
  TL_CHECK(file.sync());
  TL_CHECK(file.close());
  if (std::rename(file.path().c_str(), path.c_str()) != 0)
    return io_error(path, "put the finished file in place", errno);
  return {};
}

}  // namespace

Result<LineWriter> LineWriter::open(const std::string& path) {
  TL_ASSIGN(File file, File::create(path));
  return LineWriter(std::move(file));
}

Status LineWriter::write(std::string_view line) {
  buffer_.assign(line);
  buffer_.push_back('\n');
  return file_.append(buffer_.data(), buffer_.size());
}

Status write_file_atomically(const std::string& path, std::string_view text) {
  TL_ASSIGN(File file, File::create(fmt::format("{}.{}.tmp", path, ::getpid())));
  const std::string temporary = file.path();
  if (auto status = write_and_rename(file, path, text); !status) {
    ::unlink(temporary.c_str());
    return status;
  }
  sync_folder(path);
  return {};
}

}  // namespace touchline
