// Whether a few pictures show the sport that is to be measured: what its networks see in them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "analytics/picture_needs.h"
#include "image/frame.h"
#include "pipeline/assembly.h"
#include "source/probe.h"

namespace touchline {

struct SportLook {
  std::string sport;
  int pictures = 0;          ///< looked at
  int with_field = 0;        ///< landmarks agree on where the camera looks
  int landmarks = 0;         ///< of the field, in the median picture
  int people = 0;            ///< in the median picture
  double person_height = 0;  ///< median, source pixels; 0: nobody
  bool field_asked = true;   ///< whether the sport has a field that a network recognises
};

/// Runs the sport's networks on `pictures`. Errors are those of loading a network.
Result<SportLook> look_for_sport(const Assembly& assembly, std::span<const Frame> pictures);

/// Makes the verdict no better than what the sport needs of pictures, and says what was looked at.
void judge_sport(const SportLook& look, const PictureNeeds& needs, ProbeReport& report);

}  // namespace touchline
