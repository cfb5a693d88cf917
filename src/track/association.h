// Which detection continues which track.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "geometry/assignment.h"
#include "records/detection.h"
#include "track/field_filter.h"
#include "track/kalman.h"
#include "track/kit_space.h"

namespace touchline {

/// Memory is taken for this many tracks and detections at the start; more only cost an allocation.
inline constexpr int kUsualPeople = 64;

/// What association needs to know of a track, all predicted to the frame at hand.
struct TrackView {
  const BoxFilter* filter = nullptr;
  Box box;
  const FieldFilter* field = nullptr;  ///< null, or not known(): matched in the image
  const KitAverage* kit = nullptr;
};

/// What is known of a detection beside its box.
struct Sighting {
  std::optional<FieldPoint> field;  ///< where it stands; null without a calibration
  KitVector kit{};
  float kit_weight = 0;  ///< 0..1; 0: nothing was measured
};

/// Cost of continuing a track with a detection, class-blind and free of units:
///
///   cost = 1 - IoU(grow(track, b h), grow(detection, b h)) + 0.5 d2 / 18.42 + 0.2 |ln(h_detection
///   / h_track)| + 0.5 kit
///
/// Both boxes grow by b body heights h on every side, b = min(0.4 + sigma, 0.8) with sigma the
/// predicted centre's standard deviation in body heights: small fast people overlap their
/// prediction even when their plain boxes do not (buffered IoU, Yang et al. 2023), and the reach
/// grows with the time unseen. d2 is the squared Mahalanobis distance of the centres, so a track
/// that knows well where it is goes before one that has been away. Infinity when d2 exceeds 18.42 =
/// chi-square(2, 0.9999), or the height differs by more than a factor of two.
///
/// When both are placed in metres, d2 is the lesser of the image's and the field's, cut at
/// 18.42, and the pair is impossible when both exceed that (a foot hidden by someone else spoils
/// the place, a moving camera the picture) or when nobody runs that fast. kit is 0 for kits as
/// alike as the track's own samples are (one standard deviation of each coordinate), 1 at two and a
/// half times that, times the measured weight.
double match_cost(const TrackView& track, const Detection& detection,
                  const Sighting* sighting = nullptr);

struct TrackMatch {
  int track = 0, detection = 0;  ///< indices into the spans given to match()
};

/// Finds the pairs of least total cost, leaving out every pair above `limit`. Reuse it: it keeps
/// its memory.
class Associator {
 public:
  Associator();
  /// Valid until the next call; ordered by track. `sightings`: beside the detections, or empty.
  std::span<const TrackMatch> match(std::span<const TrackView> tracks,
                                    std::span<const Detection> detections, double limit,
                                    std::span<const Sighting> sightings = {});

 private:
  void match_crowded(int columns, double limit);

  Assignment assignment_{kUsualPeople};
  std::vector<double> cost_, small_cost_;
  std::vector<int> row_choices_, column_choices_, rows_, columns_, column_of_row_;
  std::vector<TrackMatch> matches_;
};

}  // namespace touchline
