// Which room may include which: the floors of the house, and a reader of #include lines and CMake
// lists.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "repo/files.h"

namespace touchline::testing {

/// Rooms of one floor never include each other.
inline const std::map<std::string, int, std::less<>> kFloors = {
    {"sports/soccer", 5}, {"sports/people", 5}, {"sports/golf", 5}, {"sports/badminton", 5},
    {"base", 0},          {"libav", 1},         {"memory", 1},      {"geometry", 1},
    {"image", 2},         {"records", 2},       {"kernels", 3},     {"source", 4},
    {"infer", 4},         {"track", 4},         {"field", 4},       {"analytics", 4},
    {"overlay", 4},       {"sink", 4},          {"director", 5},    {"pipeline", 6},
    {"verbs", 7},         {"apps", 8},          {"scene", 4},       {"reports", 4},
};

struct Include {
  std::string path;
  bool quoted = false;
};

/// The #include lines of `text`.
inline std::vector<Include> includes_of(const std::string& text) {
  std::vector<Include> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
    if (!line.starts_with("#include")) continue;
    const bool quoted = line.size() > 8 && line[8] == '"';
    const auto end = line.find(quoted ? '"' : '>', 9);
    if (end != std::string::npos) found.push_back({line.substr(9, end - 9), quoted});
  }
  return found;
}

/// "src/track/kalman.h" -> "track"; empty when there is no second part.
inline std::string part(std::string_view path, int index) {
  std::istringstream parts{std::string(path)};
  std::string name;
  for (int i = 0; i <= index; ++i) {
    if (!std::getline(parts, name, '/')) return {};
  }
  return parts.eof() ? std::string() : name;
}

/// The room of a path below src/, "pipeline" or "sports/soccer"; empty when it is in none.
inline std::string room_of(std::string_view path) {
  const std::string first = part(path, 0), second = part(path, 1);
  return first == "sports" ? first + "/" + second : first;
}

/// Why a file of room `room` may not include `include`; empty when it may.
inline std::optional<std::string> wrong_room_door(const std::string& room, const Include& include) {
  const std::string target = room_of(include.path);
  const auto floor = kFloors.find(target);
  if (floor == kFloors.end()) {
    if (include.quoted && target != "touchline")
      return "is neither room/file.h nor touchline/file.h";
    return {};
  }
  if (target == room || floor->second < kFloors.at(room)) return {};
  return floor->second == kFloors.at(room) ? "leads to the same floor" : "leads upstairs";
}

/// Apps know the public API and their own files.
inline std::optional<std::string> wrong_app_door(const std::string& file, const Include& include,
                                                 const Tree& tree) {
  if (part(include.path, 0) == "touchline") return {};
  const std::string folder = file.substr(0, file.rfind('/') + 1);
  const bool own = tree.contains(folder + include.path) || tree.contains("src/" + include.path);
  if (kFloors.contains(room_of(include.path)) && part(include.path, 0) != "apps")
    return "passes by the public API";
  if (include.quoted && !own) return "is neither touchline/file.h nor a file of the app";
  return {};
}

/// The public API stands on the standard library alone.
inline std::optional<std::string> wrong_public_door(const Include& include) {
  if (part(include.path, 0) == "touchline") return {};
  const bool standard = !include.quoted && include.path.find_first_of("/.") == std::string::npos;
  if (standard) return {};
  return "is neither touchline/file.h nor a standard header";
}

/// One line for every include of `tree` that is a wrong door.
inline std::vector<std::string> wrong_doors(const Tree& tree) {
  std::vector<std::string> wrong;
  for (const auto& [file, text] : tree) {
    const std::string room = file.starts_with("src/") ? room_of(file.substr(4)) : "";
    if (file.starts_with("src/") && !kFloors.contains(room))
      wrong.push_back(file + ": no such room");
    for (const auto& include : includes_of(text)) {
      std::optional<std::string> why;
      if (file.starts_with("include/")) why = wrong_public_door(include);
      if (file.starts_with("src/apps/")) {
        why = wrong_app_door(file, include, tree);
      } else if (file.starts_with("src/") && kFloors.contains(room)) {
        why = wrong_room_door(room, include);
      }
      if (why) wrong.push_back(file + ": " + include.path + " " + *why);
    }
  }
  return wrong;
}

/// Rooms named after USES in `cmake`, the text of a room's CMakeLists.txt.
inline std::set<std::string> uses_of(std::string cmake) {
  std::set<std::string> uses;
  std::replace_if(cmake.begin(), cmake.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
  std::istringstream words(cmake);
  bool inside = false;
  for (std::string word; words >> word;) {
    if (word == "USES") {
      inside = true;
    } else if (inside && kFloors.contains(word)) {
      uses.insert(word);
    } else if (inside && kFloors.contains("sports/" + word)) {
      uses.insert("sports/" + word);
    } else {
      inside = false;
    }
  }
  return uses;
}

/// One line for every room that includes a room it does not link, directly or through others, and
/// for every USES that does not lead downstairs.
inline std::vector<std::string> wrong_links(const Tree& tree) {
  std::map<std::string, std::set<std::string>> links;  // closure; floors are walked upwards
  std::vector<std::pair<int, std::string>> rooms;
  for (const auto& [room, floor] : kFloors) {
    if (tree.contains("src/" + room + "/CMakeLists.txt")) rooms.emplace_back(floor, room);
  }
  std::sort(rooms.begin(), rooms.end());
  std::vector<std::string> wrong;
  for (const auto& [floor, room] : rooms) {
    auto& reached = links[room];
    for (const auto& used : uses_of(tree.at("src/" + room + "/CMakeLists.txt"))) {
      if (kFloors.at(used) >= floor)
        wrong.push_back(room + ": USES " + used + " does not lead downstairs");
      reached.insert(used);
      reached.insert(links[used].begin(), links[used].end());
    }
  }
  for (const auto& [file, text] : tree) {
    const std::string room = file.starts_with("src/") ? room_of(file.substr(4)) : "";
    if (!file.starts_with("src/") || !links.contains(room)) continue;
    for (const auto& include : includes_of(text)) {
      const std::string target = room_of(include.path);
      const bool linked =
          target == room || !kFloors.contains(target) || links[room].contains(target);
      if (!linked) wrong.push_back(file + ": includes " + target + " but its room does not USE it");
    }
  }
  return wrong;
}

}  // namespace touchline::testing
