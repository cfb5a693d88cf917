#include "overlay/view.h"

#include <algorithm>

namespace touchline {

const std::vector<View>& general_views() {
  static const std::vector<View> views = {
      {"tracking", {"caption", "rings", "ids", "ball", "trail", "speed"}},
      {"tactical", {"caption", "rings", "ids", "ball", "trail", "radar", "status"}},
      {"radar", {"caption", kFromAbove, "ids", "status"}},
      {"clean", {}},
  };
  return views;
}

const View* find_view(const std::vector<View>& own, std::string_view name) {
  for (const auto* views : {&own, &general_views()}) {
    const auto found = std::find_if(views->begin(), views->end(),
                                    [&](const View& view) { return view.name == name; });
    if (found != views->end()) return &*found;
  }
  return nullptr;
}

std::vector<std::string> view_names(const std::vector<View>& own) {
  std::vector<std::string> names;
  for (const auto* views : {&general_views(), &own})
    for (const auto& view : *views)
      if (std::find(names.begin(), names.end(), view.name) == names.end())
        names.push_back(view.name);
  return names;
}

bool shows(const OverlayOptions& options, std::string_view layer) {
  if (const auto chosen = options.switches.find(layer); chosen != options.switches.end())
    return chosen->second;
  const auto& layers = options.view.layers;
  return std::find(layers.begin(), layers.end(), layer) != layers.end();
}

}  // namespace touchline
