// What a source's url points at: a file, stdin, an image sequence or a network protocol.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace touchline {

struct Location {
  enum class Kind { file, standard_input, image_sequence, protocol } kind = Kind::file;
  std::string
      url;  ///< as libav wants it ("file:" is put before a plain path: a ':' in it is no protocol)
  int start_number = 0;  ///< image sequence: the lowest number that exists
};

/// Classifies `url` and refuses early, with a reason, what libav would only call "invalid data":
/// missing files, folders, files without permission, empty files, sequences without a picture.
Result<Location> locate(const std::string& url);

/// True when `name` is `pattern` with digits in place of %d or %0Nd; `number` is what they say.
std::optional<int> sequence_number(const std::string& pattern, const std::string& name);

}  // namespace touchline
