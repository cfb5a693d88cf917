// How much of the match the measures rest on, in words for the status line.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "overlay/overlay.h"
#include "sports/soccer/measures.h"

namespace touchline {

class CoverageWords {
 public:
  /// Facts for Scene::facts, until the next call. `passes`: say why there are no pass options.
  std::string_view of(const Measures& measures, const Scene& scene, bool passes);

 private:
  template <class... Args>
  void put(fmt::format_string<Args...> format, Args&&... args);

  char line_[320] = {};
  std::size_t length_ = 0;
};

}  // namespace touchline
