#include "analytics/pack_keys.h"

#include <charconv>

namespace touchline {

Result<double> PackKeys::metres(std::string_view key) const {
  const auto& value = values.find(key)->second;
  double metres = 0;
  const auto* end = value.text.data() + value.text.size();
  const auto [at, error] = std::from_chars(value.text.data(), end, metres);
  if (error != std::errc() || at != end)
    return fail(Errc::bad_config, path, "{}:{}: {}: expected a number of metres, found '{}'", path,
                value.line, key, value.text);
  return metres;
}

Error PackKeys::unknown(std::string_view key) const {
  return fail(Errc::bad_config, path, "{}:{}: unknown key '{}'", path,
              values.find(key)->second.line, key);
}

}  // namespace touchline
