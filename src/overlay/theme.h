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
    bool operator==(const Colours&) const = default;
  } colours;

  struct Ring {
    float scale = 1.25F;   ///< ring width over the box's width
    float aspect = 0.36F;  ///< ring height over its width
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
    float height = 1.36F;   ///< pill height over text size
    float padding = 0.42F;  ///< each side, over text size
    float rounding = 0.5F;  ///< corner radius over pill height
    float gap = 0.003F;     ///< below the ring
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
    Rgba trail = {0xFF, 0x5C, 0x8A, 0xFF};  ///< unlike any line of a pitch
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

  float predicted_opacity = 0.5F;  ///< multiplies what was not measured
  bool operator==(const Theme&) const = default;
};

/// Reads a theme (share/schema/theme.schema.json). Errc::bad_config names file and key: unknown
/// keys, values out of range, colours that are not "#rrggbb[aa]". Errc::io: the file cannot be
/// read.
Result<Theme> load_theme(const std::string& path);

}  // namespace touchline
