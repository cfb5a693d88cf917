// What figures in space are drawn on, and the round limbs that they are made of.
#pragma once

#include "scene/camera.h"
#include "scene/canvas.h"

namespace touchline::scene {

/// Where a figure is drawn: the picture, its camera and the light, 0..1.
struct Stage {
  const Canvas& canvas;
  const Camera& camera;
  int width, height;
  double light;
};

/// A limb in space, metres: thick `ra` at `a` and `rb` at `b`.
struct Limb {
  Vec3d a, b;
  double ra, rb;
  Yuv colour;
  float relief = 0.22F;
};

/// Nothing where an end lies behind the camera.
inline void draw(const Stage& s, const Limb& l) {
  const auto a = s.camera.project(l.a, s.width, s.height),
             b = s.camera.project(l.b, s.width, s.height);
  if (!a || !b) return;
  const double scale = s.camera.pixels_per_metre(l.a, s.width);
  s.canvas.paint({*a, *b, l.ra * scale, l.rb * scale}, l.colour, 1, l.relief);
}

}  // namespace touchline::scene
