// The parcel of one frame, filled as it walks from lane to lane. Rooms receive its members, never
// the parcel.
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/accounting.h"
#include "records/detection.h"
#include "records/event.h"
#include "records/track.h"
#include "source/source.h"

namespace touchline {

struct Moment {
  std::size_t lane = 0;       ///< which source of the run
  std::int64_t sequence = 0;  ///< 0, 1, 2... among the frames of its source that are processed
  SourceFrame picture;
  Detections detections;
  TrackSamples people;
  BallSample ball;
  std::vector<Event> events;
  Spans spans{};
};

}  // namespace touchline
