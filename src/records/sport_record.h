// What a sport measures in a frame, beyond what is recorded of every sport.
#pragma once

#include <string>

#include "base/json_line.h"

namespace touchline {

/// One sport's record of one frame, quantised as its file holds it. Only that sport knows which
/// class it is; everybody else can write it down.
class SportRecord {
 public:
  virtual ~SportRecord() = default;
  /// Appends its line, without the line's end.
  virtual void append_json(JsonLine& line, const std::string& source_id) const = 0;
};

}  // namespace touchline
