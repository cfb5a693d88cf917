// Pictures of the match that look enough like television for real networks to work on them.
#pragma once

#include <cstdint>
#include <memory>

#include "image/frame.h"
#include "sports/soccer/scene/match.h"
#include "sports/soccer/scene/match_camera.h"

namespace touchline {

struct RendererOptions {
  int width = 1280, height = 720;  ///< even
  PitchSpec pitch;
  Kits kits;
  double noise = 1.6;   ///< of the sensor, standard deviation in 8-bit luma steps
  double darkness = 0;  ///< 0 day .. 1 night under weak floodlights
  bool shadows = true;
  std::uint64_t seed = 1;  ///< of crowd, boards, grass and noise
};

/// Draws one frame after another; not thread safe, reuses its buffers.
class Renderer {
 public:
  explicit Renderer(const RendererOptions& options);
  ~Renderer();
  Renderer(Renderer&&) noexcept;
  Renderer& operator=(Renderer&&) noexcept;

  /// I420, BT.709 limited range. The same state and camera give the same picture.
  Image render(const MatchState& state, const Camera& camera);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace touchline
