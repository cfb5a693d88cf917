// Shapes of the overlay as signed distances, and the share of a pixel they cover.
// Distances are in pixels, negative inside; pixel (x, y) has its centre at (x + 0.5, y + 0.5).
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/portable.h"

namespace touchline {

TL_HD constexpr float clamp01(float v) { return v < 0 ? 0.0F : (v > 1 ? 1.0F : v); }
constexpr float smooth01(float v) {
  const float t = clamp01(v);
  return t * t * (3 - 2 * t);
}

/// Share of a pixel inside an edge at signed distance `d` from its centre (a one-pixel box filter
/// across the edge).
TL_HD constexpr float edge_coverage(float d) { return clamp01(0.5F - d); }
/// Share of a pixel inside a band of half-width `half` around a curve; right for bands thinner than
/// a pixel too.
constexpr float band_coverage(float d, float half) {
  return edge_coverage(d - half) - edge_coverage(d + half);
}

/// First-order distance to an ellipse's outline: the implicit function k(k - 1) over the length of
/// its gradient, where k = |(x / rx, y / ry)|. Exact on the outline, within 2 % a tenth of a radius
/// away.
inline float ellipse_distance(float x, float y, float rx, float ry) {
  const float u = x / rx, v = y / ry;
  const float k = sqrtf(u * u + v * v);
  const float gu = u / rx, gv = v / ry;
  const float gradient = sqrtf(gu * gu + gv * gv);
  return k * (k - 1) / (gradient + 1e-9F) - (k < 1e-4F ? ry : 0.0F);
}

inline float rounded_box_distance(float x, float y, float half_w, float half_h, float radius) {
  const float qx = fabsf(x) - half_w + radius, qy = fabsf(y) - half_h + radius;
  const float ox = qx > 0 ? qx : 0.0F, oy = qy > 0 ? qy : 0.0F;
  const float inner = qx > qy ? qx : qy;
  return sqrtf(ox * ox + oy * oy) + (inner < 0 ? inner : 0.0F) - radius;
}

/// The ring under a person: an ellipse open at the back (up), thickest at the front, its ends
/// running thin. The floor inside is filled faintly, strongest at the front, and not hidden by the
/// opening.
struct RingShape {
  float cx, cy, rx, ry;
  float half_thickness;  ///< at the front
  float open_sin;        ///< the line lives where sin(angle) > this; -2 closes it
  float floor;           ///< coverage of the floor at its edge, 0..1

  float operator()(float px, float py) const {
    const float x = px - cx, y = py - cy;
    const float d = ellipse_distance(x, y, rx, ry);
    const float line_cover = line(x, y, d);
    const float u = x / rx, v = y / ry;
    const float floor_cover = floor * edge_coverage(d) * clamp01(u * u + v * v);
    return line_cover > floor_cover ? line_cover : floor_cover;
  }

  float line(float x, float y, float d) const {
    const float past = sine(x, y) - open_sin;
    const float half = half_thickness * (0.35F + 0.65F * smooth01(past * 0.9F));
    return band_coverage(d, half) * clamp01(past * ry + 0.5F);
  }

  /// Sine of the ellipse's own angle: 1 at the front, -1 at the back.
  float sine(float x, float y) const {
    const float u = x / rx, v = y / ry;
    return v / (sqrtf(u * u + v * v) + 1e-9F);
  }
};

/// A ring whose line is broken into equal dashes by angle from the front, 60 % drawn; no floor.
struct DashedRingShape {
  RingShape ring;
  int dashes;

  float operator()(float px, float py) const {
    const float x = px - ring.cx, y = py - ring.cy;
    const float cover = ring.line(x, y, ellipse_distance(x, y, ring.rx, ring.ry));
    if (!(cover > 0)) return 0;
    const float turn = atan2f(x / ring.rx, y / ring.ry) * 0.15915494F * static_cast<float>(dashes);
    const float off_centre = fabsf(turn - floorf(turn + 0.5F));
    const float pixels = 3.1415927F * (ring.rx + ring.ry) / static_cast<float>(dashes);
    return cover * clamp01((0.3F - off_centre) * pixels + 0.5F);
  }
};

/// Soft dark halo of a ring, so that it reads on white lines as well as on grass.
struct RingShadowShape {
  RingShape ring;
  float softness;  ///< pixels over which it fades

  float operator()(float px, float py) const {
    const float x = px - ring.cx, y = py - ring.cy;
    const float d = fabsf(ellipse_distance(x, y, ring.rx, ring.ry)) - ring.half_thickness;
    const float ends = smooth01((ring.sine(x, y) - ring.open_sin) * 2.0F);
    return (1 - smooth01(d / softness)) * ends;
  }
};

struct RoundedBoxShape {
  float cx, cy, half_w, half_h, radius;
  float operator()(float px, float py) const {
    return edge_coverage(rounded_box_distance(px - cx, py - cy, half_w, half_h, radius));
  }
};

/// One corner of a box with round joint: the outline of a rounded box, cut `length` from the
/// corner. (cx, cy) is the corner; (sx, sy) of +-1 point from it into the box.
struct CornerShape {
  float cx, cy, sx, sy, length, radius, half_thickness;
  float operator()(float px, float py) const {
    const float x = (px - cx) * sx,
                y = (py - cy) * sy;  // the corner at the origin, box in x, y > 0
    const float far = 4 * length;
    const float d = rounded_box_distance(x - far, y - far, far, far, radius);
    const float reach = x > y ? x : y;
    return band_coverage(d, half_thickness) * edge_coverage(reach - length);
  }
};

/// A triangle that points down at (cx, tip), with rounded corners; `ring_half` > 0 draws only its
/// outline.
struct PointerShape {
  float cx, tip, half_w, height, rounding, ring_half;

  float operator()(float px, float py) const {
    const float x = fabsf(px - cx), y = py - (tip - height);  // top edge at y = 0, mirrored
    const float d = distance(x, y) - rounding;
    return ring_half > 0 ? band_coverage(d + ring_half, ring_half) : edge_coverage(d);
  }

  /// Exact distance to the right half of the triangle shrunk by `rounding`.
  float distance(float x, float y) const {
    const float slope = sqrtf(half_w * half_w + height * height);
    const float inset_top = rounding;
    const float w = half_w - rounding * (slope + half_w) / height;
    const float bottom = height - rounding * slope / half_w;
    const float h = bottom - inset_top;
    const float ty = y - inset_top;
    const float top_x = x < w ? x : w;
    const float to_top = sqrtf((x - top_x) * (x - top_x) + ty * ty);
    const float t = clamp01(((w - x) * w + ty * h) / (w * w + h * h));
    const float ex = x - w * (1 - t), ey = ty - h * t;
    const float to_side = sqrtf(ex * ex + ey * ey);
    const bool inside = ty > 0 && x * h + ty * w < w * h;
    const float d = to_top < to_side ? to_top : to_side;
    return inside ? -d : d;
  }
};

/// A stroke whose radius and strength change along the way. Made by stroke().
struct StrokeShape {
  float x0, y0, dx, dy;  ///< start, and from it to the end
  float ux, uy;          ///< (dx, dy) / length^2: the way along, 0..1, is a dot product
  float r0, dr, sharpness0, dsharpness, strength0, dstrength;

  /// The edge uses (r^2 - d^2) / 2r, first-order equal to r - d, with 1 / 2r interpolated: no
  /// roots and no divisions, since trails are drawn anew in every frame.
  TL_HD float operator()(float px, float py) const {
    const float t = clamp01((px - x0) * ux + (py - y0) * uy);
    const float ox = px - (x0 + t * dx), oy = py - (y0 + t * dy);
    const float r = r0 + t * dr;
    const float sharpness = sharpness0 + t * dsharpness;
    return edge_coverage((ox * ox + oy * oy - r * r) * sharpness) * (strength0 + t * dstrength);
  }
};

/// A stroke from (x0, y0) with radius r0 and strength s0 to (x1, y1) with r1 and s1.
constexpr StrokeShape stroke(float x0, float y0, float x1, float y1, float r0, float r1, float s0,
                             float s1) {
  const float dx = x1 - x0, dy = y1 - y0;
  const float per_length2 = 1 / (dx * dx + dy * dy + 1e-6F);
  const float sharp0 = 1 / (2 * r0), sharp1 = 1 / (2 * r1);
  return {
      x0, y0,     dx, dy, dx * per_length2, dy * per_length2, r0, r1 - r0, sharp0, sharp1 - sharp0,
      s0, s1 - s0};
}

/// A convex polygon of at most four corners as the inner sides of its edges: n . p <= c. Made by
/// quad(); three corners repeat the last edge.
struct QuadShape {
  float nx[4], ny[4], c[4];
  float x0, y0, x1, y1;  ///< bounds
  float strength;

  TL_HD float operator()(float px, float py) const {
    const float a = nx[0] * px + ny[0] * py - c[0], b = nx[1] * px + ny[1] * py - c[1];
    const float e = nx[2] * px + ny[2] * py - c[2], f = nx[3] * px + ny[3] * py - c[3];
    const float ab = a > b ? a : b, ef = e > f ? e : f;
    return edge_coverage(ab > ef ? ab : ef) * strength;
  }
};

/// The polygon of `count` (3 or 4) corners in order around it, either way, grown by `grow` pixels.
/// Corners that do not go around an area give a shape that covers nothing.
inline QuadShape quad(const float (*corners)[2], int count, float grow, float strength) {
  QuadShape q{{}, {}, {}, corners[0][0], corners[0][1], corners[0][0], corners[0][1], strength};
  float area = 0;
  for (int i = 0; i < count; ++i) {
    const float* p = corners[i];
    const float* next = corners[(i + 1) % count];
    area += p[0] * next[1] - next[0] * p[1];
    q.x0 = fminf(q.x0, p[0] - grow);
    q.y0 = fminf(q.y0, p[1] - grow);
    q.x1 = fmaxf(q.x1, p[0] + grow);
    q.y1 = fmaxf(q.y1, p[1] + grow);
  }
  const float turn = area < 0 ? -1.0F : 1.0F;
  if (!(fabsf(area) > 1e-3F)) q.strength = 0;
  for (int i = 0; i < 4; ++i) {
    const float* p = corners[i < count ? i : count - 1];
    const float* next = corners[(i + 1) % count];
    if (i >= count) next = corners[0];
    const float dx = next[0] - p[0], dy = next[1] - p[1];
    const float per_length = turn / sqrtf(dx * dx + dy * dy + 1e-12F);
    q.nx[i] = dy * per_length;
    q.ny[i] = -dx * per_length;
    q.c[i] = q.nx[i] * p[0] + q.ny[i] * p[1] + grow;
  }
  return q;
}

/// Coverage 0..255 of pixel (x, y) by a shape.
template <class Shape>
TL_HD constexpr int pixel_coverage(const Shape& shape, int x, int y) {
  const float share = shape(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
  return static_cast<int>(share * 255.0F + 0.5F);
}

/// Writes a shape's coverage, 0..255.
template <class Shape>
struct DrawCoverage {
  std::uint8_t* coverage;
  std::ptrdiff_t pitch;
  Shape shape;

  void operator()(int x, int y) const {
    coverage[y * pitch + x] = static_cast<std::uint8_t>(pixel_coverage(shape, x, y));
  }
};

/// Of what is there and a shape's coverage: overlapping strokes do not add up at their joints.
TL_HD constexpr std::uint8_t larger(std::uint8_t there, int value) {
  return value > there ? static_cast<std::uint8_t>(value) : there;
}

/// Keeps the larger of what is there and the shape's coverage.
template <class Shape>
struct JoinCoverage {
  std::uint8_t* coverage;
  std::ptrdiff_t pitch;
  Shape shape;

  int value(int x, int y) const { return pixel_coverage(shape, x, y); }
  void operator()(int x, int y) const {
    std::uint8_t& there = coverage[y * pitch + x];
    there = larger(there, value(x, y));
  }
};

}  // namespace touchline
