// The keys of a theme file: one row each, with its limits and where it goes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "overlay/theme.h"

namespace touchline {

struct NumberKey {
  float* value;
  float low, high;
};
struct WholeKey {
  int* value;
  int low, high;
};
struct TextKey {
  std::string* value;
  std::vector<std::string_view> choices;  ///< empty: any
};

struct ThemeKey {
  std::string_view path;  ///< "ring.scale"
  std::variant<NumberKey, WholeKey, TextKey, std::vector<std::string>*, Rgba*,
               std::map<std::string, Rgba>*>
      to;
};

/// Every key, section by section, pointing into `theme`.
std::vector<ThemeKey> theme_keys(Theme& theme);

}  // namespace touchline
