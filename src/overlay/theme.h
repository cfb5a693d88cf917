// How the overlay looks. Every size is a share of the frame's shorter side, so 720p, 1080p and 4K
// look the same.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "overlay/colour.h"

namespace touchline {

/// Values not named in a theme file are these: the broadcast look.
struct Theme {
  std::string name = "broadcast";
  /// The first that exists is used; a relative path is looked for beside the theme file.
  std::vector<std::string> fonts = {
      "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
      "/usr/share/fonts/truetype/inter/Inter-SemiBold.ttf",
      "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
  };

  struct Colours {
    std::map<std::string, Rgba> classes = {{"player", {0x35, 0xD0, 0xFF, 255}},
                                           {"goalkeeper", {0xFF, 0x8A, 0x3D, 255}},
                                           {"referee", {0xFF, 0xE1, 0x4D, 255}},
                                           {"ball", {0xFF, 0xFF, 0xFF, 255}}};
    Rgba other = {0x35, 0xD0, 0xFF, 255};  ///< classes not named above
    Rgba shadow = {0, 0, 0, 255};
    std::string team_source =
        "kit";  ///< "kit": as measured on the shirts; "theme": always these two
    Rgba team_a = {0x35, 0xD0, 0xFF, 255}, team_b = {0xFF, 0x6B, 0x5E, 255};
    Rgba neutral = {0x9A, 0xA4, 0xB2, 255};  ///< whose team is not known; darker than white kits
    bool operator==(const Colours&) const = default;
  } colours;

  struct Ring {
    float scale = 1.25F;     ///< ring width over the box's width
    float ground_m = 0.75F;  ///< radius on the ground, metres, where the camera is calibrated
    float aspect = 0.36F;    ///< ring height over its width
    float min_radius = 0.012F, max_radius = 0.07F;
    float thickness = 0.0038F;  ///< at the front
    float open_deg = 100;       ///< opening at the back
    float opacity = 0.95F;
    float fill_opacity = 0.18F;  ///< the floor inside the ring
    float shadow_opacity = 0.45F;
    float shadow_size = 0.005F;
    int dashes = 14;  ///< round a whole ring, for predicted samples
    bool operator==(const Ring&) const = default;
  } ring;

  struct Label {
    float text_size = 0.0185F;
    float height = 1.36F;       ///< pill height over text size
    float padding = 0.42F;      ///< each side, over text size
    float rounding = 0.5F;      ///< corner radius over pill height
    float gap = 0.003F;         ///< below the ring
    float speed_from_kmh = 12;  ///< slower people carry no speed
    Rgba speed = {0xFF, 0xD7, 0x5E, 0xFF};
    Rgba fill = {0x0C, 0x12, 0x1C, 0xCC};
    Rgba text = {0xFF, 0xFF, 0xFF, 0xFF};
    bool operator==(const Label&) const = default;
  } label;

  struct Ball {
    float marker_size = 0.02F;  ///< width of the triangle
    float gap = 0.007F;         ///< between the ball and the tip
    float outline = 0.0022F;    ///< line width while predicted
    float trail_s = 0.9F;       ///< how long a position stays visible; 0: no trail
    float trail_width = 0.006F;
    float trail_opacity = 0.8F;
    Rgba trail = {0xFF, 0x5C, 0x8A, 0xFF};  ///< unlike any line of a field
    bool operator==(const Ball&) const = default;
  } ball;

  struct Brackets {  ///< box corners, with show_boxes
    float length = 0.016F, rounding = 0.005F, thickness = 0.0022F;
    float opacity = 0.85F;
    bool operator==(const Brackets&) const = default;
  } brackets;

  struct Caption {
    float text_size = 0.024F;
    float height = 1.9F, padding = 0.75F, rounding = 0.28F;  ///< as for label
    float margin = 0.03F;                                    ///< from the top and left edges
    Rgba fill = {0x0C, 0x12, 0x1C, 0xCC};
    Rgba text = {0xFF, 0xFF, 0xFF, 0xFF};
    bool operator==(const Caption&) const = default;
  } caption;

  struct Panel {  ///< what bar, radar and status line share
    float text_size = 0.0195F;
    float margin = 0.03F;     ///< from the frame's edges
    float rounding = 0.009F;  ///< corner radius
    Rgba fill = {0x0C, 0x12, 0x1C, 0xD4};
    Rgba text = {0xFF, 0xFF, 0xFF, 0xFF};
    Rgba muted = {0x9A, 0xA6, 0xB5, 0xFF};  ///< withheld values and why
    bool operator==(const Panel&) const = default;
  } panel;

  struct Bar {  ///< between two sides
    float width = 0.56F;
    float height = 0.017F;  ///< of the coloured band
    Rgba withheld = {0x4A, 0x55, 0x63, 0xFF};
    bool operator==(const Bar&) const = default;
  } bar;

  struct Arrows {            ///< on the ground
    int most = 6;            ///< the best so many, and the worst
    float persist_s = 0.5F;  ///< how long an option stays after it was last one
    float width_m = 0.55F;   ///< of the best, at its head; others are thinner
    float head_m = 1.7F;     ///< length of the tip
    float opacity = 0.85F;
    Rgba best = {0x3D, 0xE0, 0x7A, 0xFF}, worst = {0xFF, 0x4D, 0x4D, 0xFF},
         other = {0xFF, 0xD7, 0x5E, 0xFF};
    bool operator==(const Arrows&) const = default;
  } arrows;

  struct Radar {
    float width = 0.5F;
    /// Once a shot, bottom left or right; or bottom_left, bottom_right, bottom, top_right.
    std::string corner = "auto";
    float line = 0.0016F;
    float dot = 0.0102F;  ///< radius of a person; the ball's is 0.6 of it
    float heat_opacity = 0.52F;
    float heat_s = 0.1F;  ///< least time between two heat maps
    float run_off_m = 3;  ///< shown around the field
    Rgba grass = {0x1E, 0x3A, 0x2C, 0xFF};
    Rgba lines = {0xFF, 0xFF, 0xFF, 0xA0};
    Rgba view = {0xFF, 0xFF, 0xFF, 0x80};  ///< what the camera sees
    Rgba ball = {0xFF, 0xFF, 0xFF, 0xFF};
    bool operator==(const Radar&) const = default;
  } radar;

  struct Skeleton {         ///< a body's joints and the lines between them
    float limb = 0.0065F;   ///< width of a line
    float joint = 0.0125F;  ///< diameter of a joint
    float edge = 0.0012F;   ///< of the shadow around both
    float opacity = 0.95F, shadow_opacity = 0.5F;
    float least_score = 0.3F;  ///< points of less are not drawn
    Rgba left = {0xFF, 0xB0, 0x3A, 0xFF}, right = {0x35, 0xD0, 0xFF, 0xFF},
         middle = {0xF4, 0xF6, 0xF8, 0xFF};
    bool operator==(const Skeleton&) const = default;
  } skeleton;

  struct Lines {  ///< the field as calibrated, over the picture
    float width = 0.0024F;
    Rgba colour = {0x7D, 0xF9, 0xFF, 0xA6};
    bool operator==(const Lines&) const = default;
  } lines;

  struct Status {
    Rgba measured = {0x3D, 0xE0, 0x7A, 0xFF}, propagated = {0xFF, 0xD7, 0x5E, 0xFF},
         withheld = {0x9A, 0xA6, 0xB5, 0xFF};
    bool operator==(const Status&) const = default;
  } status;

  float predicted_opacity = 0.5F;  ///< multiplies what was not measured
  bool operator==(const Theme&) const = default;
};

/// A text size in pixels: never so small that it cannot be read.
inline float readable_px(float share, float unit) { return share * unit > 10 ? share * unit : 10; }

/// Reads a theme (share/schema/theme.schema.json). Errc::bad_config names file and key: unknown
/// keys, values out of range, colours that are not "#rrggbb[aa]". Errc::io: the file cannot be
/// read.
Result<Theme> load_theme(const std::string& path);

}  // namespace touchline
