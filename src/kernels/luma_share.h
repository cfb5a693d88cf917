// Luma's shares of red and blue: what a YUV matrix is made of.
#pragma once

#include "image/format.h"

namespace touchline {

/// ITU-T H.273, table 4.
struct LumaShare {
  double red, blue;
};

constexpr LumaShare luma_share(Colour::Matrix matrix) {
  switch (matrix) {
    case Colour::Matrix::bt601:
      return {0.299, 0.114};
    case Colour::Matrix::bt2020:
      return {0.2627, 0.0593};
    case Colour::Matrix::bt709:
      break;
  }
  return {0.2126, 0.0722};
}

}  // namespace touchline
