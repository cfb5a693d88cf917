#include "kernels/crop.h"

#include <algorithm>

#include "base/assert.h"
#include "kernels/letterbox_sampling.h"

namespace touchline {

CropMap crop_map(const LetterboxSpec& spec, const Box& box, float margin, float turn_rad) {
  TL_ASSERT(spec.width > 0 && spec.height > 0 && margin > 0);
  const auto width = static_cast<float>(spec.width), height = static_cast<float>(spec.height);
  float w = box.w * margin, h = box.h * margin;
  if (spec.fit != Fit::stretch) {
    const float shape = width / height;
    w = std::max(w, h * shape);
    h = w / shape;
  }
  const float cosine = std::cos(turn_rad), sine = std::sin(turn_rad);
  CropMap map;
  map.xx = cosine * w / width;
  map.xy = -sine * h / height;
  map.yx = sine * w / width;
  map.yy = cosine * h / height;
  const Vec2f centre = box.center();
  map.x0 = centre.x - (map.xx * width + map.xy * height) / 2;
  map.y0 = centre.y - (map.yx * width + map.yy * height) / 2;
  return map;
}

CropPixel::CropPixel(const LetterboxSpec& spec, const Frame& picture) : frame(picture) {
  const auto channels = channel_affines(spec, picture.info());
  std::copy(channels.begin(), channels.end(), channel);
  for (std::size_t c = 0; c < 3; ++c) border[c] = border_value(spec, c);
}

namespace {

// The definition's fmaf() and floorf() are calls into the maths library where the compiler may not
// assume the instructions; with these a crop takes a third of the time, and its results are the
// same bits. Sanitizers run before the choice is possible.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TL_FMA_CLONES __attribute__((flatten, target_clones("default", "fma")))
#else
#define TL_FMA_CLONES
#endif

/// Row `v` of the crop into `row` and the same places of the other two planes.
TL_FMA_CLONES void sample_row(const CropPixel& of_frame, const CropMap& map, int v, int width,
                              std::ptrdiff_t plane, float* row) {
  const CropPixel pixel = of_frame;  // what is written cannot be part of it
  for (int u = 0; u < width; ++u) {
    float value[3];
    pixel.colour(map, u, v, value);
    for (int c = 0; c < 3; ++c) row[c * plane + u] = value[c];
  }
}

}  // namespace

void sample_crop(const LetterboxSpec& spec, const Frame& frame, const CropMap& map, float* tensor) {
  const CropPixel pixel(spec, frame);
  const std::ptrdiff_t plane = std::ptrdiff_t{spec.width} * spec.height;
  for (int v = 0; v < spec.height; ++v)
    sample_row(pixel, map, v, spec.width, plane, tensor + std::ptrdiff_t{v} * spec.width);
}

}  // namespace touchline
