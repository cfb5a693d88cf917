// What a source's url points at: a file, a pipe, pictures in files, a list of parts or a network
// protocol.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// One picture in a file of its own, and its place in time among the others.
struct PictureFile {
  std::string path;
  std::int64_t place = 0;    ///< from 0; a picture that is not there leaves its place empty
  std::int64_t missing = 0;  ///< pictures between the one before and this one that are not there
};

struct Location {
  enum class Kind { file, standard_input, fifo, pictures, list, protocol } kind = Kind::file;
  std::string
      url;  ///< as libav wants it ("file:" is put before a plain path: a ':' in it is no protocol)
  std::vector<PictureFile> pictures;  ///< of a folder, a pattern, or a single photo; in order
  std::vector<std::string> parts;     ///< of a list: what its lines name, in order
};

/// Classifies `url` and refuses early, with a reason, what libav would only call "invalid data":
/// missing files, folders, files without permission, empty files, sequences without a picture.
Result<Location> locate(const std::string& url);

/// Of a plain file, else empty.
std::string path_of(const Location& location);

/// True when `name` is `pattern` with digits in place of %d or %0Nd; `number` is what they say.
std::optional<int> sequence_number(const std::string& pattern, const std::string& name);

/// Whether `a` comes before `b` as people count: img_2 before img_10.
bool naturally_before(const std::string& a, const std::string& b);

}  // namespace touchline
