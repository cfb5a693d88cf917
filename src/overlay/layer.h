// One element of the picture. An overlay makes the layers of its view and draws them from the
// ground up.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "overlay/drawn.h"
#include "overlay/overlay.h"
#include "overlay/palette.h"
#include "overlay/panels.h"
#include "overlay/people_mark.h"

namespace touchline {

/// Where a layer lies. Of one depth, the one that was made first lies below.
enum class Depth : std::uint8_t {
  lines,
  rings,
  ground,
  boxes,
  bodies,
  trail,
  labels,
  ball,
  panels,
  caption
};

/// What the layers of one overlay share while a frame is drawn.
struct Easel {
  Palette& palette;
  PeopleMark& people;
  PanelMark& panel;
  Writer &words, &numbers;  ///< of panels; of the radar's dots
  Panels& panels;
  DrawnLog& log;
};

class Layer {
 public:
  explicit Layer(Depth depth) : depth_(depth) {}
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  virtual ~Layer() = default;
  [[nodiscard]] Depth depth() const { return depth_; }
  /// First of all, of every layer: what it keeps from frame to frame. It may add to the scene what
  /// general layers show for it; that must live until the frame is drawn.
  virtual void follow(Scene& /*scene*/) {}
  /// Then: takes the room for its panel.
  virtual void settle(const Scene& /*scene*/, Easel& /*easel*/) {}
  virtual void draw(Canvas& /*canvas*/, const Scene& /*scene*/, Easel& /*easel*/) {}

 private:
  Depth depth_;
};

/// The shorter side of the smallest picture on which a panel can be read, pixels.
inline constexpr int kSmallestPanels = 120;

/// What a layer is made for.
struct LayerSetup {
  const OverlayOptions& options;
  const Theme& theme;
  const InkWell& well;
  const FrameInfo& info;
  float unit;  ///< the frame's shorter side, pixels: what a theme's sizes are shares of
  /// Whether panels are large enough to be read.
  [[nodiscard]] bool has_panels() const;
  /// Whether there is a field to show from above, and a calibration to speak of.
  [[nodiscard]] bool has_field() const;
  [[nodiscard]] bool shows(std::string_view layer) const {
    return touchline::shows(options, layer);
  }
};

/// The layers that every sport has and `setup` shows: caption, radar (or from_above), lines, rings,
/// boxes, skeleton, trail, ids, ball. `speed` and `status` show what a sport's layers say.
std::vector<std::unique_ptr<Layer>> general_layers(const LayerSetup& setup, Typeface caption);
/// The status line, which takes its place behind all other panels.
std::unique_ptr<Layer> status_layer(const LayerSetup& setup);

}  // namespace touchline
