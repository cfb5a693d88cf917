// A file of JSON lines, read in blocks and parsed in place. For the readers of this room only.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/field.h"

namespace touchline {

/// simdjson's own way of saying that something is not there; it never leaves the readers.
using BadJson = simdjson::simdjson_error;

/// Errc::bad_input that names the line.
inline Error bad_line(const std::string& path, std::int64_t line, const char* what) {
  return fail(Errc::bad_input, path,
              "{}:{}: is not a line this version of Touchline wrote ({}); run the match again, or "
              "restore the file",
              path, line, what);
}

template <class T>
struct Named {
  const char* name;
  T value;
};

template <class T, std::size_t N>
T named(std::string_view name, const std::array<Named<T>, N>& names) {
  for (const auto& known : names)
    if (name == known.name) return known.value;
  throw BadJson(simdjson::INCORRECT_TYPE);
}

inline constexpr std::array kCalibrationStates{
    Named<CalibrationState>{"measured", CalibrationState::measured},
    Named<CalibrationState>{"propagated", CalibrationState::propagated},
    Named<CalibrationState>{"stale", CalibrationState::stale},
    Named<CalibrationState>{"lost", CalibrationState::lost}};

template <std::size_t N>
std::array<double, N> numbers(simdjson::ondemand::value value) {
  std::array<double, N> out{};
  std::size_t n = 0;
  for (simdjson::ondemand::value item : value.get_array()) {
    if (n == N) throw BadJson(simdjson::CAPACITY);
    out[n++] = item.get_double();
  }
  if (n != N) throw BadJson(simdjson::INCORRECT_TYPE);
  return out;
}

class LineBlocks {
 public:
  /// Errc::io when the file cannot be read.
  static Result<LineBlocks> open(const std::string& path) {
    LineBlocks blocks;
    blocks.path_ = path;
    blocks.file_.open(path, std::ios::binary);
    if (!blocks.file_)
      return fail(Errc::io, path, "{}: cannot be read: {}", path, std::strerror(errno));
    return blocks;
  }

  /// Replaces `rows` by the lines of the next block, each read by `parse(document, row)`; none at
  /// the end. Errc::bad_input names the line that `parse` threw BadJson at.
  template <class Row, class Parse>
  Status next(std::vector<Row>& rows, Parse&& parse) {
    std::size_t used = 0, count = 0;
    while (count == 0) {
      if (!fill()) {
        cut_short_ = held_ > 0;
        break;
      }
      const std::string_view text(buffer_.data(), held_);
      for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', used)) {
        if (count == rows.size()) rows.emplace_back();
        TL_CHECK(read_line(text.substr(used, end - used), parse, rows[count]));
        ++count;
        used = end + 1;
      }
    }
    rows.resize(count);
    held_ -= used;
    std::memmove(buffer_.data(), buffer_.data() + used, held_);
    return {};
  }
  /// Whether the last line has no newline, which is what a crash leaves: it was passed over.
  [[nodiscard]] bool cut_short() const { return cut_short_; }

 private:
  static constexpr std::size_t kBlock = std::size_t{4} << 20;

  /// Fills the buffer behind what is held; false at the end of the file.
  bool fill() {
    buffer_.resize(held_ + kBlock + simdjson::SIMDJSON_PADDING);
    file_.read(buffer_.data() + held_, static_cast<std::streamsize>(kBlock));
    held_ += static_cast<std::size_t>(file_.gcount());
    return file_.gcount() > 0;
  }

  template <class Row, class Parse>
  Status read_line(std::string_view text, Parse& parse, Row& row) {
    ++line_;
    try {
      const auto room = static_cast<std::size_t>(buffer_.data() + buffer_.size() - text.data());
      simdjson::ondemand::document document = parser_.iterate(text.data(), text.size(), room);
      parse(document, row);
      return {};
    } catch (const BadJson& error) {
      return bad_line(path_, line_, error.what());
    }
  }

  std::string path_;
  std::ifstream file_;
  simdjson::ondemand::parser parser_;
  std::string buffer_;    ///< kept text, then room for a block, then simdjson's padding
  std::size_t held_ = 0;  ///< bytes of text in the buffer
  std::int64_t line_ = 0;
  bool cut_short_ = false;
};

}  // namespace touchline
