#include "analytics/zones.h"

#include <cmath>
#include <map>

#include "base/sheet_reader.h"
#include "base/utf8.h"

namespace touchline {
namespace {

constexpr SheetKind kKind{"file of zones", "docs/people.md"};
constexpr std::size_t kMostZones = 100, kMostCorners = 200, kMostName = 60;
constexpr double kFarthest = 100'000;  // pixels, more than any picture has
constexpr double kLeastArea = 1e-6;
constexpr const char* kSpaces[] = {"picture", "field"};

/// "[x, y]" with both numbers; nothing where it is none.
std::optional<Vec2d> corner_of(const YAML::Node& node) {
  if (!node.IsSequence() || node.size() != 2) return std::nullopt;
  Vec2d corner;
  for (const auto& [index, to] : {std::pair{0, &corner.x}, std::pair{1, &corner.y}}) {
    const YAML::Node number = node[index];
    if (!number.IsScalar() || !YAML::convert<double>::decode(number, *to) ||
        !(std::abs(*to) <= kFarthest))
      return std::nullopt;
  }
  return corner;
}

Polygon read_polygon(SheetFaults& faults, SheetMap& map) {
  Polygon polygon;
  bool sound = true;
  for (const auto& node : map.list("polygon", kMostCorners)) {
    const auto corner = corner_of(node);
    if (!corner) {
      faults.expected(node, fmt::format("{}[{}]", map.key_of("polygon"), polygon.size()),
                      fmt::format("two numbers [x, y] of at most {}", kFarthest));
      sound = false;
    }
    polygon.push_back(corner.value_or(Vec2d{}));
  }
  const auto key = map.key_of("polygon");
  const auto node = map.at("polygon");
  if (!sound || (map.has("polygon") && !node.IsSequence())) return {};
  if (polygon.size() < 3) {
    faults.add(
        node, key,
        fmt::format("expected a list of at least three corners [x, y], found {}", polygon.size()));
  } else if (const auto edges = crossing(polygon)) {
    const auto corner = [&](std::size_t i) { return i % polygon.size() + 1; };
    faults.add(node, key,
               fmt::format("expected an outline that does not meet itself; the edge from corner {} "
                           "to {} meets the one from {} to {}",
                           corner(edges->first), corner(edges->first + 1), corner(edges->second),
                           corner(edges->second + 1)));
  } else if (!(std::abs(signed_area(polygon)) > kLeastArea)) {
    faults.add(node, key, "expected corners that go around an area");
  }
  return polygon;
}

std::string read_name(SheetMap& map) {
  const std::string name = map.text("name", kMostName);
  const bool blank = name.find_first_not_of(' ') == std::string::npos;
  if (blank || printable(name) != name)
    map.wrong("name", "a name of characters that can be printed");
  return name;
}

ZoneSheet read_sheet_of_zones(SheetFaults& faults, const YAML::Node& node) {
  ZoneSheet sheet;
  SheetMap root(faults, node, "");
  root.whole("schema", 1, 1);
  sheet.times.enter_s = root.number("enter_s", 0, 60).value_or(sheet.times.enter_s);
  sheet.times.leave_s = root.number("leave_s", 0, 3600).value_or(sheet.times.leave_s);
  std::map<std::string, std::size_t> names;
  for (const auto& member : root.list("zones", kMostZones)) {
    const std::size_t at = sheet.zones.size();
    SheetMap map(faults, member, fmt::format("zones[{}]", at));
    Zone& zone = sheet.zones.emplace_back();
    zone.name = read_name(map);
    const auto [other, fresh] = names.try_emplace(zone.name, at);
    if (!fresh)
      map.wrong("name", fmt::format("a name of its own; zones[{}] has this one", other->second));
    if (map.word("in", kSpaces) == "field") zone.in = ZoneSpace::field;
    zone.polygon = read_polygon(faults, map);
    map.done();
  }
  if (sheet.zones.empty() && !faults.any())
    faults.add(root.at("zones"), "zones", "expected a list of zones, found none");
  root.done();
  return sheet;
}

}  // namespace

Result<ZoneSheet> parse_zones(const std::string& text, const std::string& path) {
  TL_ASSIGN(const YAML::Node root, parse_sheet(text, path, kKind));
  try {
    SheetFaults faults(path);
    ZoneSheet sheet = read_sheet_of_zones(faults, root);
    if (faults.any()) return fail(Errc::bad_config, path, "{}", faults.text());
    return sheet;
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_config, path, "{}:{}: {}", path, error.mark.line + 1, error.msg);
  }
}

Result<ZoneSheet> read_zones(const std::string& path) {
  TL_ASSIGN(const auto text, read_sheet_text(path, kKind));
  return parse_zones(text, path);
}

}  // namespace touchline
