// What 'touchline config' prints.
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/json_dump.h"
#include "pipeline/assembly.h"
#include "touchline/tools.h"

namespace touchline {

Result<std::string> effective_config(const RunOptions& options) try {
  TL_ASSIGN(const Config config, effective(options));
  nlohmann::ordered_json json;
  for (const auto& entry : config.entries())
    json[entry.key] = {{"value", entry.value}, {"origin", entry.origin}};
  return json_dump(json, 2);
} catch (...) {
  return caught("effective_config");
}

std::string default_config() { return commented_config(); }
std::string config_json_schema() { return config_schema(); }

namespace {

std::vector<SettingInfo> list_settings() {
  std::vector<SettingInfo> all;
  Settings bound;
  for (const auto& field : fields(bound)) {
    std::string allowed = fmt::format("{}", fmt::join(field.choices, "|"));
    if (std::holds_alternative<bool*>(field.value))
      allowed = "true|false";
    else if (field.min != field.max)
      allowed = fmt::format("{}..{}", field.min, field.max);
    all.push_back(
        {std::string(field.key), std::string(field.fallback), std::string(field.doc), allowed});
  }
  return all;
}

}  // namespace

const std::vector<SettingInfo>& settings() {
  static const auto all = list_settings();
  return all;
}

}  // namespace touchline
