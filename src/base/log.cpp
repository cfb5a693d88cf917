#include "base/log.h"

#include <algorithm>

namespace touchline {

const std::shared_ptr<spdlog::logger>& log() {
  static const auto logger = std::make_shared<spdlog::logger>("touchline");
  return logger;
}

std::string redact(std::string_view text) {
  std::string out;
  std::size_t from = 0;
  for (;;) {
    const auto scheme = text.find("://", from);
    if (scheme == std::string_view::npos) break;
    const auto start = scheme + 3;
    const auto end = std::min(text.find_first_of("/?# \t\n'\"", start), text.size());
    const auto at = text.substr(start, end - start).rfind('@');
    out += text.substr(from, start - from);
    if (at != std::string_view::npos) {
      out += "***";
      from = start + at;
    } else {
      from = start;
    }
  }
  out += text.substr(from);
  return out;
}

}  // namespace touchline
