// Where a transport stream itself says that its clock does not run on.
#pragma once

#include <cstdint>
#include <string>

namespace touchline {

/// An MPEG transport stream marks a discontinuity (ISO/IEC 13818-1, 2.4.3.5) between two places of
/// the file. False when `path` is empty or cannot be read again.
bool is_marked_discontinuous(const std::string& path, std::int64_t from, std::int64_t to);

}  // namespace touchline
