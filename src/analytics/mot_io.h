// MOTChallenge text files: one line per box.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// One line: frame, id, left, top, width, height, conf, class. Further columns (visibility, world
/// position) are not used.
struct MotRow {
  int frame = 1;                      ///< from 1
  std::int64_t id = 0;                ///< unique within a frame
  double x = 0, y = 0, w = 0, h = 0;  ///< top-left corner and size, pixels
  double conf = 1;                    ///< in ground truth 0 means: leave this box out
  int class_id = -1;                  ///< -1 where the benchmark has no classes (MOT15)
  int line = 0;                       ///< in the file, from 1; 0 when it comes from elsewhere
};

using MotRows = std::vector<MotRow>;

/// Reads 6 to 10 or more columns separated by commas, blanks or both; missing ones keep their
/// defaults. An error (Errc::bad_input) names the file and the line: an unreadable number, too few
/// columns, frame < 1, id < 0, the same id twice in a frame.
Result<MotRows> read_mot(const std::string& path);

/// The same for text already in memory; `name` stands for the file in errors.
Result<MotRows> parse_mot(std::string_view text, const std::string& name);

}  // namespace touchline
