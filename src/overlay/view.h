// What is shown: a view names a set of elements, and each can be switched by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/field_spec.h"

namespace touchline {

/// tracking: people, ids, speed, ball and trail. tactical: that, the radar and the status line.
/// eval: tracking and the evaluation bar. passes: the holder's options as arrows. radar: the pitch
/// from above instead of the picture. Views with figures that rest on the calibration carry the
/// status line. clean: the picture as it is.
enum class View : std::uint8_t { tracking, tactical, eval, passes, radar, clean };
const char* to_string(View view);
std::optional<View> parse_view(std::string_view name);

struct OverlayOptions {
  std::string theme_path;            ///< share/themes/*.yaml
  std::vector<std::string> classes;  ///< the sport's class names, by class id
  int ball_class = -1;
  View view = View::tracking;
  /// Switches; nothing: as the view has it.
  std::optional<bool> show_rings, show_ids, show_boxes, show_ball, show_trail, show_speed,
      show_lines, show_radar, show_bar, show_passes, show_status;
  bool show_bystanders = false;  ///< ring and name people beside the field like the others
  FieldSpec field;
  std::optional<double> pass_persist_s;  ///< in place of the theme's passes.persist_s
  bool operator==(const OverlayOptions&) const = default;
};

/// The options' switches with the view's answers filled in.
struct Shown {
  bool rings, ids, boxes, ball, trail, speed, lines, radar, bar, passes, status;
};
Shown shown(const OverlayOptions& options);

}  // namespace touchline
