// Finds what ships beside the program: sport packs, models, themes.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace touchline {

/// The share folder: $TOUCHLINE_SHARE, else share/touchline where the program or the library is
/// installed, else the source tree's.
std::filesystem::path share_dir();

/// `name` itself when it is a path to a file, else share/`folder`/`name`.yaml. Errc::bad_config
/// lists what there is.
Result<std::string> find_shared(const std::string& folder, const std::string& name);

}  // namespace touchline
