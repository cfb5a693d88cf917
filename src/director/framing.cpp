#include "director/framing.h"

#include <algorithm>

namespace touchline::director {

const char* to_string(Subject subject) {
  switch (subject) {
    case Subject::ball:
      return "ball";
    case Subject::play:
      return "play";
    case Subject::all:
      return "all";
  }
  return "";
}

std::vector<std::string> director_presets() { return {"broadcast", "action", "wide", "players"}; }

std::optional<DirectorOptions> director_preset(std::string_view name) {
  DirectorOptions options;
  if (name == "broadcast") return options;
  if (name == "action") {
    options.body = 0.26;
    options.dead_zone = 0.07;
    options.limits = {0.8, 2.4, 0.6, 1.2, 5};
    return options;
  }
  if (name == "wide") {
    options.body = 0.11;
    options.dead_zone = 0.14;
    options.limits = {0.3, 0.6, 0.25, 0.5, 3};
    return options;
  }
  if (name == "players") {
    options.people_only = true;
    options.wider = 1;
    options.limits = {0.3, 0.6, 0.25, 0.5, 3};
    return options;
  }
  return std::nullopt;
}

double widest_window(const DirectorOptions& options, double height) {
  return std::min({1.0, options.widest, height * options.aspect});
}

}  // namespace touchline::director
