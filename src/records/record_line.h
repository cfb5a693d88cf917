// What the lines of all records have in common.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "base/json_line.h"
#include "geometry/linear.h"
#include "records/known.h"

namespace touchline {

/// Of the lines of all records.
inline constexpr int kSchemaVersion = 1;

/// Begins the object of a frame's line with the keys that join all records of a frame.
inline void begin_frame_line(JsonLine& line, std::string_view source_id, std::int64_t frame,
                             Nanoseconds pts_ns) {
  line.begin_object();
  line.key("schema").integer(kSchemaVersion);
  line.key("source_id").string(source_id);
  line.key("frame").integer(frame);
  line.key("pts_ns").integer(pts_ns);
}

/// What is empty is not known: null.
inline void write_word(JsonLine& line, std::string_view word) {
  word.empty() ? line.null() : line.string(word);
}

/// The value, or null with its reason under `field`.
template <std::integral T>
void write_known(JsonLine& line, std::string_view field, const Known<T>& known) {
  known ? line.integer(*known) : line.null(field, known.why);
}
template <int Places>
void write_known(JsonLine& line, std::string_view field, const Known<double>& known) {
  known ? line.decimal<Places>(*known) : line.null(field, known.why);
}
template <int Places>
void write_known(JsonLine& line, std::string_view field, const Known<Vec2d>& known) {
  known ? line.decimals<Places>((*known).x, (*known).y) : line.null(field, known.why);
}

}  // namespace touchline
