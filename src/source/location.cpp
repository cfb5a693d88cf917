#include "source/location.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <limits>

#include "base/log.h"
#include "source/source.h"

namespace touchline {
namespace {
namespace fs = std::filesystem;

/// "%d" or "%0Nd" in a pattern: where it starts, how long it is, how many digits it wants at least.
struct NumberField {
  std::size_t start = 0, length = 0, digits = 1;
};

std::optional<NumberField> number_field(const std::string& pattern) {
  const auto percent = pattern.find('%');
  if (percent == std::string::npos) return std::nullopt;
  auto end = percent + 1;
  while (end < pattern.size() && std::isdigit(static_cast<unsigned char>(pattern[end]))) ++end;
  if (end >= pattern.size() || pattern[end] != 'd') return std::nullopt;
  NumberField field{percent, end + 1 - percent, 1};
  std::from_chars(pattern.data() + percent + 1, pattern.data() + end, field.digits);
  return field;
}

/// "rtsp://..", "udp:..", but not "C:.." nor a path with a colon somewhere in a folder's name.
bool names_protocol(const std::string& url) {
  const auto end = url.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-");
  return end != std::string::npos && end > 1 && url[end] == ':';
}

Result<Location> locate_sequence(const std::string& pattern) {
  const fs::path path(pattern);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  int first = std::numeric_limits<int>::max();
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (const auto number =
            sequence_number(path.filename().string(), entry.path().filename().string())) {
      first = std::min(first, *number);
    }
  }
  if (first == std::numeric_limits<int>::max()) {
    return fail(Errc::bad_input, pattern,
                "{}: no picture matches this image-sequence pattern; check the folder, the "
                "extension and the "
                "number of digits (%04d means four)",
                pattern);
  }
  return Location{Location::Kind::image_sequence, "file:" + pattern, first};
}

Result<Location> locate_file(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory) {
      return fail(Errc::bad_input, path, "{}: cannot be reached: {}", path, error.message());
    }
    return fail(Errc::bad_input, path, "{}: no such file; check the path (working folder: {})",
                path, fs::current_path(error).string());
  }
  if (fs::is_directory(status)) {
    return fail(
        Errc::bad_input, path,
        "{}: is a folder, expected a video file; name a file in it, or an image sequence such as "
        "{}/img_%04d.png",
        path, path);
  }
  if (access(path.c_str(), R_OK) != 0) {
    return fail(Errc::bad_input, path,
                "{}: no permission to read it; run 'chmod +r' on it or choose another user", path);
  }
  if (fs::is_regular_file(status) && fs::file_size(path, error) == 0) {
    return fail(Errc::bad_input, path,
                "{}: the file is empty (0 bytes), expected a video; copy or download it again",
                path);
  }
  return Location{Location::Kind::file, "file:" + path, 0};
}

}  // namespace

std::optional<int> sequence_number(const std::string& pattern, const std::string& name) {
  const auto field = number_field(pattern);
  if (!field) return std::nullopt;
  const auto head = pattern.substr(0, field->start);
  const auto tail = pattern.substr(field->start + field->length);
  if (name.size() < head.size() + tail.size() + field->digits) return std::nullopt;
  if (!name.starts_with(head) || !name.ends_with(tail)) return std::nullopt;
  const auto digits = name.substr(head.size(), name.size() - head.size() - tail.size());
  // Only a number too long for its field may be wider than the field: img_00012.png is not %04d.
  if (digits.size() > field->digits && digits[0] == '0') return std::nullopt;
  int number = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (code != std::errc() || end != digits.data() + digits.size() || number < 0)
    return std::nullopt;
  return number;
}

Result<Location> locate(const std::string& url) {
  if (url.empty()) {
    return fail(Errc::bad_input, "",
                "the source is an empty name; give a file, a URL, '-' or a pattern (img_%04d.png)");
  }
  if (url == "-" || url == "pipe:" || url == "pipe:0") {
    return Location{Location::Kind::standard_input, "pipe:0", 0};
  }
  std::error_code error;
  const std::string path = url.starts_with("file://") ? url.substr(7)
                           : url.starts_with("file:") ? url.substr(5)
                                                      : url;
  const bool exists = fs::exists(path, error);
  if (!exists && path == url && names_protocol(url))
    return Location{Location::Kind::protocol, url, 0};
  if (!exists && number_field(fs::path(path).filename().string())) return locate_sequence(path);
  return locate_file(path);
}

std::string source_id_from_url(const std::string& url) {
  std::string stem =
      url.substr(0, url.find_first_of("?#", url.find("://") == std::string::npos ? url.size() : 0));
  while (!stem.empty() && stem.back() == '/') stem.pop_back();
  stem = fs::path(redact(stem)).filename().string();
  if (const auto dot = stem.rfind('.'); dot != std::string::npos && dot > 0) stem.resize(dot);
  std::string id;
  for (const char c : stem) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 128 && std::isalnum(u)) {
      id += static_cast<char>(std::tolower(u));
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.empty()) id = url == "-" ? "stdin" : "source";
  return id;
}

}  // namespace touchline
