// Reading a manifest's YAML so that every mistake names its line and key. Private to infer.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"

namespace touchline::manifest {

template <class T, std::size_t N>
using Names = std::array<std::pair<const char*, T>, N>;

/// Reads one mapping and keeps the first thing wrong with it; after that every read gives a
/// default.
class Reader {
 public:
  Reader(std::string file, const YAML::Node& map, std::string prefix, std::optional<Error>& error)
      : file_(std::move(file)), map_(map), prefix_(std::move(prefix)), error_(error) {}

  void fault(const YAML::Node& at, const std::string& key, const std::string& what) {
    if (error_) return;
    const int line = at.Mark().is_null() ? 0 : at.Mark().line + 1;
    const auto place = line > 0 ? fmt::format("line {}, ", line) : std::string();
    error_ = fail(Errc::bad_model, file_, "model manifest {}: {}key '{}{}' {}", file_, place,
                  prefix_, key, what);
  }

  /// The node of a key; an undefined node when it is absent, which is a fault unless `optional`.
  YAML::Node node(const std::string& key, bool optional = false) {
    known_.insert(key);
    YAML::Node found = map_[key];
    if (!found.IsDefined() && !optional) fault(map_, key, "is missing");
    return found;
  }

  template <class T>
  T value(const YAML::Node& from, const std::string& key, const char* expected) {
    T out{};
    if (error_ || !from.IsDefined()) return out;
    if (!from.IsScalar() || !YAML::convert<T>::decode(from, out)) {
      fault(from, key, fmt::format("must be {}", expected));
    }
    return out;
  }

  std::string text(const std::string& key) {
    const auto from = node(key);
    auto out = value<std::string>(from, key, "a text");
    if (!error_ && out.empty()) fault(from, key, "is empty");
    return out;
  }

  template <class T>
  T number(const std::string& key, T low, T high, bool optional = false, T standard = {}) {
    const auto from = node(key, optional);
    if (!from.IsDefined()) return standard;
    return checked<T>(from, key, low, high);
  }

  template <class T>
  T checked(const YAML::Node& from, const std::string& key, T low, T high) {
    const T out = value<T>(from, key, std::is_integral_v<T> ? "a whole number" : "a number");
    if (!error_ && !(out >= low && out <= high)) {
      fault(from, key, fmt::format("is {}, must be {} to {}", out, low, high));
    }
    return out;
  }

  template <class T, std::size_t N>
  T one_of(const std::string& key, const Names<T, N>& names) {
    const auto given = text(key);
    std::string all;
    for (const auto& [name, which] : names) {
      if (given == name) return which;
      all += (all.empty() ? "" : ", ") + std::string(name);
    }
    fault(map_[key], key, fmt::format("is '{}', must be one of: {}", given, all));
    return names[0].second;
  }

  /// False where the key is absent.
  bool flag(const std::string& key) {
    const auto from = node(key, true);
    return from.IsDefined() && value<bool>(from, key, "true or false");
  }

  YAML::Node list(const std::string& key, bool optional = false) {
    const auto from = node(key, optional);
    if (!error_ && from.IsDefined() && (!from.IsSequence() || from.size() == 0)) {
      fault(from, key, "must be a list with at least one entry");
    }
    return error_ ? YAML::Node() : from;
  }

  std::vector<std::string> texts(const std::string& key) {
    std::vector<std::string> out;
    const auto from = list(key);
    for (std::size_t i = 0; !error_ && i < from.size(); ++i) {
      out.push_back(value<std::string>(from[i], key, "a list of texts"));
      if (std::count(out.begin(), out.end(), out.back()) > 1) {
        fault(from[i], key, fmt::format("lists '{}' twice", out.back()));
      }
    }
    return out;
  }

  void triple(const std::string& key, float low, float high, float (&out)[3]) {
    const auto from = list(key);
    if (!error_ && from.size() != 3) fault(from, key, "must have 3 numbers, one per channel");
    for (std::size_t c = 0; !error_ && c < 3; ++c) out[c] = checked<float>(from[c], key, low, high);
  }

  /// Last: every key that nobody asked for is an error.
  void no_others() {
    for (const auto& entry : map_) {
      const auto key = entry.first.as<std::string>("");
      if (known_.count(key) == 0)
        fault(entry.first, key, "is not known; see share/schema/model.schema.json");
    }
  }

  [[nodiscard]] bool failed() const { return error_.has_value(); }

 private:
  std::string file_;
  YAML::Node map_;
  std::string prefix_;
  std::optional<Error>& error_;
  std::set<std::string> known_;
};

}  // namespace touchline::manifest
