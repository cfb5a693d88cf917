// Files of one name below a folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace touchline {

/// `path` alone where it is no folder, there or not; else every file called `name` below it, by
/// path. Errc::io names `path`: it cannot be read, or holds none.
Result<std::vector<std::string>> find_files(const std::string& path, std::string_view name);

}  // namespace touchline
