// SHA-256, for model files, configurations and inputs.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace touchline {

/// Lower-case hex SHA-256 of a text.
std::string sha256(std::string_view text);
/// Lower-case hex SHA-256 of a file; Errc::io when it cannot be read.
Result<std::string> sha256_file(const std::string& path);

}  // namespace touchline
