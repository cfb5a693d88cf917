#include "base/cpu.h"

#include <fstream>
#include <sstream>

namespace touchline {

std::string cpuinfo(std::string_view key) {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find_first_not_of(" \t", key.size());
    if (colon == std::string::npos || line[colon] != ':') continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return {};
}

bool cpu_has(std::string_view flag) {
  std::istringstream flags(cpuinfo("flags"));
  for (std::string word; flags >> word;)
    if (word == flag) return true;
  return false;
}

}  // namespace touchline
