// What the people of a frame wear, measured straight on the YUV planes.
#pragma once

#include <span>
#include <vector>

#include "geometry/box.h"
#include "kernels/cuda/kit_zones.h"
#include "kernels/grass_colour.h"
#include "records/kit.h"

namespace touchline {

struct KitOptions {
  float least_height_px = 12;  ///< smaller people show no colours
  /// Scales each person's light by (grass of the whole frame) / (grass beside the person), both in
  /// linear luminance and at most 2.5 times either way: a shirt in shade and the same shirt in the
  /// sun then differ little. Off: colours as the picture shows them.
  bool even_light = true;
};

/// CIELAB (D65 white) of one sample: `yuv` 0..255 through the inverse matrix of `colour` (H.273),
/// the sRGB transfer function (IEC 61966-2-1) and linear RGB scaled by `gain`; primaries are taken
/// as BT.709's.
Lab yuv_to_lab(float y, float u, float v, const Colour& colour, float gain = 1);

/// One of several frames: what it shows, and where the samples of its people go.
struct KitsOf {
  const Frame* frame = nullptr;
  const GrassColour* grass = nullptr;
  std::span<const Box> people;
  std::vector<KitSample>* out = nullptr;
};

/// Keep it, it keeps its memory.
class KitMeter {
 public:
  /// A sample per box, in the order of `people`. Shirt: 0.17 to 0.47 of the box's height, shorts:
  /// 0.50 to 0.66, both the middle 56 % of its width. Left out: grass (hue, and no brighter than
  /// it), what a person nearer to the camera (lower foot) covers, and skin, unless most of the zone
  /// has skin's hue: then that is the kit. The centre is the mean shift mode near the
  /// component-wise median. Weight 0 in grey frames, below least_height_px and where fewer than 6
  /// samples or a fifth of the zone are left.
  void measure(const Frame& frame, const GrassColour& grass, std::span<const Box> people,
               const KitOptions& options, std::vector<KitSample>& out);
  /// The same, bit for bit, of frames on the GPU of `device`, all in one launch.
  Status measure(std::span<const KitsOf> frames, const KitOptions& options, DeviceKitZones& device);

 private:
  std::vector<KitZone> zones_;
  std::vector<ZoneColour> colours_;
  std::vector<ZonesOf> of_;
};

}  // namespace touchline
