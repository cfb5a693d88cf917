#include "pipeline/sport.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "pipeline/share.h"
#include "pipeline/sports.h"

namespace touchline {
namespace {

int index_of(const std::vector<std::string>& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

/// A class by its name; `key` says where the name stands.
Result<int> class_of(const Sport& sport, const YAML::Node& node, const std::string& key,
                     const std::string& path) {
  const auto name = node.as<std::string>();
  const int index = index_of(sport.classes, name);
  if (index < 0)
    return fail(Errc::bad_config, path, "{}:{}: {} '{}' is not one of the classes", path,
                node.Mark().line + 1, key, name);
  return index;
}

constexpr const char* kPackProfiles[] = {"fast", "balanced", "accurate"};

Result<LookData> parse_look(const YAML::Node& node, const Sport& sport, const std::string& path) {
  LookData look;
  const auto wrong = [&](const YAML::Node& at, const std::string& what) {
    return fail(Errc::bad_config, path, "{}:{}: {}", path, at.Mark().line + 1, what);
  };
  for (const auto& item : node) {
    const auto key = item.first.as<std::string>();
    const auto& value = item.second;
    if (key == "network" && value.IsScalar()) {
      look.models[""] = value.as<std::string>();
    } else if (key == "network") {
      look.models = value.as<std::map<std::string, std::string>>();
      for (const char* profile : kPackProfiles)
        if (!look.models.contains(profile))
          return wrong(value, fmt::format("'network' has no entry for profile '{}'", profile));
    } else if (key == "of") {
      for (const auto& name : value.as<std::vector<std::string>>()) {
        look.crops.classes.push_back(index_of(sport.classes, name));
        if (look.crops.classes.back() < 0)
          return wrong(value, fmt::format("'of' names '{}', which is not in 'classes' ({})", name,
                                          fmt::join(sport.classes, ", ")));
      }
    } else if (key == "mirrored") {
      look.mirrored = value.as<std::vector<std::string>>();
      for (const auto& profile : look.mirrored)
        if (std::find(std::begin(kPackProfiles), std::end(kPackProfiles), profile) ==
            std::end(kPackProfiles))
          return wrong(value, fmt::format("'mirrored' names '{}'; profiles are {}", profile,
                                          fmt::join(kPackProfiles, ", ")));
    } else if (key == "margin") {
      look.crops.margin = value.as<double>();
    } else if (key == "min_height_px") {
      look.crops.min_height_px = value.as<double>();
    } else if (key == "most") {
      look.crops.most = value.as<unsigned>();
    } else if (key == "near_field_m") {
      look.near_field_m = value.as<double>();
    } else if (key == "stride") {
      look.stride = value.as<int>();
    } else if (key == "every_s") {
      look.every_s = value.as<double>();
    } else {
      return wrong(item.first, fmt::format("unknown key 'looks.{}'", key));
    }
  }
  if (look.models.empty()) return wrong(node, "a look needs a 'network'");
  if (!(look.crops.margin > 0) || look.stride < 1 || !(look.every_s >= 0) ||
      !(look.near_field_m >= 0))
    return wrong(node,
                 "a look's 'margin' and 'stride' are above 0 and its 'every_s' and 'near_field_m' "
                 "not below");
  return look;
}

Status read_roles(const YAML::Node& node, const std::string& path, Sport& sport) {
  const std::pair<const char*, int*> roles[] = {
      {"guard", &sport.guard}, {"outfield", &sport.outfield}, {"official", &sport.official}};
  for (const auto& item : node) {
    const auto key = item.first.as<std::string>();
    const auto* role = std::find_if(std::begin(roles), std::end(roles),
                                    [&](const auto& known) { return key == known.first; });
    if (role == std::end(roles))
      return fail(Errc::bad_config, path,
                  "{}:{}: unknown key 'roles.{}'; the roles are guard, outfield, official", path,
                  item.first.Mark().line + 1, key);
    TL_ASSIGN(*role->second, class_of(sport, item.second, "roles." + key, path));
  }
  return {};
}

Result<std::map<std::string, double>> detector_intervals(const YAML::Node& node,
                                                         const std::string& path) {
  auto intervals = node.as<std::map<std::string, double>>();
  for (const auto& [profile, every_s] : intervals)
    if (std::find(std::begin(kPackProfiles), std::end(kPackProfiles), profile) ==
            std::end(kPackProfiles) ||
        !(every_s >= 0))
      return fail(Errc::bad_config, path,
                  "{}:{}: 'detect_every_s' says for profiles ({}) how many seconds, not below 0; "
                  "it says '{}: {}'",
                  path, node.Mark().line + 1, fmt::join(kPackProfiles, ", "), profile, every_s);
  return intervals;
}

/// A key that only the sport's code knows, with those that it holds.
void keep(const std::string& key, const YAML::Node& node, int line, PackKeys& own) {
  own.values[key] = {node.IsScalar() ? node.Scalar() : std::string(), line};
  if (!node.IsMap()) return;
  for (const auto& item : node)
    keep(key + "." + item.first.as<std::string>(), item.second, item.first.Mark().line + 1, own);
}

/// Which code the sport has, and what it makes of its own keys.
Status ask_code(Sport& sport, const std::string& path) {
  if (sport.code.empty()) {
    sport.code = sport.name;
  } else if (code_of(sport).name != sport.code) {
    return fail(Errc::bad_config, path, "{}: there is no code for '{}'; leave 'code' out", path,
                sport.code);
  }
  TL_ASSIGN(sport.field, code_of(sport).field(sport.own, {}));
  if (!sport.field && !sport.landmarks.empty())
    return fail(Errc::bad_config, path, "{}: 'landmarks' needs a field", path);
  const auto views = code_of(sport).views;
  for (const auto& view : views ? views() : std::vector<View>())
    if (std::none_of(sport.views.begin(), sport.views.end(),
                     [&](const View& own) { return own.name == view.name; }))
      sport.views.push_back(view);
  return {};
}

Result<Sport> parse(const YAML::Node& root, const std::string& path) {
  Sport sport;
  sport.own.path = path;
  std::map<std::string, std::string> marks;
  for (const auto& item : root) {
    const auto key = item.first.as<std::string>();
    if (key == "schema") {
      if (item.second.as<int>() != 1)
        return fail(Errc::bad_config, path, "{}: schema must be 1", path);
    } else if (key == "name") {
      sport.name = item.second.as<std::string>();
    } else if (key == "classes") {
      sport.classes = item.second.as<std::vector<std::string>>();
    } else if (key == "models") {
      sport.models = item.second.as<std::map<std::string, std::string>>();
    } else if (key == "detect_every_s") {
      TL_ASSIGN(sport.detect_every_s, detector_intervals(item.second, path));
    } else if (key == "aliases") {
      sport.aliases = item.second.as<std::map<std::string, std::string>>();
    } else if (key == "code") {
      sport.code = item.second.as<std::string>();
    } else if (key == "views") {
      for (const auto& view : item.second)
        sport.views.push_back(
            {view.first.as<std::string>(), view.second.as<std::vector<std::string>>()});
    } else if (key == "marks") {
      marks = item.second.as<std::map<std::string, std::string>>();
    } else if (key == "landmarks") {
      sport.landmarks = item.second.as<std::string>();
    } else if (key != "ball" && key != "roles" && key != "looks") {
      keep(key, item.second, item.first.Mark().line + 1, sport.own);
    }
  }
  if (sport.classes.empty())
    return fail(Errc::bad_config, path, "{}: 'classes' is missing or empty", path);
  for (const char* profile : kPackProfiles)
    if (root["models"] && !sport.models.contains(profile))
      return fail(Errc::bad_config, path, "{}: 'models' has no entry for profile '{}'", path,
                  profile);
  for (const auto& look : root["looks"]) {
    TL_ASSIGN(auto one, parse_look(look, sport, path));
    sport.looks.push_back(std::move(one));
  }
  if (sport.looks.size() + 2 > kMostLooks)
    return fail(Errc::bad_config, path, "{}: {} looks are more than the {} there may be", path,
                sport.looks.size(), kMostLooks - 2);
  if (const auto ball = root["ball"]) {
    TL_ASSIGN(sport.ball, class_of(sport, ball, "ball", path));
  }
  if (const auto roles = root["roles"]) TL_CHECK(read_roles(roles, path, sport));
  for (const auto& name : sport.classes) sport.class_marks.push_back(marks[name]);
  if (marks.size() > sport.classes.size())
    return fail(Errc::bad_config, path, "{}: 'marks' names a class that is not in 'classes' ({})",
                path, fmt::join(sport.classes, ", "));
  TL_CHECK(ask_code(sport, path));
  return sport;
}

}  // namespace

Result<Sport> load_sport(const std::string& name) {
  TL_ASSIGN(const std::string path, find_shared("sports", name));
  try {
    return parse(YAML::LoadFile(path), path);
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_config, path, "{}: {}", path, error.what());
  }
}

Result<FieldSpec> field_of(const Sport& sport, const Settings& settings) {
  TL_ASSIGN(auto field,
            code_of(sport).field(sport.own, {settings.pitch.length_m, settings.pitch.width_m}));
  if (!field) return FieldSpec{};
  return std::move(*field);
}

Result<OperatingPoint> operating_point(const ModelManifest& model, const Sport& sport, float conf,
                                       float high, float low) {
  OperatingPoint point;
  point.classes.threshold.assign(sport.classes.size(), 1.0F);
  point.classes.ball = sport.ball;
  for (const auto& name : model.classes) {
    const auto alias = sport.aliases.find(name);
    const int index = index_of(sport.classes, alias == sport.aliases.end() ? name : alias->second);
    point.classes.to_sport.push_back(index);
    if (index < 0) continue;
    const auto known = model.threshold.find(name);
    const float measured = known == model.threshold.end() ? 0.5F : known->second;
    auto& threshold = point.classes.threshold[static_cast<std::size_t>(index)];
    threshold = std::min(threshold, conf > 0 ? conf : measured);
    if (index != sport.ball)
      point.high = point.high > 0 ? std::min(point.high, threshold) : threshold;
  }
  if (std::all_of(point.classes.to_sport.begin(), point.classes.to_sport.end(),
                  [](int i) { return i < 0; }))
    return fail(Errc::bad_model, model.name,
                "model '{}' knows none of the classes of sport '{}' ({}); its classes: {}",
                model.name, sport.name, fmt::join(sport.classes, ", "),
                fmt::join(model.classes, ", "));
  if (high > 0) point.high = high;
  point.low = low > 0 ? low : 0.4F * point.high;
  // The tracker's second pass needs the weaker detections of people; the ball has one threshold.
  for (std::size_t i = 0; i < point.classes.threshold.size(); ++i)
    if (static_cast<int>(i) != sport.ball)
      point.classes.threshold[i] = std::min(point.classes.threshold[i], point.low);
  return point;
}

}  // namespace touchline
