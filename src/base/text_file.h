// A text file that appears whole or not at all, also when the power fails.
#pragma once

#include <iterator>
#include <string>
#include <string_view>

#include "base/file.h"

namespace touchline {

/// What is being written to take the place of `path`.
std::string part_of(const std::string& path);
/// Removes it, when there is one: nothing will come of it.
void remove_part(const std::string& path);
/// Renames a finished part_of(path), whose data are on the disk, to `path`: readers see the old
/// file or the new one, whole, and a power cut changes nothing about that.
Status put_in_place(const std::string& path);
/// The same for a part that somebody else has written and closed.
Status sync_and_put_in_place(const std::string& path);
/// The same for a finished file of another name in the same folder.
Status put_in_place_of(const std::string& path, const std::string& finished);
/// Creates the folder that `path` lies in.
Status make_folder_of(const std::string& path);

/// Written beside its place and renamed by close(); a file that is not closed leaves nothing.
class TextFile {
 public:
  /// Creates the folders above `path` too. Errc::io names the path and the reason.
  static Result<TextFile> create(const std::string& path);
  TextFile(TextFile&&) noexcept = default;
  TextFile& operator=(TextFile&&) = delete;
  ~TextFile();

  /// Where a failure is met late, close() reports it.
  void write(std::string_view text);
  /// The same, and a line feed.
  void write_line(std::string_view line);
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    flush(kBuffered);
  }
  Status close();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  static constexpr std::size_t kBuffered = std::size_t{1} << 16;
  TextFile(std::string path, File file) : path_(std::move(path)), file_(std::move(file)) {}
  /// Writes what is buffered once it is `least` bytes or more.
  void flush(std::size_t least);

  std::string path_, text_;
  File file_;
  Status status_;  ///< of the first write that failed
};

/// Writes all of `text` so.
Status write_file_atomically(const std::string& path, std::string_view text);

}  // namespace touchline
