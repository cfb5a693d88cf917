// Everything that does not move: grass, lines, boards and stands.
#pragma once

#include <cstdint>
#include <vector>

#include "image/frame.h"
#include "scene/canvas.h"
#include "sports/soccer/scene/match_camera.h"

namespace touchline::scene {

class Ground {
 public:
  Ground(const PitchSpec& pitch, int width, int height, double darkness, std::uint64_t seed);
  /// Fills the whole picture.
  void paint(const Camera& camera, const Image& image);

 private:
  struct Rays;
  void draw_lines(const Camera& camera);
  void draw_piece(const Camera& camera, Vec2d a, Vec2d b, double half_width);
  void paint_luma(const Rays& rays, const Image& image);
  void paint_chroma(const Rays& rays, const Image& image);
  [[nodiscard]] int grass(float x, float y) const;
  [[nodiscard]] bool on_grass(float x, float y) const;
  void set_lens(const Camera& camera);
  [[nodiscard]] const Yuv& surroundings(const Rays& rays, Vec3d way) const;

  PitchSpec pitch_;
  int width_, height_;
  double light_;
  std::uint64_t seed_;
  std::vector<std::uint8_t> turf_;  // luma added to the grass, tiled
  std::vector<std::uint8_t> mask_;  // share of paint in each pixel, 0..255
  std::vector<Yuv> crowd_;          // one texel per quarter metre
  std::vector<float> x_, y_;        // metres of one row's pixels
  Yuv grass_[2], floor_, roof_, boards_[6];
  double lens_k1_ = 0;
  std::vector<float> lens_;  // undistortion by squared distance from the middle
};

}  // namespace touchline::scene
