// Where one camera's picture ends and another begins, and what kind of shot it is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "track/shots_thumbnail.h"

namespace touchline {

/// `live`: a wide view of the field in play time. `close_up`: little field. `crowd`: no field, in a
/// video that has shown one. `unknown`: nothing speaks for any of them.
enum class ShotKind : std::uint8_t { live, replay, close_up, crowd, unknown };
const char* to_string(ShotKind kind);

/// Shots first..last, of which it is known only now that they were a replay; the last one may still
/// go on.
struct ReplayRange {
  int first = 0, last = 0;
  bool operator==(const ReplayRange&) const = default;
};

struct ShotUpdate {
  bool cut = false;      ///< this frame is the first of another shot
  bool gradual = false;  ///< of a dissolve, or while a wipe goes on
  int shot = 0;          ///< from 0
  ShotKind kind = ShotKind::unknown;
  const char* why = "";               ///< what the kind rests on
  std::optional<ReplayRange> replay;  ///< news about what was not called a replay before
  float grass = 0;                    ///< 0..1 of the picture, smoothed
};

/// A replay is known this long after it began at the latest, seconds; only slow motion tells of its
/// whole shot, which may be longer but is the one that still goes on.
inline constexpr double kReplayKnownS = 120;

/// Causal: says what is known at each frame, never looks ahead. Works on thumbnails; times in
/// seconds of media time, so that it does not depend on the frame rate.
///
/// - A hard cut: most of the picture is no moved part of the picture before. A uniform change of
///   light is none; a picture burnt out by a flash is waited for, 0.25 s at most.
/// - A dissolve: the picture of half the time ago is a mix of the one 0.6 s ago and this one, which
///   have nothing in common. It is reported when its later half is seen.
/// - A wipe: pictures that have nothing in common with the ones before for 0.2 to 2 s. It counts as
///   one cut, at its first frame. Two like wipes 2 to 90 s apart enclose a replay, known at the
///   second; from then on that wipe opens and closes replays at once.
/// - Slow motion: three in ten pictures or more of the last second repeat the one before although
///   the picture moves, in a video that otherwise does not: a replay.
class ShotDetector {
 public:
  ShotUpdate push(const Glance& glance, Nanoseconds pts_ns);

 private:
  struct Past {
    Thumbnail picture;
    Nanoseconds pts_ns = 0;
  };
  /// A transition of several pictures that are unlike each other.
  struct Wipe {
    std::vector<Thumbnail> pictures;
    Nanoseconds begin_ns = 0, last_ns = 0;
    int shot_before = 0;
    bool replay_before = false;
  };

  bool is_cut(const Past& now, ShotUpdate& update);
  bool is_flash(const Past& now);
  bool is_dissolve(const Past& now) const;
  void follow_wipe(const Past& now, ShotUpdate& update);
  void end_wipe(ShotUpdate& update);
  [[nodiscard]] static bool alike(const Wipe& a, const Wipe& b);
  bool watch_motion(const Past& now, float moved);
  void begin_shot(const Past& now);
  void judge(const Past& now, ShotUpdate& update);
  void remember(const Past& now);
  [[nodiscard]] const Past& ago(Nanoseconds now_ns, double seconds) const;

  Past now_, previous_;
  std::vector<Past> past_;  ///< of this shot, oldest first, the last 0.8 s
  bool any_ = false;
  int shot_ = 0;
  float usual_unlike_ = 0.1F;  ///< how unlike neighbouring pictures of this shot are
  Nanoseconds shot_begin_ns_ = 0, flash_begin_ns_ = kNoTime;

  std::optional<Wipe> wipe_;
  std::vector<Wipe> wipes_;  ///< seen and not yet paired
  std::vector<Wipe> logos_;  ///< known to enclose replays
  bool replay_ = false;
  const char* replay_why_ = "";

  std::vector<float> moved_;  ///< of the last second, newest last
  std::vector<Nanoseconds> moved_at_;
  float usual_repeats_ = -1;  ///< share of repeated pictures in the shots before; -1: none yet
  float repeats_ = 0;

  float grass_ = 0, middle_ = 0, seen_grass_ = 0;
};

}  // namespace touchline
