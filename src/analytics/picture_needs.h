// What the pictures of a sport show: for whoever asks whether a source is one of it.
#pragma once

namespace touchline {

/// Of the median picture; 0: not asked for.
struct PictureNeeds {
  double grass_share = 0;  ///< of the picture in the colour of grass
  int people = 0;          ///< in view
};

}  // namespace touchline
