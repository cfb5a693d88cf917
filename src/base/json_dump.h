// The one way JSON becomes text.
#pragma once

#include <string>

namespace touchline {

/// `json` (nlohmann's) as text, on one line or indented. Text from outside need not be UTF-8: what
/// is not is replaced by U+FFFD, where the library's own dump() would throw.
template <class Json>
std::string json_dump(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace touchline
