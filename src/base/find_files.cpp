#include "base/find_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace touchline {

Result<std::vector<std::string>> find_files(const std::string& path, std::string_view name) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector<std::string>{path};
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path, error))
    if (entry.path().filename() == name) files.push_back(entry.path().string());
  if (error) return fail(Errc::io, path, "{}: cannot be read: {}", path, error.message());
  if (files.empty()) return fail(Errc::io, path, "{}: holds no {}", path, name);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace touchline
