// The people of one source: association in two passes and the life of a track.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "records/event.h"
#include "track/association.h"
#include "track/camera_motion.h"
#include "track/meetings.h"
#include "track/person_track.h"
#include "track/picture_motion.h"
#include "track/standing_things.h"
#include "track/tracker.h"

namespace touchline {

/// Hands out ids from `first` on and never the same one twice.
class IdLedger {
 public:
  explicit IdLedger(std::int64_t first) : next_(first) {}
  std::int64_t next() { return next_++; }
  [[nodiscard]] std::int64_t peek() const { return next_; }

 private:
  std::int64_t next_;
};

/// An event that spans the given stamps and rests on their frames. Its id is set by the pipeline.
Event make_event(const char* type, std::int64_t track_id, const FrameStamp& from,
                 const FrameStamp& to, float conf);

/// One frame as PersonTracks needs it.
struct PeopleFrame {
  FrameStamp now;
  /// People only, in an order that does not depend on the detector (see canonical_order()).
  std::span<const Detection> detections;
  std::span<const KitSample> kits;        ///< beside them, or empty
  const FieldView* view = nullptr;        ///< null: not calibrated
  const PictureMotion* motion = nullptr;  ///< null: to be estimated from the detections
};

/// A track's life: tentative from its first sure detection; confirmed, with an id, once matched
/// over confirm_s; unseen for at most lost_s; then over. Only confirmed tracks are reported, and
/// while unseen only for coast_s. What turns out to be a thing that stands on the field is
/// withheld: not confirmed, or its track ends.
class PersonTracks {
 public:
  PersonTracks(const TrackerOptions& options, IdLedger& ids);

  void update(const PeopleFrame& frame, TrackUpdate& result);
  /// Tentative tracks count, however short.
  void confirm_all(const FrameStamp& now, TrackUpdate& result);
  /// Ends every track.
  void finish(const FrameStamp& now, TrackUpdate& result);

  /// Median height of the people seen of late, pixels; 0 before anyone was seen.
  [[nodiscard]] double body_height() const { return body_height_; }
  /// How far the picture moved in the last frame, pixels.
  [[nodiscard]] Vec2f camera_shift() const { return camera_shift_; }
  /// The picture's velocity, pixels per second.
  [[nodiscard]] Vec2f camera_velocity() const { return camera_.velocity(); }

 private:
  using Track = PersonTrack;

  void end_expired(const FrameStamp& now, std::vector<Event>& events);
  void look(const PeopleFrame& frame);
  void predict(const FrameStamp& now, const PictureMotion* motion);
  void shift_all(Vec2f shift);
  /// Matches the chosen tracks with the detections of score [low, high) that are still free.
  void match_pass(const FrameStamp& now, bool confirmed, float low, float high);
  void match_all(const FrameStamp& now, bool motion_known);
  /// What the detections themselves say about the camera, after the first pass.
  void settle_camera(const FrameStamp& now, Vec2f jump);
  void measure(Track& track, int detection, const FrameStamp& now, TrackUpdate& result);
  /// One that has been matched for long enough.
  void confirm_unless_thing(Track& track, const FrameStamp& now, TrackUpdate& result);
  void confirm(Track& track, const FrameStamp& now, TrackUpdate& result);
  /// Ends those that were people and turn out to be things.
  void end_things(const FrameStamp& now, std::vector<Event>& events);
  /// Keeps what was measured of a tentative track, until it is confirmed or forgotten.
  void keep_first(const Track& track);
  void forget_firsts(const FrameStamp& now, TrackUpdate& result);
  /// A second box on a body that has one: much the same, or a part of it.
  [[nodiscard]] bool is_seen_twice(std::size_t detection, std::size_t old_tracks,
                                   const FrameStamp& now) const;
  void begin_tracks(const FrameStamp& now);
  void report(const PeopleFrame& frame, TrackUpdate& result);
  [[nodiscard]] TrackView view_of(const Track& track) const;
  void measure_bodies(const FrameStamp& now, std::span<const Detection> detections);

  TrackerOptions options_;
  IdLedger* ids_;
  CameraMotion camera_;
  StandingThings things_;
  Associator associator_;
  std::vector<Track> tracks_;  ///< by birth
  struct Young {
    std::int64_t birth;
    TrackUpdate::First first;
  };
  std::vector<Young> young_;  ///< samples of tentative tracks, by frame
  std::int64_t births_ = 0;
  double body_height_ = 0;
  Vec2f camera_shift_;

  // Scratch of one update, kept for its memory.
  std::span<const Detection> detections_;
  std::vector<TrackView> views_;
  std::vector<Detection> free_;
  std::vector<Sighting> sightings_, free_sightings_;
  std::vector<Cov2> lasting_;  ///< beside sightings_
  std::vector<int> track_rows_, detection_columns_, detection_of_track_;
  std::vector<char>
      taken_;  // not bool: GCC 14 warns of its reserve (-Warray-bounds, a false alarm)
  std::vector<Vec2f> displacements_;
  std::vector<float> heights_;
  struct Reported {
    TrackSample sample;
    int detection;
  };
  std::vector<Reported> reported_;
};

}  // namespace touchline
