#include "text.h"

#include <wchar.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include <locale.h>

namespace touchline::cli {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Takes one character off the front of `text`; kReplacement for bytes that are none.
char32_t take(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  constexpr unsigned char kMask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  char32_t character = first & kMask[length];
  bool whole = length > 0 && length <= text.size();
  for (std::size_t i = 1; whole && i < length; ++i) {
    whole = (byte(i) & 0xC0) == 0x80;
    character = (character << 6) | (byte(i) & 0x3F);
  }
  whole = whole && character >= kLeast[length] && character <= 0x10FFFF &&
          (character < 0xD800 || character > 0xDFFF);
  text.remove_prefix(whole ? length : 1);
  return whole ? character : kReplacement;
}

/// Control characters, line separators, and what turns the direction of writing.
bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

/// The C library's table of widths, whatever the user's locale is.
int columns_of(char32_t c) {
  static const locale_t utf8 = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (c < 0x7F || utf8 == nullptr) return 1;
  const locale_t before = ::uselocale(utf8);
  const int width = ::wcwidth(static_cast<wchar_t>(c));
  ::uselocale(before);
  return width < 0 ? 1 : width;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto whole = text;
    const char32_t c = take(text);
    char escape[16];
    if (is_unsafe(c)) {
      std::snprintf(escape, sizeof escape, c < 0x100 ? "\\x%02x" : "\\u%04x",
                    static_cast<unsigned>(c));
      out += escape;
    } else if (c == kReplacement) {
      out += "\xEF\xBF\xBD";
    } else {
      out += whole.substr(0, whole.size() - text.size());
    }
  }
  return out;
}

int columns(std::string_view text) {
  int total = 0;
  while (!text.empty()) total += columns_of(take(text));
  return total;
}

std::string pad_right(std::string text, int width) {
  text.append(static_cast<std::size_t>(std::max(0, width - columns(text))), ' ');
  return text;
}

std::string pad_left(std::string text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - columns(text))), ' ') + text;
}

std::string cut(std::string_view text, int width) {
  if (columns(text) <= width) return std::string(text);
  std::string out;
  for (int left = width - 1; !text.empty();) {
    const auto whole = text;
    left -= columns_of(take(text));
    if (left < 0) break;
    out += whole.substr(0, whole.size() - text.size());
  }
  return out + "…";
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    if (!line.empty() && columns(line) + 1 + columns(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string share_bar(double share) {
  constexpr long kWidth = 28, kAll = 100;
  const long percent = std::lround(share * kAll);
  std::string line;
  // As full as the number beside it says.
  for (long i = 0; i < kWidth; ++i) line += i < percent * kWidth / kAll ? "━" : "╌";
  char text[64];
  std::snprintf(text, sizeof text, " %3ld %%", percent);
  return line + text;
}

}  // namespace touchline::cli
