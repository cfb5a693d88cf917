// What is shown: a view is a list of layers by name, and each can be switched by itself.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/field_spec.h"

namespace touchline {

class Layer;
struct LayerSetup;

struct View {
  std::string name;
  std::vector<std::string> layers;  ///< see general_layers() and the sport's
};

/// The views that every sport has. tracking: people, ids, speed, ball and trail. tactical: that,
/// the radar and the status line. radar: the field from above instead of the picture. clean: the
/// picture as it is.
const std::vector<View>& general_views();

/// The view of that name among the sport's own and then the general ones; null: none has it.
const View* find_view(const std::vector<View>& own, std::string_view name);

/// Their names, each once.
std::vector<std::string> view_names(const std::vector<View>& own);

/// The layer of a view that shows the field from above instead of the picture.
inline constexpr const char* kFromAbove = "from_above";

/// The layers that a sport adds to the general ones.
using MakeLayers = std::function<std::vector<std::unique_ptr<Layer>>(const LayerSetup&)>;

struct OverlayOptions {
  std::string theme_path;            ///< share/themes/*.yaml
  std::vector<std::string> classes;  ///< the sport's class names, by class id
  /// What is written before the number of a person of that class, by class id ("GK"); of those that
  /// have one the radar shows the class by a rim in its colour. Empty or missing: nothing.
  std::vector<std::string> class_marks;
  int ball_class = -1;
  View view = general_views().front();
  std::map<std::string, bool, std::less<>> switches;  ///< layers that are shown or not in any view
  bool show_bystanders = false;  ///< ring and name people beside the field like the others
  FieldSpec field;  ///< of no length: the sport has none, and no word is said of calibration
  MakeLayers sport_layers;  ///< empty: none
};

/// Whether a layer is shown.
bool shows(const OverlayOptions& options, std::string_view layer);

}  // namespace touchline
