// Where the program, or the library that a program of somebody else's has loaded, lies: what was
// installed with it is found from there.
#pragma once

#include <filesystem>
#include <vector>

namespace touchline {

/// The file this code was loaded from: libtouchline.so, else the program. Empty when the system
/// does not say.
std::filesystem::path own_file();

/// The folders that an installed copy may be rooted at, nearest first: above bin/ or lib/, and one
/// more up for a distribution's lib/x86_64-linux-gnu/. None when the system does not say.
std::vector<std::filesystem::path> own_roots();

}  // namespace touchline
