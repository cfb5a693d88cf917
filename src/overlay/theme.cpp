#include "overlay/theme.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <optional>

#include "base/log.h"

namespace touchline {
namespace {

/// One mapping of the file. Each key is read at most once; finish() reports the ones nobody asked
/// for. The first error is kept and later calls do nothing, so readers need no checks in between.
class Section {
 public:
  Section(YAML::Node node, std::string file, std::string key, std::optional<Error>& error)
      : node_(std::move(node)), file_(std::move(file)), key_(std::move(key)), error_(error) {
    if (!node_.IsNull() && !node_.IsMap()) complain(key_, "must be a mapping of keys to values");
  }

  Section child(const std::string& key) {
    const YAML::Node node = take(key);
    return {node.IsDefined() ? node : YAML::Node(), file_, path(key), error_};
  }

  void number(const std::string& key, float low, float high, float& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    float read = NAN;
    if (!node.IsScalar() || !YAML::convert<float>::decode(node, read) ||
        !(read >= low && read <= high))
      return complain(path(key),
                      fmt::format("must be a number from {} to {}, not '{}'", low, high,
                                  node.IsScalar() ? node.Scalar() : "a list or mapping"));
    value = read;
  }

  void number(const std::string& key, int low, int high, int& value) {
    auto read = static_cast<float>(value);
    number(key, static_cast<float>(low), static_cast<float>(high), read);
    if (read != std::floor(read))
      return complain(path(key), fmt::format("must be a whole number, not {}", read));
    value = static_cast<int>(read);
  }

  void text(const std::string& key, std::string& value) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsScalar()) return complain(path(key), "must be a text");
    value = node.Scalar();
  }

  void texts(const std::string& key, std::vector<std::string>& values) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsSequence() || node.size() == 0)
      return complain(path(key), "must be a list with at least one entry");
    values.clear();
    for (const auto& item : node) {
      if (!item.IsScalar()) return complain(path(key), "must be a list of texts");
      values.push_back(item.Scalar());
    }
  }

  void colour(const std::string& key, Rgba& value) { read_colour(path(key), take(key), value); }

  void colours(const std::string& key, std::map<std::string, Rgba>& values) {
    const YAML::Node node = take(key);
    if (!node.IsDefined()) return;
    if (!node.IsMap()) return complain(path(key), "must map class names to colours");
    for (const auto& item : node)
      read_colour(path(key) + "." + item.first.Scalar(), item.second, values[item.first.Scalar()]);
  }

  /// Every key that was not asked for is a mistake of the writer.
  void finish() {
    if (!node_.IsMap()) return;
    for (const auto& item : node_) {
      const std::string key = item.first.Scalar();
      if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
      complain(path(key),
               fmt::format("is not a key of a theme; known here: {}", fmt::join(known_, ", ")));
    }
  }

 private:
  [[nodiscard]] std::string path(const std::string& key) const {
    return key_.empty() ? key : key_ + "." + key;
  }

  YAML::Node take(const std::string& key) {
    known_.push_back(key);
    const YAML::Node& constant = node_;
    return node_.IsMap() ? constant[key] : YAML::Node(YAML::NodeType::Undefined);
  }

  void read_colour(const std::string& key, const YAML::Node& node, Rgba& value) {
    if (!node.IsDefined()) return;
    const auto read = node.IsScalar() ? parse_colour(node.Scalar()) : std::nullopt;
    if (!read)
      return complain(
          key, fmt::format("must be a colour in quotes, \"#rrggbb\" or \"#rrggbbaa\", not '{}'",
                           node.IsScalar() ? node.Scalar() : "a list or mapping"));
    value = *read;
  }

  void complain(const std::string& key, const std::string& problem) {
    if (!error_)
      error_ = fail(Errc::bad_config, file_ + ": " + key, "theme {}: '{}' {}", file_, key, problem);
  }

  YAML::Node node_;
  std::string file_, key_;
  std::optional<Error>& error_;
  std::vector<std::string> known_;
};

void read_ring(Section ring, Theme::Ring& to) {
  ring.number("scale", 0.2F, 5, to.scale);
  ring.number("aspect", 0.05F, 1, to.aspect);
  ring.number("min_radius", 0.002F, 0.5F, to.min_radius);
  ring.number("max_radius", 0.002F, 0.5F, to.max_radius);
  ring.number("thickness", 0.0005F, 0.05F, to.thickness);
  ring.number("open_deg", 0, 300, to.open_deg);
  ring.number("opacity", 0, 1, to.opacity);
  ring.number("fill_opacity", 0, 1, to.fill_opacity);
  ring.number("shadow_opacity", 0, 1, to.shadow_opacity);
  ring.number("shadow_size", 0.0005F, 0.05F, to.shadow_size);
  ring.number("dashes", 2, 100, to.dashes);
  ring.finish();
}

void read_label(Section label, Theme::Label& to) {
  label.number("text_size", 0.005F, 0.2F, to.text_size);
  label.number("height", 1, 4, to.height);
  label.number("padding", 0, 3, to.padding);
  label.number("rounding", 0, 0.5F, to.rounding);
  label.number("gap", -0.1F, 0.1F, to.gap);
  label.colour("fill", to.fill);
  label.colour("text", to.text);
  label.finish();
}

void read_ball(Section ball, Theme::Ball& to) {
  ball.number("marker_size", 0.004F, 0.2F, to.marker_size);
  ball.number("gap", 0, 0.1F, to.gap);
  ball.number("outline", 0.0005F, 0.05F, to.outline);
  ball.number("trail_s", 0, 30, to.trail_s);
  ball.number("trail_width", 0.0005F, 0.05F, to.trail_width);
  ball.number("trail_opacity", 0, 1, to.trail_opacity);
  ball.colour("trail", to.trail);
  ball.finish();
}

void read_brackets(Section brackets, Theme::Brackets& to) {
  brackets.number("length", 0.002F, 0.2F, to.length);
  brackets.number("rounding", 0, 0.1F, to.rounding);
  brackets.number("thickness", 0.0005F, 0.05F, to.thickness);
  brackets.number("opacity", 0, 1, to.opacity);
  brackets.finish();
}

void read_caption(Section caption, Theme::Caption& to) {
  caption.number("text_size", 0.005F, 0.2F, to.text_size);
  caption.number("height", 1, 4, to.height);
  caption.number("padding", 0, 3, to.padding);
  caption.number("rounding", 0, 0.5F, to.rounding);
  caption.number("margin", 0, 0.5F, to.margin);
  caption.colour("fill", to.fill);
  caption.colour("text", to.text);
  caption.finish();
}

void read_theme(const YAML::Node& root, const std::string& path, Theme& theme,
                std::optional<Error>& error) {
  Section top(root, path, "", error);
  top.text("name", theme.name);
  top.texts("fonts", theme.fonts);
  Section colours = top.child("colours");
  colours.colours("classes", theme.colours.classes);
  colours.colour("other", theme.colours.other);
  colours.colour("shadow", theme.colours.shadow);
  colours.finish();
  read_ring(top.child("ring"), theme.ring);
  read_label(top.child("label"), theme.label);
  read_ball(top.child("ball"), theme.ball);
  read_brackets(top.child("brackets"), theme.brackets);
  read_caption(top.child("caption"), theme.caption);
  top.number("predicted_opacity", 0, 1, theme.predicted_opacity);
  top.finish();
  if (theme.ring.min_radius > theme.ring.max_radius && !error)
    error = fail(Errc::bad_config, path + ": ring.min_radius",
                 "theme {}: 'ring.min_radius' {} is larger than 'ring.max_radius' {}", path,
                 theme.ring.min_radius, theme.ring.max_radius);
}

}  // namespace

Result<Theme> load_theme(const std::string& path) {
  const std::string shown = redact(path);
  Theme theme;
  std::optional<Error> error;
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (!root.IsMap())
      return fail(Errc::bad_config, shown, "theme {}: the file must be a mapping of keys to values",
                  shown);
    read_theme(root, shown, theme, error);
  } catch (const YAML::BadFile&) {
    return fail(Errc::io, shown, "theme {}: cannot be read; give the path of a .yaml theme", shown);
  } catch (const YAML::Exception& e) {
    return fail(Errc::bad_config, shown, "theme {}: not valid YAML: {}", shown, e.what());
  }
  if (error) return *error;
  const auto folder = std::filesystem::path(path).parent_path();
  for (auto& font : theme.fonts)
    font = (folder / font).string();  // an absolute path stays as it is
  return theme;
}

}  // namespace touchline
