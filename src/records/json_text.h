// Writing JSON straight into a string, for the files that get a line per frame.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace touchline::json {

/// The nearest multiple of 1 / steps, which prints short.
inline double rounded(double value, double steps) { return std::round(value * steps) / steps; }

/// A text, escaped string.
inline std::string text(std::string_view plain) { return nlohmann::json(plain).dump(); }

/// Appends formatted text.
template <class... Args>
void put(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

/// Appends a number, shortest form that reads back the same; null for nothing, NaN and infinity,
/// which JSON cannot hold.
inline void number(std::string& out, std::optional<double> value, double steps) {
  if (!value || !std::isfinite(*value)) {
    out += "null";
    return;
  }
  const double shown = rounded(*value, steps);
  put(out, "{}", shown == 0 ? 0.0 : shown);  // no "-0"
}

}  // namespace touchline::json
