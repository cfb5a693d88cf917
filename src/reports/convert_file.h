// A text file that appears whole or not at all, and the quoting the text formats ask for.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace touchline {

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
  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    line_.clear();
    fmt::format_to(std::back_inserter(line_), format, std::forward<Args>(args)...);
    write(line_);
  }
  Status close();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  TextFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  [[nodiscard]] std::string part() const { return path_ + ".part"; }

  std::string path_, line_;
  std::unique_ptr<std::FILE, Closer> file_;
  int reason_ = 0;  ///< errno of the first write that failed
};

/// Creates the folder that `path` lies in.
Status make_folder_of(const std::string& path);

/// `text` for XML, HTML and WebVTT: & < > " as entities, control characters as blanks, what is no
/// UTF-8 and what XML 1.0 forbids as U+FFFD.
std::string xml_text(std::string_view text);
/// A JSON string with its quotes; bytes that are no UTF-8 are replaced.
std::string json_text(std::string_view text);
/// Quoted where commas, quotes or line feeds ask for it (RFC 4180); valid UTF-8.
std::string csv_text(std::string_view text);
/// "12.345": nanoseconds as seconds with `decimals` (0 to 9) places, rounded to the nearest.
std::string seconds_text(Nanoseconds ns, int decimals);

}  // namespace touchline
