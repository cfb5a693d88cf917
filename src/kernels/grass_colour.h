// The colour of the playing surface of one frame, learned from the frame itself.
#pragma once

#include "kernels/glance.h"

namespace touchline {

/// A wedge of the chroma plane around the ray from grey to the commonest green, yellowish or dry
/// grass colour: shade and sun scale chroma along the ray, they do not turn it. Sample values are
/// the frame's own 8-bit ones.
struct GrassColour {
  float share = 0;       ///< 0..1 of the picture that is grass; 0: none was found
  float u = 0, v = 0;    ///< mean chroma, minus 128
  float luma = 0;        ///< mean
  float luma_sigma = 0;  ///< standard deviation, shade and sun together

  [[nodiscard]] TL_HD bool found() const { return share > 0; }

  /// Is chroma (sample values 0..255) that of grass in any light?
  [[nodiscard]] TL_HD bool has_chroma(int cu, int cv) const {
    const float du = static_cast<float>(cu - 128), dv = static_cast<float>(cv - 128);
    const float along = du * along_u_ + dv * along_v_;
    const float across = du * along_v_ - dv * along_u_;
    const float reach = 2.5F + 0.3F * along;
    // No branch: many at once on the host.
    return ((along > least_) & (along < most_) & (across < reach) & (-across < reach)) != 0;
  }
  /// As has_chroma(), and not much brighter than the grass: a shirt of the grass' hue is no grass.
  [[nodiscard]] TL_HD bool has_colour(int y, int cu, int cv) const {
    return static_cast<float>(y) < brightest_ && has_chroma(cu, cv);
  }

 private:
  friend GrassColour learn_grass(const Glance& glance);
  float along_u_ = 0, along_v_ = 0;  ///< unit vector from grey to grass
  float least_ = 1e9F, most_ = 0;    ///< along it
  float brightest_ = 0;
};

/// Finds the commonest grass-like chroma of the lower three quarters of the picture and measures
/// the wedge around it. Nothing found (share 0) in a grey frame, or when less than 4 % of the
/// picture has such a colour.
GrassColour learn_grass(const Glance& glance);
GrassColour learn_grass(const Frame& frame);  ///< of one host frame

}  // namespace touchline
