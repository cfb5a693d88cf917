// What the networks see at once: the new frames of one source and those before them.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "field/field_gate.h"
#include "pipeline/moment.h"

namespace touchline {

/// Where a source's moments go back to from the networks: its lane. All of it is thread safe.
class Home {
 public:
  virtual ~Home() = default;
  /// A moment that the networks have seen, in any order.
  virtual void accept(Moment&& moment) = 0;
  /// Ends the source; its moments still come back.
  virtual void fail(Error error) = 0;
  /// The same when moments may have been lost.
  virtual void give_up(Error error) = 0;
};

/// How many frames a sport's networks see at once.
struct ClipShape {
  int frames = 1;  ///< the longest window
  int stride = 1;  ///< new ones of these
};

/// Which detections a look at crops is shown.
struct CropRule {
  std::vector<int> classes;           ///< of the sport's; none: no look at crops
  double margin = 1.25;               ///< the crop is so many times the box, about its centre
  double min_height_px = 24;          ///< of a box; smaller ones show nothing
  std::size_t most = 32;              ///< of a frame, the surest
  std::optional<GateRule> gate = {};  ///< only of whoever stands there; null: anywhere
  /// With fewer there by a past view the picture may be another camera's since: anywhere, then.
  std::size_t least = 2;
};

struct Clip {
  Home* home = nullptr;
  std::vector<Moment> moments;  ///< ClipShape::stride of them, fewer at the end
  /// Those before them, oldest first, as many as the longest window reaches back; fewer at the
  /// start.
  std::vector<Frame> before = {};
};

}  // namespace touchline
