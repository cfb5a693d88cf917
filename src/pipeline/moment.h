// The parcel of one frame, filled as it walks from lane to lane. Rooms receive its members, never
// the parcel.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "kernels/cuda/glance.h"
#include "kernels/grass_colour.h"
#include "pipeline/accounting.h"
#include "records/event.h"
#include "records/landmark.h"
#include "records/observation.h"
#include "records/record.h"
#include "records/sound.h"
#include "records/sport_record.h"
#include "source/source.h"

namespace touchline {

/// Most networks that look at the pictures of a sport.
inline constexpr std::size_t kMostLooks = 8;

/// What a source's observer wants to know of a picture, so that it can be read with those of
/// others.
struct GlanceNeeds {
  bool glance = false;  ///< false: the picture need not be read ahead
  bool motion = false;  ///< the glance's pyramid too
  bool kits = false;    ///< what those wear who were detected
};

struct Moment {
  std::int64_t sequence = 0;  ///< 0, 1, 2... among the frames of its source that are processed
  SourceFrame picture;
  Nanoseconds due_ns = kNoTime;        ///< wall clock at which a camera gave it, or would have
  std::bitset<kMostLooks> due;         ///< the looks that are to see this frame
  std::optional<Landmarks> landmarks;  ///< null: no network looked
  std::optional<FieldView> past_view;  ///< see LaneSetup::past_view_s; null: nobody asked, or none
  GlanceNeeds needs;
  std::optional<FetchedGlance> glance;  ///< null: nobody has read the picture ahead
  std::optional<GrassColour> grass;     ///< likewise
  bool kits_seen = false;               ///< seen.kits are there already
  Observation seen;  ///< its detections are there from inference on, the rest from the Observer on
  FrameRecord row;   ///< people and ball as recorded: what is drawn and measured
  FieldView view;    ///< likewise where the camera looks
  BallSample ball;
  std::vector<Event> events;
  std::vector<SoundStretch> sounds;           ///< heard since the moment before
  std::shared_ptr<const SportRecord> record;  ///< null: nothing is measured
  std::array<std::optional<Rgb>, 2> shirts;   ///< of the two teams, as measured so far
  Spans spans{};
};

inline Span& span(Moment& moment, Stage stage) {
  return moment.spans[static_cast<std::size_t>(stage)];
}

}  // namespace touchline
