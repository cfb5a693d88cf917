// The YAML form of a configuration: reading it, and writing the commented default and the schema
// from the same table.
#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>

#include "base/json_dump.h"
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

/// "a.b.c" -> {"a", "b", "c"}.
std::vector<std::string> split(std::string_view key) {
  std::vector<std::string> parts;
  for (std::size_t dot = 0; dot != std::string_view::npos; key.remove_prefix(dot + 1)) {
    dot = key.find('.');
    parts.emplace_back(key.substr(0, dot));
    if (dot == std::string_view::npos) break;
  }
  return parts;
}

nlohmann::ordered_json field_schema(const Field& field) {
  nlohmann::ordered_json schema{{"description", field.doc}};
  if (std::holds_alternative<bool*>(field.value)) {
    schema["type"] = "boolean";
    schema["default"] = field.fallback == "true";
    return schema;
  }
  if (std::holds_alternative<std::string*>(field.value) ||
      std::holds_alternative<Choice>(field.value)) {
    schema["default"] = field.fallback;
    if (field.choices.empty()) schema["type"] = "string";
    for (const auto& choice : field.choices) {
      if (choice == "true" || choice == "false")
        schema["enum"].push_back(choice == "true");  // YAML reads these words as booleans
      else
        schema["enum"].push_back(choice);
    }
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
  std::vector<std::string> open;  // the sections that the line before lies in
  for (const auto& field : fields(settings)) {
    auto path = split(field.key);
    const std::string leaf = path.back();
    path.pop_back();
    std::size_t same = 0;
    while (same < std::min(open.size(), path.size()) && open[same] == path[same]) ++same;
    for (std::size_t depth = same; depth < path.size(); ++depth)
      out += fmt::format("{}{:{}}{}:\n", depth == 0 ? "\n" : "", "", 2 * depth, path[depth]);
    open = path;
    out += fmt::format(
        "{0:{1}}# {2}{3}\n{0:{1}}{4}: {5}\n", "", 2 * path.size(), field.doc,
        field.choices.empty() ? "" : fmt::format(" ({})", fmt::join(field.choices, "|")), leaf,
        field.fallback.empty() ? "\"\"" : field.fallback);
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
    const auto path = split(field.key);
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      auto& group = (*properties)[path[i]];
      if (group.is_null())
        group = {
            {"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
      properties = &group["properties"];
    }
    (*properties)[path.back()] = field_schema(field);
  }
  return json_dump(root, 2) + "\n";
}

}  // namespace touchline
