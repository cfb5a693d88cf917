#include "overlay/view.h"

#include <algorithm>
#include <array>

namespace touchline {
namespace {

struct Named {
  View view;
  const char* name;
  Shown shown;
};

//                             rings  ids    boxes  ball   trail  speed  lines  radar  bar    passes
//                             status
constexpr std::array<Named, 6> kViews{{
    {View::tracking,
     "tracking",
     {true, true, false, true, true, true, false, false, false, false, false}},
    {View::tactical,
     "tactical",
     {true, true, false, true, true, false, false, true, false, false, true}},
    {View::eval, "eval", {true, true, false, true, true, true, false, false, true, false, false}},
    {View::passes,
     "passes",
     {true, true, false, true, false, false, false, false, false, true, true}},
    {View::radar,
     "radar",
     {false, true, false, true, false, false, false, true, false, false, true}},
    {View::clean, "clean", {}},
}};

const Named& named(View view) { return kViews[static_cast<std::size_t>(view)]; }

}  // namespace

const char* to_string(View view) { return named(view).name; }

std::optional<View> parse_view(std::string_view name) {
  const auto found = std::find_if(kViews.begin(), kViews.end(),
                                  [&](const Named& entry) { return name == entry.name; });
  return found == kViews.end() ? std::nullopt : std::optional(found->view);
}

Shown shown(const OverlayOptions& o) {
  const Shown& v = named(o.view).shown;
  return {o.show_rings.value_or(v.rings),  o.show_ids.value_or(v.ids),
          o.show_boxes.value_or(v.boxes),  o.show_ball.value_or(v.ball),
          o.show_trail.value_or(v.trail),  o.show_speed.value_or(v.speed),
          o.show_lines.value_or(v.lines),  o.show_radar.value_or(v.radar),
          o.show_bar.value_or(v.bar),      o.show_passes.value_or(v.passes),
          o.show_status.value_or(v.status)};
}

}  // namespace touchline
