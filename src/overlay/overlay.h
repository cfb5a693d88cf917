// Draws people, ball and captions straight onto the YUV planes of a frame.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/frame.h"
#include "records/track.h"

namespace touchline {

struct OverlayOptions {
  std::string theme_path;            ///< share/themes/*.yaml
  std::vector<std::string> classes;  ///< the sport's class names, by class id
  int ball_class = -1;
  bool show_ids = true, show_boxes = false, show_trail = true;
  bool operator==(const OverlayOptions&) const = default;
};

/// What one frame shows. Only values of the record appear here.
struct Scene {
  std::span<const TrackSample> people;
  const BallSample* ball = nullptr;  ///< null: no ball in this sport
  Nanoseconds pts_ns = 0;
  std::string_view caption;  ///< small line at the top left; empty: none
};

class Overlay {
 public:
  /// Fonts are shaped and cut into an atlas here, sized for frames of `info`. Errc::bad_config
  /// names the theme's key.
  static Result<std::unique_ptr<Overlay>> create(const OverlayOptions& options,
                                                 const FrameInfo& info);
  virtual ~Overlay() = default;
  /// Draws into `image` (I420 or NV12, the shape given to create). Stateful: the trail remembers
  /// past balls.
  virtual void draw(Image& image, const Scene& scene) = 0;
};

}  // namespace touchline
