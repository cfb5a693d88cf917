// What a run found, as it shows in pictures that are drawn afterwards.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "records/event.h"
#include "sports/badminton/record.h"

namespace touchline::badminton {

class ForeseenPlay {
 public:
  ForeseenPlay() = default;
  /// Of a run's events the strokes and rallies.
  explicit ForeseenPlay(std::span<const Event> events);
  /// The rally that is played at a moment, or was over two seconds ago at most. Of its strokes
  /// those that have been struck by then.
  [[nodiscard]] std::optional<RallyNow> at(Nanoseconds now) const;

 private:
  struct Stroke {
    int rally = 0;
    End end = End::near;
    StrokeNow shown;
  };
  struct Rally {
    int number = 0;
    Nanoseconds from = 0, to = 0;
  };
  std::vector<Rally> rallies_;   ///< in the order of time
  std::vector<Stroke> strokes_;  ///< likewise
};

}  // namespace touchline::badminton
