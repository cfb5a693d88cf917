// Which detection continues which track.
#pragma once

#include <span>
#include <vector>

#include "geometry/assignment.h"
#include "records/detection.h"
#include "track/kalman.h"

namespace touchline {

/// Memory is taken for this many tracks and detections at the start; more only cost an allocation.
inline constexpr int kUsualPeople = 64;

/// What association needs to know of a track, all predicted to the frame at hand.
struct TrackView {
  const BoxFilter* filter = nullptr;
  Box box;
};

/// Cost of continuing a track with a detection, class-blind and free of units:
///
///   cost = 1 - IoU(grow(track, b h), grow(detection, b h)) + 0.5 d2 / 18.42 + 0.2 |ln(h_detection
///   / h_track)|
///
/// Both boxes grow by b body heights h on every side, b = min(0.4 + sigma, 0.8) with sigma the
/// predicted centre's standard deviation in body heights: small fast people overlap their
/// prediction even when their plain boxes do not (buffered IoU, Yang et al. 2023), and the reach
/// grows with the time unseen. d2 is the squared Mahalanobis distance of the centres, so a track
/// that knows well where it is goes before one that has been away. Infinity when d2 exceeds 18.42 =
/// chi-square(2, 0.9999), or the height differs by more than a factor of two.
double match_cost(const TrackView& track, const Detection& detection);

struct Match {
  int track = 0, detection = 0;  ///< indices into the spans given to match()
};

/// Finds the pairs of least total cost, leaving out every pair above `limit`. Reuse it: it keeps
/// its memory.
class Associator {
 public:
  Associator();
  /// Valid until the next call; ordered by track.
  std::span<const Match> match(std::span<const TrackView> tracks,
                               std::span<const Detection> detections, double limit);

 private:
  void match_crowded(int columns, double limit);

  Assignment assignment_{kUsualPeople};
  std::vector<double> cost_, small_cost_;
  std::vector<int> row_choices_, column_choices_, rows_, columns_, column_of_row_;
  std::vector<Match> matches_;
};

}  // namespace touchline
