// What a person wears, as colours measured inside the detection's box with the grass masked out.
#pragma once

#include <array>

namespace touchline {

/// CIELAB (D65): L 0..100, a and b about -128..127.
struct Lab {
  float L = 0, a = 0, b = 0;
  bool operator==(const Lab&) const = default;
};

struct Rgb {
  unsigned char r = 0, g = 0, b = 0;
  bool operator==(const Rgb&) const = default;
};

struct KitSample {
  Lab shirt, shorts;  ///< robust centres of upper and lower body
  float weight = 0;   ///< 0..1: share of the body's pixels that are kit, not grass or skin or
                      ///< another person; 0: nothing could be measured
  bool operator==(const KitSample&) const = default;
};

}  // namespace touchline
