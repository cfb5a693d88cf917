#include "source/location.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <string_view>

#include "base/address.h"
#include "base/log.h"
#include "base/utf8.h"
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

/// "http:/user:password@host": libav would open it, and nothing would know it for an address.
bool lacks_slashes(const std::string& url) {
  constexpr std::string_view kOfHosts[] = {"http:",  "https:", "rtsp:", "rtsps:", "rtmp:", "rtmps:",
                                           "rtmpe:", "rtmpt:", "srt:",  "ftp:",   "sftp:", "tls:"};
  const auto names = [&](std::string_view scheme) { return url.starts_with(scheme); };
  return std::any_of(std::begin(kOfHosts), std::end(kOfHosts), names) &&
         url.substr(url.find(':') + 1, 2) != "//";
}

Result<Location> locate_sequence(const std::string& pattern) {
  const fs::path path(pattern);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::pair<int, std::string>> numbered;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (const auto number =
            sequence_number(path.filename().string(), entry.path().filename().string()))
      numbered.emplace_back(*number, entry.path().string());
  }
  if (numbered.empty()) {
    return fail(Errc::bad_input, pattern,
                "{}: no picture matches this image-sequence pattern; check the folder, the "
                "extension and the "
                "number of digits (%04d means four)",
                pattern);
  }
  std::sort(numbered.begin(), numbered.end());
  Location location{Location::Kind::pictures, "file:" + numbered.front().second, {}, {}};
  for (const auto& [number, file] : numbered) {
    const std::int64_t place = number - numbered.front().first;
    const std::int64_t next = location.pictures.empty() ? 0 : location.pictures.back().place + 1;
    location.pictures.push_back({file, place, place - next});
  }
  return location;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_picture_name(const fs::path& path) {
  constexpr std::string_view kEndings[] = {".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff",
                                           ".ppm", ".pgm",  ".tga", ".jp2", ".dpx", ".exr"};
  const auto ending = lower(path.extension().string());
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

/// The one number in which a name differs from `other`, when all else is the same.
std::optional<std::int64_t> counted(const std::string& name, const std::string& other) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  const auto tail_of = [&](const std::string& text) {
    auto end = text.size();
    while (end > 0 && !is_digit(text[end - 1])) --end;
    auto begin = end;
    while (begin > 0 && is_digit(text[begin - 1])) --begin;
    return std::pair{begin, end};
  };
  const auto [begin, end] = tail_of(name);
  const auto [other_begin, other_end] = tail_of(other);
  if (begin == end || name.substr(0, begin) != other.substr(0, other_begin) ||
      name.substr(end) != other.substr(other_end))
    return std::nullopt;
  std::int64_t number = 0;
  const auto [stop, code] = std::from_chars(name.data() + begin, name.data() + end, number);
  return code == std::errc() && stop == name.data() + end ? std::optional(number) : std::nullopt;
}

/// Numbers of `names`, in order, when they count pictures of which only few are missing.
std::vector<std::int64_t> numbers_of(const std::vector<std::string>& names) {
  std::vector<std::int64_t> numbers;
  for (const auto& name : names) {
    const auto number =
        counted(fs::path(name).filename().string(), fs::path(names.front()).filename().string());
    if (!number || (!numbers.empty() && *number <= numbers.back())) return {};
    numbers.push_back(*number);
  }
  const auto span = numbers.back() - numbers.front() + 1;
  return span < 2 * static_cast<std::int64_t>(names.size()) ? numbers : std::vector<std::int64_t>{};
}

/// The pictures in a folder. Of several kinds of picture file, those of the kind there are most of.
Result<Location> locate_folder(const std::string& folder) {
  std::error_code error;
  std::map<std::string, std::vector<std::string>> kinds;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const auto& path = entry.path();
    if (is_picture_name(path) && !path.filename().string().starts_with('.') &&
        entry.is_regular_file(error))
      kinds[lower(path.extension().string())].push_back(path.string());
  }
  if (kinds.empty()) {
    return fail(Errc::bad_input, folder,
                "{}: is a folder without pictures; expected a video file, or a folder of pictures "
                "(jpg, png, ...). For the parts of one recording name the files in it and add "
                "--join",
                folder);
  }
  const auto most = std::max_element(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) {
    return a.second.size() < b.second.size();
  });
  auto& names = most->second;
  if (kinds.size() > 1)
    log()->warn("{}: holds pictures of several kinds; the {} {} files are used", folder,
                names.size(), most->first);
  std::sort(names.begin(), names.end(), naturally_before);
  const auto numbers = numbers_of(names);
  Location location{Location::Kind::pictures, "file:" + names.front(), {}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto place = numbers.empty() ? static_cast<std::int64_t>(i) : numbers[i] - numbers[0];
    const auto next = i ? location.pictures.back().place + 1 : 0;
    location.pictures.push_back({names[i], place, place - next});
  }
  return location;
}

/// A text file that names the parts of one recording, one a line, as they follow one another; paths
/// are from the list's own folder. "file 'x'" lines, as FFmpeg's concat lists have them, are read
/// too.
Result<Location> locate_list(const std::string& path) {
  Location location{Location::Kind::list, path, {}, {}};
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back()))) line.pop_back();
    while (!line.empty() && std::isspace(static_cast<unsigned char>(line.front())))
      line.erase(0, 1);
    if (line.empty() || line[0] == '#' || line.starts_with("ffconcat ")) continue;
    if (line.starts_with("file ")) {
      line.erase(0, 5);
      if (line.size() > 1 && (line[0] == '\'' || line[0] == '"') && line.back() == line[0])
        line = line.substr(1, line.size() - 2);
    }
    fs::path part(line);
    if (part.is_relative()) part = fs::path(path).parent_path() / part;
    std::error_code error;
    if (!fs::exists(part, error)) {
      return fail(Errc::bad_input, path,
                  "{}:{}: no such file: {}; expected the parts of one recording, one file a line",
                  path, number, part.string());
    }
    location.parts.push_back(part.string());
  }
  if (location.parts.empty()) {
    return fail(Errc::bad_input, path,
                "{}: names no file; expected the parts of one recording, one file a line", path);
  }
  return location;
}

bool is_list_name(const fs::path& path) {
  const auto ending = lower(path.extension().string());
  return ending == ".txt" || ending == ".list" || ending == ".ffconcat";
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
  if (fs::is_directory(status)) return locate_folder(path);
  if (access(path.c_str(), R_OK) != 0) {
    return fail(Errc::bad_input, path,
                "{}: no permission to read it; run 'chmod +r' on it or choose another user", path);
  }
  if (fs::is_regular_file(status) && fs::file_size(path, error) == 0) {
    return fail(Errc::bad_input, path,
                "{}: the file is empty (0 bytes), expected a video; copy or download it again",
                path);
  }
  if (fs::is_fifo(status)) return Location{Location::Kind::fifo, path, {}, {}};
  if (is_list_name(path)) return locate_list(path);
  Location location{Location::Kind::file, "file:" + path, {}, {}};
  if (is_picture_name(path)) {
    location.kind = Location::Kind::pictures;
    location.pictures.push_back({path, 0, 0});
  }
  return location;
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

bool naturally_before(const std::string& a, const std::string& b) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i, ++j;
      continue;
    }
    const auto number_from = [&](const std::string& text, std::size_t& at) {
      while (at + 1 < text.size() && text[at] == '0' && is_digit(text[at + 1])) ++at;
      const auto begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return std::string_view(text).substr(begin, at - begin);
    };
    const auto first = number_from(a, i), second = number_from(b, j);
    if (first.size() != second.size()) return first.size() < second.size();
    if (first != second) return first < second;
  }
  return a.size() - i != b.size() - j ? a.size() - i < b.size() - j : a < b;
}

Result<Location> locate(const std::string& url) {
  if (url.empty()) {
    return fail(Errc::bad_input, "",
                "the source is an empty name; give a file, a URL, '-' or a pattern (img_%04d.png)");
  }
  if (url == "-" || url == "pipe:" || url == "pipe:0") {
    return Location{Location::Kind::standard_input, "pipe:0", {}, {}};
  }
  std::error_code error;
  const std::string path = url.starts_with("file://") ? url.substr(7)
                           : url.starts_with("file:") ? url.substr(5)
                                                      : url;
  const bool exists = fs::exists(path, error);
  if (!exists && path == url && names_protocol(url)) {
    if (const auto why = ambiguity_of(url); !why.empty())
      return fail(Errc::bad_input, redacted(url), "{}: {}", redacted(url), why);
    if (lacks_slashes(url)) {
      const auto scheme = url.substr(0, url.find(':'));
      return fail(Errc::bad_input, scheme,
                  "{0}:***: expected {0}://HOST/PATH; put '//' behind '{0}:'", scheme);
    }
    return Location{Location::Kind::protocol, url, {}, {}};
  }
  if (!exists && number_field(fs::path(path).filename().string())) return locate_sequence(path);
  return locate_file(path);
}

namespace {

/// The character of valid UTF-8 at `at`, which moves behind it.
char32_t next_character(const std::string& text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  char32_t code = lead >= 0xF0 ? lead & 0x07U : lead >= 0xE0 ? lead & 0x0FU : lead & 0x1FU;
  for (; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; ++at)
    code = (code << 6U) | (static_cast<unsigned char>(text[at]) & 0x3FU);
  return code;
}

/// Letters, digits and marks of any script; not the signs and spaces between words.
bool belongs_to_word(char32_t code) {
  if (code < 0x80) return std::isalnum(static_cast<int>(code)) != 0;
  struct Range {
    char32_t first, last;
  };
  constexpr Range kBetween[] = {
      {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},
      {0xF7, 0xF7},     {0x060C, 0x060C}, {0x061B, 0x061F}, {0x1680, 0x1680}, {0x2000, 0x200B},
      {0x200E, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004},
      {0x3008, 0x3020}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF}, {0xFF00, 0xFF0F},
      {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFF0, 0xFFFC}, {0xE000, 0xF8FF}};
  return std::none_of(std::begin(kBetween), std::end(kBetween),
                      [code](const Range& r) { return code >= r.first && code <= r.last; });
}

void append(std::string& text, char32_t code) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    put(0x80U | ((code >> 6U) & 0x3FU));
  } else {
    put(0xF0U | (code >> 18U));
    put(0x80U | ((code >> 12U) & 0x3FU));
    put(0x80U | ((code >> 6U) & 0x3FU));
  }
  put(0x80U | (code & 0x3FU));
}

}  // namespace

std::string source_id_from_url(const std::string& url) {
  constexpr std::size_t kLongest = 120;  // a folder's name has 255 bytes at most
  std::string stem =
      url.substr(0, url.find_first_of("?#", url.find("://") == std::string::npos ? url.size() : 0));
  while (!stem.empty() && stem.back() == '/') stem.pop_back();
  stem = to_valid_utf8(fs::path(redact(stem)).filename().string());
  if (const auto dot = stem.rfind('.'); dot != std::string::npos && dot > 0) stem.resize(dot);
  std::string id;
  for (std::size_t at = 0; at < stem.size() && id.size() < kLongest;) {
    const char32_t code = next_character(stem, at);
    if (belongs_to_word(code)) {
      append(id, code < 0x80 ? static_cast<char32_t>(std::tolower(static_cast<int>(code))) : code);
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  if (id.empty()) id = url == "-" ? "stdin" : "source";
  return id;
}

std::string path_of(const Location& location) {
  constexpr std::string_view kPrefix = "file:";
  if (location.kind != Location::Kind::file || !location.url.starts_with(kPrefix)) return {};
  return location.url.substr(kPrefix.size());
}

}  // namespace touchline
