#include "analytics/mot_io.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string_view>

#include "base/log.h"

namespace touchline {
namespace {

constexpr int kColumns = 8;  ///< those that are used
constexpr int kFewestColumns = 6;
constexpr std::string_view kSeparators = ", \t\r";

/// A line's numbers; returns how many there are, or -1 with the text that is none in `bad`.
int read_numbers(std::string_view line, std::array<double, kColumns>& numbers,
                 std::string_view& bad) {
  int count = 0;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kSeparators);
    if (begin == std::string_view::npos) return count;
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(kSeparators));
    line.remove_prefix(word.size());
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) {
      bad = word;
      return -1;
    }
    if (count < kColumns) numbers[static_cast<std::size_t>(count)] = value;
    ++count;
  }
}

bool is_integer(double value) {
  return std::abs(value) < 2147483647.0 && value == std::trunc(value);
}

Result<MotRow> parse_row(std::string_view line, int number, const std::string& name) {
  std::array<double, kColumns> n{0, 0, 0, 0, 0, 0, 1, -1};
  std::string_view bad;
  const int count = read_numbers(line, n, bad);
  if (count < 0) {
    return fail(Errc::bad_input, name,
                "{}:{}: \"{}\" is not a number; a MOTChallenge line is frame, id, left, top, "
                "width, height, conf, class, ...",
                name, number, bad);
  }
  if (count < kFewestColumns) {
    return fail(Errc::bad_input, name,
                "{}:{}: {} columns, but a MOTChallenge line has at least {}: frame, id, left, "
                "top, width, height",
                name, number, count, kFewestColumns);
  }
  if (!is_integer(n[0]) || n[0] < 1) {
    return fail(Errc::bad_input, name,
                "{}:{}: frame {} is not a whole number from 1; MOTChallenge frames count from 1",
                name, number, n[0]);
  }
  if (!is_integer(n[1]) || n[1] < 0) {
    return fail(Errc::bad_input, name,
                "{}:{}: id {} is not a track id (a whole number from 0); files of detections, "
                "with id -1, must go through a tracker before they can be scored",
                name, number, n[1]);
  }
  MotRow row{static_cast<int>(n[0]),
             static_cast<std::int64_t>(n[1]),
             n[2],
             n[3],
             n[4],
             n[5],
             n[6],
             -1,
             number};
  if (is_integer(n[7])) row.class_id = static_cast<int>(n[7]);
  return row;
}

Status check_unique(const MotRows& rows, const std::string& name) {
  std::vector<const MotRow*> sorted;
  for (const MotRow& row : rows) sorted.push_back(&row);
  const auto key = [](const MotRow* r) { return std::tuple(r->frame, r->id, r->line); };
  std::sort(sorted.begin(), sorted.end(), [&](auto* a, auto* b) { return key(a) < key(b); });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const MotRow &a = *sorted[i - 1], &b = *sorted[i];
    if (a.frame == b.frame && a.id == b.id) {
      return fail(Errc::bad_input, name,
                  "{}:{}: id {} is in frame {} a second time (first on line {}); ids must be "
                  "unique within a frame",
                  name, b.line, b.id, b.frame, a.line);
    }
  }
  return {};
}

}  // namespace

Result<MotRows> parse_mot(std::string_view text, const std::string& name) {
  MotRows rows;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(kSeparators) == std::string_view::npos) continue;
    TL_ASSIGN(const MotRow row, parse_row(line, number, name));
    rows.push_back(row);
  }
  TL_CHECK(check_unique(rows, name));
  return rows;
}

Result<MotRows> read_mot(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf() || file.peek() == std::ifstream::traits_type::eof())) {
    return fail(Errc::bad_input, redact(path),
                "cannot read {}: give the path of a MOTChallenge text file", redact(path));
  }
  return parse_mot(text.str(), redact(path));
}

}  // namespace touchline
