#include "base/text_file.h"

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

}  // namespace

std::string part_of(const std::string& path) { return path + ".part"; }

void remove_part(const std::string& path) { ::unlink(part_of(path).c_str()); }

Status put_in_place(const std::string& path) {
  auto placed = put_in_place_of(path, part_of(path));
  if (!placed) remove_part(path);
  return placed;
}

Status put_in_place_of(const std::string& path, const std::string& finished) {
  if (std::rename(finished.c_str(), path.c_str()) != 0)
    return io_error(path, "put the finished file in place", errno);
  sync_folder(path);
  return {};
}

Status sync_and_put_in_place(const std::string& path) {
  const int fd = ::open(part_of(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return io_error(path, "open the finished file", errno);
  const int failed = ::fsync(fd) != 0 && errno != EINVAL && errno != EROFS ? errno : 0;
  ::close(fd);
  if (failed) return io_error(path, "write to the disk", failed);
  return put_in_place(path);
}

Status make_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) return io_error(folder.string(), "create the folder", error.value());
  return {};
}

Result<TextFile> TextFile::create(const std::string& path) {
  TL_CHECK(make_folder_of(path));
  TL_ASSIGN(File file, File::create(part_of(path), path));
  return TextFile(path, std::move(file));
}

TextFile::~TextFile() {
  if (!file_.is_open()) return;
  file_ = File();
  remove_part(path_);
}

void TextFile::write(std::string_view text) {
  text_ += text;
  flush(kBuffered);
}

void TextFile::write_line(std::string_view line) {
  text_ += line;
  text_ += '\n';
  flush(kBuffered);
}

void TextFile::flush(std::size_t least) {
  if (text_.size() < least) return;
  if (status_) status_ = file_.append(text_.data(), text_.size());
  text_.clear();
}

Status TextFile::close() {
  flush(1);
  if (status_) status_ = file_.sync();
  if (auto closed = file_.close(); status_) status_ = closed;
  if (status_) return put_in_place(path_);
  remove_part(path_);
  return status_;
}

Status write_file_atomically(const std::string& path, std::string_view text) {
  TL_ASSIGN(auto file, TextFile::create(path));
  file.write(text);
  return file.close();
}

}  // namespace touchline
