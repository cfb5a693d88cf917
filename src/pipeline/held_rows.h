// Frames on their way to the record that wait until the tracks which began in them are confirmed.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "pipeline/moment.h"
#include "pipeline/settings.h"
#include "track/tracker.h"

namespace touchline {

/// How many frames of a source may wait (see AnalystOptions::rows_held): those of
/// `track.confirm_s`, two more for a frame that was missed and a clock that is not even, and never
/// more than 32, because each keeps its picture. `delays`: nobody waits for the rows, as of a file;
/// `fps`: of the frames used, 0: not known, taken as 30.
int rows_held(const Settings& settings, bool delays, double fps);

class HeldRows {
 public:
  explicit HeldRows(std::size_t most) : most_(most) {}

  /// Adds to the frames that wait what the tracker has only now become sure of (a ball where none
  /// was seen, too), and moves the
  /// starts of those tracks from `events` to the frame of their first sample. `judged`: samples of
  /// the same people that tell whether they are on the field.
  void complete(const TrackUpdate& update, std::span<const TrackSample> judged,
                std::vector<Event>& events);
  void push(Moment moment) { waiting_.push_back(std::move(moment)); }
  /// The oldest frame, once no track that is still to be confirmed began in it or before, or too
  /// many wait.
  std::optional<Moment> next();
  /// Nothing more will be confirmed.
  void release() { most_ = 0; }

 private:
  Moment* find(std::int64_t frame);

  std::size_t most_;
  std::int64_t open_since_ = 0;  ///< frame of the earliest sample of a track not yet confirmed
  std::deque<Moment> waiting_;
};

}  // namespace touchline
