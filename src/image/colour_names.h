// The names of colour values, as FFmpeg's filters and our records spell them.
#pragma once

#include "image/format.h"

namespace touchline {

constexpr const char* to_string(Colour::Matrix matrix) {
  switch (matrix) {
    case Colour::Matrix::bt601:
      return "bt601";
    case Colour::Matrix::bt709:
      return "bt709";
    case Colour::Matrix::bt2020:
      return "bt2020";
  }
  return "bt709";
}

constexpr const char* to_string(Colour::Range range) {
  return range == Colour::Range::full ? "full" : "limited";
}

}  // namespace touchline
