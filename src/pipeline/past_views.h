// Where the camera looked a while ago: from a source's analyst back to its decoder, for looks at
// those who are near the field.
#pragma once

#include <deque>
#include <limits>
#include <optional>
#include <span>

#include "base/channel.h"
#include "pipeline/moment.h"

namespace touchline {

/// The while is one of media time, and who asks sooner waits, so that every frame is told the same
/// at whatever speed a run goes. Nobody waits for a frame that has not been sent: no lane can block
/// itself.
class PastViews {
 public:
  /// `ago` should not be less than what may be under way at once, or it is that which bounds it.
  explicit PastViews(Nanoseconds ago) : ago_(ago) {}
  /// From the decoder: the next frames, on their way to the analyst.
  void sent(std::span<const Moment> moments);
  /// From the analyst, of every frame in order.
  void put(const FieldView& view) { views_.push(view); }
  /// For the decoder: the view of the last frame sent that is so much older than `picture`, which
  /// comes next. Nothing where its epoch has none.
  const std::optional<FieldView>& before(const SourceFrame& picture);
  /// Nobody waits any more.
  void close() { views_.abandon(); }

 private:
  struct Sent {
    Nanoseconds pts_ns;
    int epoch;
  };
  Nanoseconds ago_;
  std::deque<Sent> sent_;          ///< those whose views have not been taken
  std::optional<FieldView> past_;  ///< the last that was
  Channel<FieldView> views_{std::numeric_limits<std::size_t>::max()};
};

}  // namespace touchline
