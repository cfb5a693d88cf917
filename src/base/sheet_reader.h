// Reads a YAML map key by key and collects what is wrong with it, each fault with its line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace touchline {

/// What messages call a file.
struct SheetKind {
  const char* name;     ///< "match sheet"
  const char* example;  ///< where its keys are shown
};

/// All of a file of at most 1 MiB. Errc::bad_config: there is none, or it is larger.
Result<std::string> read_sheet_text(const std::string& path, const SheetKind& kind);
/// YAML in UTF-8, a byte-order mark passed over; at least one value. Errc::bad_config names
/// `path` and the line.
Result<YAML::Node> parse_sheet(const std::string& text, const std::string& path,
                               const SheetKind& kind);

/// Faults of a file: "match.yaml:12: teams.home.players[2].number: expected ..., found 'x'".
class SheetFaults {
 public:
  explicit SheetFaults(std::string path) : path_(std::move(path)) {}
  void add(const YAML::Node& node, const std::string& key, const std::string& what);
  /// A fault of a value: says what was expected and what stands there.
  void expected(const YAML::Node& node, const std::string& key, const std::string& what);
  [[nodiscard]] bool any() const { return count_ > 0; }
  /// All in one line; what is beyond the first 20 is counted.
  [[nodiscard]] std::string text() const;

 private:
  std::string path_;
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

class SheetMap {
 public:
  /// `node` undefined: an empty map. `key` is the path to it, "" for the file itself.
  SheetMap(SheetFaults& faults, const YAML::Node& node, std::string key);

  /// Each asks for a key, which is then known; empty where it is missing, null or wrong.
  std::string text(const char* key, std::size_t most = 200);
  std::string word(const char* key, std::span<const char* const> choices);
  std::optional<std::int64_t> whole(const char* key, std::int64_t least, std::int64_t most);
  std::optional<double> number(const char* key, double least, double most);
  std::optional<bool> flag(const char* key);
  SheetMap map(const char* key);
  /// The members of a list; their keys are key_of(key) + "[i]".
  std::vector<YAML::Node> list(const char* key, std::size_t most);
  /// Whole numbers from 1, none twice.
  std::vector<std::int64_t> tracks(const char* key);

  [[nodiscard]] bool has(const char* key) const;
  [[nodiscard]] std::string key_of(const std::string& key) const;
  /// The value of `key`, or the map itself where it is missing: what a fault's line is taken from.
  [[nodiscard]] YAML::Node at(const char* key) const;
  /// A fault for `key`.
  void wrong(const char* key, const std::string& expected);
  /// Names the keys that nobody has asked for. The last thing to be called.
  void done();

 private:
  YAML::Node find(const char* key);
  std::optional<std::string> scalar(const char* key, const std::string& expected);

  SheetFaults& faults_;
  YAML::Node node_;
  std::string key_;
  std::set<std::string> known_;
};

}  // namespace touchline
