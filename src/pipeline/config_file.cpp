// The YAML form of a configuration: reading it, and writing the commented default and the schema
// from the same table.
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "pipeline/settings.h"

namespace touchline {
namespace {

bool is_section(std::string_view name) {
  Settings settings;
  for (const auto& field : fields(settings))
    if (field.key.size() > name.size() && field.key.starts_with(name) &&
        field.key[name.size()] == '.')
      return true;
  return false;
}

Status read_section(Config& config, const YAML::Node& node, const std::string& prefix,
                    const std::string& path) {
  for (const auto& item : node) {
    const auto name = item.first.as<std::string>();
    const auto key = prefix.empty() ? name : prefix + "." + name;
    const auto where = fmt::format("{}:{}", path, item.first.Mark().line + 1);
    if (item.second.IsNull() && is_section(key)) continue;  // every key below it is commented out
    if (item.second.IsMap()) {
      TL_CHECK(read_section(config, item.second, key, path));
    } else if (item.second.IsScalar() || item.second.IsNull()) {
      const auto value = item.second.IsNull() ? std::string() : item.second.as<std::string>();
      if (auto set = config.set(key, value, "file " + where); !set)
        return fail(Errc::bad_config, where, "{}: {}", where, set.error().message);
    } else {
      return fail(Errc::bad_config, where, "{}: '{}' must be a single value, not a list", where,
                  key);
    }
  }
  return {};
}

std::string_view section_of(std::string_view key) {
  const auto dot = key.find('.');
  return dot == std::string_view::npos ? std::string_view() : key.substr(0, dot);
}

std::string_view leaf_of(std::string_view key) { return key.substr(key.rfind('.') + 1); }

nlohmann::ordered_json field_schema(const Field& field) {
  nlohmann::ordered_json schema{{"description", field.doc}};
  if (std::holds_alternative<bool*>(field.value)) {
    schema["type"] = "boolean";
    schema["default"] = field.fallback == "true";
    return schema;
  }
  if (std::holds_alternative<std::string*>(field.value)) {
    schema["type"] = "string";
    schema["default"] = field.fallback;
    if (!field.choices.empty()) schema["enum"] = field.choices;
    return schema;
  }
  schema["type"] = std::holds_alternative<double*>(field.value) ? "number" : "integer";
  schema["default"] = nlohmann::json::parse(field.fallback);
  if (field.min != field.max) {
    schema["minimum"] = field.min;
    schema["maximum"] = field.max;
  }
  return schema;
}

}  // namespace

Status Config::load(const std::string& path) {
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (root.IsNull()) return {};
    if (!root.IsMap())
      return fail(Errc::bad_config, path,
                  "{}: expected 'key: value' lines at the top level; see share/touchline.yaml",
                  path);
    return read_section(*this, root, "", path);
  } catch (const YAML::BadFile&) {
    return fail(Errc::bad_config, path, "cannot read the configuration file '{}'", path);
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_config, path, "{}: not valid YAML: {}", path, error.what());
  }
}

std::string commented_config() {
  std::string out =
      "# Touchline's configuration, every key at its default. Copy what you change and pass it "
      "with --config FILE.\n"
      "# A flag wins over TOUCHLINE_SECTION__KEY in the environment, that over this file, this "
      "over the profile.\n";
  Settings settings;
  std::string_view section;
  for (const auto& field : fields(settings)) {
    if (section_of(field.key) != section) {
      section = section_of(field.key);
      out += fmt::format("\n{}:\n", section);
    }
    const std::string indent(section.empty() ? 0 : 2, ' ');
    out += fmt::format(
        "{0}# {1}{2}\n{0}{3}: {4}\n", indent, field.doc,
        field.choices.empty() ? "" : fmt::format(" ({})", fmt::join(field.choices, "|")),
        leaf_of(field.key), field.fallback.empty() ? "\"\"" : field.fallback);
  }
  return out;
}

std::string config_schema() {
  using Json = nlohmann::ordered_json;
  Json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
            {"title", "Touchline configuration"},
            {"type", "object"},
            {"additionalProperties", false},
            {"properties", Json::object()}};
  Settings settings;
  for (const auto& field : fields(settings)) {
    auto* properties = &root["properties"];
    if (const auto section = section_of(field.key); !section.empty()) {
      auto& group = (*properties)[std::string(section)];
      if (group.is_null())
        group = {
            {"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
      properties = &group["properties"];
    }
    (*properties)[std::string(leaf_of(field.key))] = field_schema(field);
  }
  return root.dump(2) + "\n";
}

}  // namespace touchline
