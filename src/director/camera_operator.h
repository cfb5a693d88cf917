// Whoever moves a virtual camera.
#pragma once

#include <vector>

#include "director/framing.h"
#include "director/play.h"

namespace touchline::director {

/// Each follows one source, from its first frame to its last.
class CameraOperator {
 public:
  virtual ~CameraOperator() = default;
  /// Takes the next frame's play, whose time is later than all before; the framings that are known
  /// now, in order of time.
  virtual std::vector<Framing> push(const Play& play) = 0;
  /// No frame follows: the framings still to come.
  virtual std::vector<Framing> finish() = 0;
};

}  // namespace touchline::director
