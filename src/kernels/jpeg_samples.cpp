#include "kernels/jpeg_samples.h"

#include <cmath>

#include "base/assert.h"
#include "kernels/luma_share.h"
#include "kernels/rows.h"

namespace touchline {

JpegColour jpeg_colour(const Colour& colour) {
  const bool limited = colour.range == Colour::Range::limited;
  const double luma = limited ? 255.0 / 219 : 1, chroma = limited ? 255.0 / 224 : 1;
  const auto [red, blue] = luma_share(colour.matrix);
  const double green = 1 - red - blue;
  // R, G, B = Y + these times (Cb, Cr).
  const double rgb[3][2] = {{0, 2 * (1 - red)},
                            {-2 * (1 - blue) * blue / green, -2 * (1 - red) * red / green},
                            {2 * (1 - blue), 0}};
  const auto [jpeg_red, jpeg_blue] = luma_share(Colour::Matrix::bt601);
  const double share[3] = {jpeg_red, 1 - jpeg_red - jpeg_blue, jpeg_blue};
  const auto fixed = [](double value) {
    return static_cast<std::int32_t>(std::lround(value * 65536));
  };
  JpegColour out{};
  double y[2] = {};
  for (int c = 0; c < 2; ++c)
    for (int k = 0; k < 3; ++k) y[c] += share[k] * rgb[k][c];
  out.y[0] = fixed(luma);
  for (int c = 0; c < 2; ++c) {
    out.y[1 + c] = fixed(chroma * y[c]);
    out.u[c] = fixed(chroma * (rgb[2][c] - y[c]) / (2 * (1 - jpeg_blue)));
    out.v[c] = fixed(chroma * (rgb[0][c] - y[c]) / (2 * (1 - jpeg_red)));
  }
  out.black = limited ? 16 : 0;
  return out;
}

JpegBlock jpeg_block(const Frame& frame, const Image& image) {
  TL_ASSERT(frame.planes() >= 2 && image.info().format == PixelFormat::i420 &&
            image.info().width == frame.width() && image.info().height == frame.height());
  const bool pairs = frame.info().format == PixelFormat::nv12;
  const auto& chroma = frame.plane(1);
  return {frame.plane(0).data,
          chroma.data,
          pairs ? chroma.data + 1 : frame.plane(2).data,
          frame.plane(0).pitch,
          chroma.pitch,
          pairs ? 2 : 1,
          frame.width(),
          frame.height(),
          image.plane(0).data,
          image.plane(1).data,
          image.plane(2).data,
          image.plane(0).pitch,
          image.plane(1).pitch,
          jpeg_colour(frame.info().colour)};
}

void to_jpeg_samples(const Frame& frame, Image& image) {
  for_each_pixel(image.plane(1).width, image.plane(1).height, jpeg_block(frame, image));
}

}  // namespace touchline
