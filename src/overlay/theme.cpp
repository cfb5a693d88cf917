#include "overlay/theme.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>
#include <variant>

#include "base/log.h"
#include "overlay/theme_keys.h"

namespace touchline {
namespace {

/// Reads a file against the table of keys. The first error is kept and the rest is skipped.
class Reader {
 public:
  Reader(std::string file, const std::vector<ThemeKey>& keys)
      : file_(std::move(file)), keys_(keys) {}

  /// Reads a mapping whose keys lie under `prefix` ("" or "ring.").
  void walk(const YAML::Node& node, const std::string& prefix) {
    if (node.IsNull()) return;
    if (!node.IsMap())
      return complain(prefix.substr(0, prefix.size() - 1), "must be a mapping of keys to values");
    for (const auto& item : node) {
      const std::string path = prefix + item.first.Scalar();
      const auto key = std::find_if(keys_.begin(), keys_.end(),
                                    [&](const ThemeKey& k) { return k.path == path; });
      if (key != keys_.end())
        std::visit([&](const auto& to) { read(path, item.second, to); }, key->to);
      else if (has_children(path + "."))
        walk(item.second, path + ".");
      else
        complain(path, fmt::format("is not a key of a theme; known here: {}",
                                   fmt::join(children(prefix), ", ")));
    }
  }

  void complain(const std::string& key, const std::string& problem) {
    if (!error_)
      error_ = fail(Errc::bad_config, file_ + ": " + key, "theme {}: '{}' {}", file_, key, problem);
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  [[nodiscard]] bool has_children(std::string_view prefix) const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [&](const ThemeKey& k) { return k.path.starts_with(prefix); });
  }

  [[nodiscard]] std::vector<std::string_view> children(std::string_view prefix) const {
    std::vector<std::string_view> names;
    for (const auto& key : keys_) {
      if (!key.path.starts_with(prefix)) continue;
      const std::string_view rest = key.path.substr(prefix.size());
      const std::string_view name = rest.substr(0, rest.find('.'));
      if (names.empty() || names.back() != name) names.push_back(name);
    }
    return names;
  }

  static std::string shown(const YAML::Node& node) {
    return node.IsScalar() ? node.Scalar() : "a list or mapping";
  }

  void read(const std::string& key, const YAML::Node& node, const NumberKey& to) {
    float value = NAN;
    if (!node.IsScalar() || !YAML::convert<float>::decode(node, value) ||
        !(value >= to.low && value <= to.high))
      return complain(key, fmt::format("must be a number from {} to {}, not '{}'", to.low, to.high,
                                       shown(node)));
    *to.value = value;
  }

  void read(const std::string& key, const YAML::Node& node, const WholeKey& to) {
    auto value = static_cast<float>(*to.value);
    read(key, node, NumberKey{&value, static_cast<float>(to.low), static_cast<float>(to.high)});
    if (value != std::floor(value))
      return complain(key, fmt::format("must be a whole number, not {}", value));
    *to.value = static_cast<int>(value);
  }

  void read(const std::string& key, const YAML::Node& node, const TextKey& to) {
    if (!node.IsScalar()) return complain(key, "must be a text");
    const bool known = to.choices.empty() || std::find(to.choices.begin(), to.choices.end(),
                                                       node.Scalar()) != to.choices.end();
    if (!known)
      return complain(key, fmt::format("must be one of {}, not '{}'", fmt::join(to.choices, ", "),
                                       node.Scalar()));
    *to.value = node.Scalar();
  }

  void read(const std::string& key, const YAML::Node& node, std::vector<std::string>* to) {
    if (!node.IsSequence() || node.size() == 0)
      return complain(key, "must be a list with at least one entry");
    to->clear();
    for (const auto& item : node) {
      if (!item.IsScalar()) return complain(key, "must be a list of texts");
      to->push_back(item.Scalar());
    }
  }

  void read(const std::string& key, const YAML::Node& node, Rgba* to) {
    const auto value = node.IsScalar() ? parse_colour(node.Scalar()) : std::nullopt;
    if (!value)
      return complain(
          key, fmt::format("must be a colour in quotes, \"#rrggbb\" or \"#rrggbbaa\", not '{}'",
                           shown(node)));
    *to = *value;
  }

  void read(const std::string& key, const YAML::Node& node, std::map<std::string, Rgba>* to) {
    if (!node.IsMap()) return complain(key, "must map class names to colours");
    for (const auto& item : node)
      read(key + "." + item.first.Scalar(), item.second, &(*to)[item.first.Scalar()]);
  }

  std::string file_;
  const std::vector<ThemeKey>& keys_;
  std::optional<Error> error_;
};

}  // namespace

Result<Theme> load_theme(const std::string& path) {
  const std::string shown = redact(path);
  Theme theme;
  const auto keys = theme_keys(theme);
  Reader reader(shown, keys);
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (!root.IsMap())
      return fail(Errc::bad_config, shown, "theme {}: the file must be a mapping of keys to values",
                  shown);
    reader.walk(root, "");
  } catch (const YAML::BadFile&) {
    return fail(Errc::io, shown, "theme {}: cannot be read; give the path of a .yaml theme", shown);
  } catch (const YAML::Exception& e) {
    return fail(Errc::bad_config, shown, "theme {}: not valid YAML: {}", shown, e.what());
  }
  if (theme.ring.min_radius > theme.ring.max_radius)
    reader.complain("ring.min_radius", fmt::format("{} is larger than 'ring.max_radius' {}",
                                                   theme.ring.min_radius, theme.ring.max_radius));
  if (reader.error()) return *reader.error();
  const auto folder = std::filesystem::path(path).parent_path();
  for (auto& font : theme.fonts)
    font = (folder / font).string();  // an absolute path stays as it is
  return theme;
}

}  // namespace touchline
