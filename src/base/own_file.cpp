#include "base/own_file.h"

#include <dlfcn.h>

#include <string>

namespace touchline {

namespace fs = std::filesystem;

fs::path own_file() {
  std::error_code ignored;
  Dl_info found{};
  // The loader's name for the program is what it was called by, which need not be a path.
  if (dladdr(reinterpret_cast<const void*>(&own_file), &found) != 0 && found.dli_fname)
    if (const std::string name = found.dli_fname; name.find(".so") != std::string::npos)
      if (auto path = fs::canonical(name, ignored); !ignored) return path;
  return fs::read_symlink("/proc/self/exe", ignored);
}

std::vector<fs::path> own_roots() {
  const auto folder = own_file().parent_path();
  if (folder.empty()) return {};
  return {folder.parent_path(), folder.parent_path().parent_path()};
}

}  // namespace touchline
