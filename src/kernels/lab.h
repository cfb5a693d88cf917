// Colours between what a screen shows and what the eye measures, once, in double precision.
// Per-pixel code has its own in single precision (kernels/kit_colour.h), straight from YUV.
#pragma once

#include <algorithm>
#include <cmath>

#include "records/kit.h"

namespace touchline {

/// sRGB from CIELAB (D65, 2 degrees; IEC 61966-2-1), cut to what a screen can show.
inline Rgb to_rgb(const Lab& lab) {
  const double fy = (lab.L + 16) / 116, fx = fy + lab.a / 500.0, fz = fy - lab.b / 200.0;
  const auto inverse = [](double f) {
    return f > 6.0 / 29 ? f * f * f : 3 * (6.0 / 29) * (6.0 / 29) * (f - 4.0 / 29);
  };
  const double x = 0.95047 * inverse(fx), y = inverse(fy), z = 1.08883 * inverse(fz);
  const auto code = [](double linear) {
    const double v =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<unsigned char>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
  };
  return {code(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
          code(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
          code(0.0556434 * x - 0.2040259 * y + 1.0572252 * z)};
}

/// The way back.
inline Lab to_lab(const Rgb& rgb) {
  const auto linear = [](unsigned char code) {
    const double v = code / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  const double r = linear(rgb.r), g = linear(rgb.g), b = linear(rgb.b);
  const auto f = [](double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  };
  const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047),
               y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b),
               z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  return {static_cast<float>(116 * y - 16), static_cast<float>(500 * (x - y)),
          static_cast<float>(200 * (y - z))};
}

}  // namespace touchline
