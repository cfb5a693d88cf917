#include "pipeline/share.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/own_file.h"

namespace touchline {

namespace fs = std::filesystem;

fs::path share_dir() {
  if (const char* set = std::getenv("TOUCHLINE_SHARE"); set && *set) return set;
  std::error_code ignored;
  for (const auto& root : own_roots())
    if (auto installed = root / "share" / "touchline"; fs::is_directory(installed, ignored))
      return installed;
  return TOUCHLINE_SHARE;
}

Result<std::string> find_shared(const std::string& folder, const std::string& name) {
  std::error_code ignored;
  if ((name.find('/') != std::string::npos || fs::path(name).has_extension()) &&
      fs::is_regular_file(name, ignored))
    return name;
  const auto dir = share_dir() / folder;
  if (name.find('/') == std::string::npos)
    if (const auto path = dir / (name + ".yaml"); fs::is_regular_file(path, ignored))
      return path.string();
  std::vector<std::string> known;
  for (const auto& entry : fs::directory_iterator(dir, ignored))
    if (entry.path().extension() == ".yaml") known.push_back(entry.path().stem().string());
  std::sort(known.begin(), known.end());
  return fail(Errc::bad_config, folder, "no '{}' among the {} ({}) and no such file; known: {}",
              name, folder, dir.string(), fmt::join(known, ", "));
}

}  // namespace touchline
