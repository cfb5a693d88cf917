#include "source/live_clock.h"

#include <algorithm>
#include <cstdlib>

namespace touchline {
namespace {

constexpr Nanoseconds kLeastStep = kSecond / 1000;
/// Clocks of cameras drift by up to 100 ppm; a network hands some picture on in time at least once
/// in a while.
constexpr double kDrift = 1e-4;
/// So long after a loss it becomes clear how far behind the pictures are.
constexpr Nanoseconds kSettling = 3 * kSecond;
/// How far apart what a camera's clock says has passed and what has passed here may be.
constexpr Nanoseconds kBelieved = 5 * kSecond;

}  // namespace

/// The first picture of another connection.
void LiveClock::begin(SourceFrame& frame, Nanoseconds now_ns) {
  fresh_ = false;
  if (last_.pts_ns == kNoTime) return;
  Nanoseconds pts = now_ns - zero_ns_;
  if (frame.clock == ClockSource::rtcp && zero_utc_ns_ != kNoTime) {
    const Nanoseconds told = frame.utc_ns - zero_utc_ns_;
    if (std::abs(told - pts) < kBelieved) pts = told;
    settled_at_ns_ = now_ns;
  } else {
    settled_at_ns_ = now_ns + kSettling;
  }
  offset_ns_ = std::max(pts, last_.pts_ns + std::max(last_.step_ns, kLeastStep)) - frame.pts_ns;
  numbers_ = last_.index + 1 - frame.index;
  ++epoch_;
  frame.seam.reconnected = true;
  ahead_ns_ = kNoTime;
}

void LiveClock::stamp(SourceFrame& frame, Nanoseconds now_ns, Nanoseconds utc_ns) {
  if (fresh_) begin(frame, now_ns);
  settle(frame, now_ns);
  frame.pts_ns += offset_ns_;
  if (last_.pts_ns != kNoTime && frame.pts_ns <= last_.pts_ns)
    frame.pts_ns = last_.pts_ns + kLeastStep;
  if (epoch_ == 0) note_zero(frame, now_ns);
  frame.index += numbers_;
  frame.epoch = epoch_;
  frame.received_ns = now_ns;
  move_sound(frame);
  if (frame.clock == ClockSource::none) {
    frame.clock = ClockSource::receipt;
    frame.utc_ns = taken(frame.pts_ns, utc_ns - delay_ns_);
  }
  const Nanoseconds step = last_.pts_ns == kNoTime ? 0 : frame.pts_ns - last_.pts_ns;
  last_ = {frame.pts_ns, step, frame.index};
}

/// What a server has kept comes at once, and its first pictures are older than they seem: no
/// picture is from later than now.
void LiveClock::settle(const SourceFrame& frame, Nanoseconds now_ns) {
  if (settled_at_ns_ == kNoTime || now_ns >= settled_at_ns_) return;
  offset_ns_ = std::min(offset_ns_, now_ns - zero_ns_ - frame.pts_ns);
}

void LiveClock::note_zero(const SourceFrame& frame, Nanoseconds now_ns) {
  const Nanoseconds here = now_ns - frame.pts_ns;
  if (zero_ns_ == kNoTime || here < zero_ns_) zero_ns_ = here;
  if (frame.clock == ClockSource::rtcp) zero_utc_ns_ = frame.utc_ns - frame.pts_ns;
}

/// Sound that overlaps what was lost, or comes from before it, is left out.
void LiveClock::move_sound(SourceFrame& frame) {
  for (auto& packet : frame.audio) {
    packet.pts_ns += offset_ns_;
    if (packet.dts_ns != kNoTime) packet.dts_ns += offset_ns_;
  }
  std::erase_if(frame.audio, [&](const Packet& packet) {
    if (sound_until_ns_ != kNoTime && packet.pts_ns < sound_until_ns_) return true;
    sound_until_ns_ = packet.pts_ns + packet.duration_ns;
    return false;
  });
}

/// Pictures come at best as late as the least delayed: the others were held up on the way.
Nanoseconds LiveClock::taken(Nanoseconds pts_ns, Nanoseconds utc_ns) {
  const Nanoseconds ahead = utc_ns - pts_ns;
  const auto drift = static_cast<Nanoseconds>(kDrift * static_cast<double>(pts_ns - ahead_at_ns_));
  if (ahead_ns_ == kNoTime || ahead < ahead_ns_ + drift) {
    ahead_ns_ = ahead;
    ahead_at_ns_ = pts_ns;
    return utc_ns;
  }
  return pts_ns + ahead_ns_ + drift;
}

}  // namespace touchline
