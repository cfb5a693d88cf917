// People and ball through time, one tracker per source, fed strictly in presentation order.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "geometry/field_spec.h"
#include "records/detection.h"
#include "records/event.h"
#include "records/field.h"
#include "records/kit.h"
#include "records/peak.h"
#include "records/track.h"
#include "track/foot.h"

namespace touchline {

/// Seconds and body sizes only: nothing here depends on frame rate or resolution.
struct TrackerOptions {
  int class_count = 0;  ///< detections of other classes are ignored; 0: every class counts
  int ball_class = -1;  ///< -1: the sport has no ball
  float high_score =
      0.5F;  ///< detections at or above start and continue tracks (ByteTrack's first pass)
  float low_score = 0.1F;  ///< detections between low and high only continue tracks (second pass)
  float match_distance = 0.8F;  ///< gate on the match cost, see track/association.h
  double confirm_s = 0.1;       ///< a new track is reported once it has been matched over this time
  double lost_s = 1.5;          ///< an unmatched track is kept this long, then ends
  double coast_s = 0.5;         ///< and is reported as predicted this long
  double ball_coast_s = 0.5;    ///< a ball prediction expires after this
  float ball_start_score = 0;   ///< peaks from here start the flight of a ball, others continue it
  float ball_max_speed_bodies = 25.0F;  ///< fastest ball, median body heights per second
  double ball_max_speed_m_s = 40;       ///< and where the frame is calibrated
  FieldSpec field;                      ///< what is painted there may look like a ball
  FootOptions foot;                     ///< of the network that finds people
  std::int64_t first_id = 1;            ///< of the tracks
  /// Confirmed tracks give the samples of the time before, too (TrackUpdate::firsts).
  bool first_samples = false;
  bool operator==(const TrackerOptions&) const = default;
};

/// One frame, as the rooms before found it.
struct FrameInput {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;     ///< later than the previous frame's
  int width = 0, height = 0;  ///< of the picture, pixels
  const Detections& detections;
  std::span<const KitSample> kits{};  ///< beside the detections, or empty: appearance is not used
  const FieldView* view = nullptr;    ///< null or lost: association in the image
  /// Previous pixel -> this pixel, measured in the picture. Without it, two calibrations in a row
  /// tell the motion, and without those the detections do.
  std::optional<Mat3> motion{};
  bool cut = false;  ///< another picture altogether: every track ends before this frame
  /// What may be the ball, as points; null: no network looked. From the first frame that has them
  /// on the ball is followed in them (FlightTrack) and not in the detections.
  const Peaks* peaks = nullptr;
};

struct TrackUpdate {
  TrackSamples people;          ///< by track id; `field` is set when the frame is calibrated
  std::vector<KitSample> kits;  ///< beside `people` (weight 0: not seen), or empty as the input's
  BallSample ball;
  /// track_start, track_end, ball_found, ball_lost, flight_break, cut; ids are set by the pipeline.
  std::vector<Event> events;
  /// Of a person confirmed only now: as measured in an earlier frame.
  struct First {
    std::int64_t frame = 0;
    TrackSample sample;
  };
  std::vector<First> firsts;  ///< where they are wanted
  /// Of a ball that is only now known to be one: what it was in an earlier frame.
  struct BallFirst {
    std::int64_t frame = 0;
    BallSample ball;
  };
  std::vector<BallFirst> ball_firsts;  ///< likewise, by frame
  /// Frame of the earliest sample that may yet be among `firsts` or `ball_firsts`; after this one:
  /// there is none.
  std::int64_t open_since = 0;
};

class Tracker {
 public:
  explicit Tracker(const TrackerOptions& options);
  ~Tracker();
  Tracker(Tracker&&) noexcept;
  Tracker& operator=(Tracker&&) noexcept;

  /// One frame; the result is valid until the next call.
  const TrackUpdate& update(const FrameInput& input);
  /// Ends every track: the events of the endings. Where first samples are wanted, whoever was seen
  /// in a source shorter than confirm_s, which confirms nobody, is a track all the same.
  const TrackUpdate& finish();
  /// None of its tracks has this id or a later one.
  [[nodiscard]] std::int64_t next_id() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchline
