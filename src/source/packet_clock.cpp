#include "source/packet_clock.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace touchline {
namespace {

/// Steps up to here need no second look, whatever the rate.
constexpr Nanoseconds kEasyStep = kSecond / 10;
/// A jump ahead up to here is a gap: no clock is taken for another one over so little.
constexpr Nanoseconds kShortGap = kSecond / 2;
/// Backwards up to here a single stamp is a muxer's untidiness; its picture is set right later.
constexpr Nanoseconds kUntidy = kSecond / 2;
/// A lone last packet so far ahead of all others is no gap.
constexpr Nanoseconds kLoneGap = 10 * kSecond;
/// Streams of one part are this close together.
constexpr Nanoseconds kTogether = 3 * kSecond;
/// So many wild stamps in a row are told from a jump.
constexpr std::size_t kMostWild = 3;
/// The same of sound, of which a transport stream stamps many packets with one stamp.
constexpr std::size_t kMostWildSound = 64;
/// So many packets must bear out a jump.
constexpr std::size_t kWitnesses = 4;
/// Among so many pictures the earliest of a part is looked for: they come in decode order.
constexpr std::size_t kReordered = 8;
constexpr std::size_t kPartsKept = 4;

/// Times of the packets of one kind behind the first.
std::vector<Nanoseconds> times_behind(std::span<const PacketStamps> window, bool video) {
  std::vector<Nanoseconds> times;
  for (const auto& packet : window.subspan(1))
    if (packet.video == video && packet.time() != kNoTime) times.push_back(packet.time());
  return times;
}

/// How long a picture lasts of which nothing else is known yet.
Nanoseconds usual_of(const PacketStamps& packet) {
  constexpr Nanoseconds kLeast = kSecond / 500;
  return packet.duration > kLeast ? std::min(packet.duration, kSecond) : kSecond / 25;
}

bool near(Nanoseconds a, Nanoseconds b, Nanoseconds distance) {
  return std::abs(a - b) <= distance;
}

}  // namespace

Nanoseconds PacketClock::now(bool video) const {
  const Track& track = tracks_[video ? 0 : 1];
  return track.last == kNoTime ? kNoTime : track.last + track.offset;
}

void PacketClock::begin_part(bool told) {
  forced_is_told_ = told;
  for (auto& track : tracks_) track.forced = true;
  forced_after_ = last_part_;
}

void PacketClock::sought() {
  for (auto& track : tracks_) track.last = track.end = track.crushed = kNoTime;
}

std::optional<PacketClock::Verdict> PacketClock::judge(Window window, bool complete,
                                                       const LongestGap& longest_gap) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  const Nanoseconds at = packet.time();
  if (t.forced && at != kNoTime) return forced(window, complete);
  if (at == kNoTime) {
    if (t.last == kNoTime && packet.video && packet.pts != kNoTime)
      return before_first(window, complete);
    if (t.last != kNoTime) t.last += t.step;
    return Verdict{.offset = t.offset};
  }
  if (t.crushed != kNoTime) {
    if (is_crushed(t.step, t.crushed, at)) {
      t.crushed = at;
      return forget(packet, false);
    }
    t.crushed = kNoTime;
  }
  if (t.last == kNoTime) return first(window, complete);
  const Nanoseconds step = at - t.last;
  const bool easy = step > 0 && step <= std::max(3 * t.step, kEasyStep);
  if (easy && shown_far_ahead(packet)) return doubt_pts(window, complete, longest_gap);
  if (easy) return accept(packet);
  return doubt(window, complete, longest_gap);
}

/// The time of decoding is not known yet; that of showing may be wild, and others crushed behind
/// it.
std::optional<PacketClock::Verdict> PacketClock::before_first(Window window, bool complete) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  const Times later = times_behind(window, true);
  const bool enough = later.size() > kWitnesses || window.size() > 8 * kWitnesses;
  if (!enough && !complete) return std::nullopt;
  if (later.size() < 2 || !near(packet.pts, later[0], kTogether) ||
      crushed_behind(usual_of(packet), later[0], {later.begin() + 1, later.end()}, complete) != 0)
    return Verdict{.offset = t.offset};
  return forget(packet, !std::exchange(t.wild_pts, true));
}

/// A first stamp is held against the ones behind it: nothing came before.
std::optional<PacketClock::Verdict> PacketClock::first(Window window, bool complete) {
  const PacketStamps& packet = window.front();
  const Nanoseconds at = packet.time();
  const Times later = times_behind(window, packet.video);
  if (later.empty()) return complete ? std::optional(accept(packet)) : std::nullopt;
  const Nanoseconds usual = usual_of(packet);
  if (is_crushed(usual, at, later[0])) {
    if (later.size() < kWitnesses && !complete) return std::nullopt;
    if (crushed_behind(usual, at, later, complete) == 0) {
      Track& t = track(packet);
      t.step = usual;
      t.crushed = at;
      return forget(packet, !t.wild_pts);
    }
  }
  if (const auto beside = packet.video ? std::nullopt : pictures_beside(window);
      beside && !near(at, *beside, kTogether)) {
    if (later.size() < kMostWildSound && !complete) return std::nullopt;
    track(packet).step = usual;
    if (const auto right = sound_comes_back(at, *beside, later)) {
      track(packet).last = track(packet).end = *right - usual;
      return forget(packet, true);
    }
  }
  const Nanoseconds step = later[0] - at;
  if (step > 0 && (indexed_ || step <= kSecond)) return accept(packet);
  if (later.size() < 3 && !complete) return std::nullopt;
  if (later.size() < 2) return accept(packet);
  for (std::size_t i = 1; i < later.size(); ++i)
    if (later[i] <= later[i - 1] || later[i] - later[i - 1] > kSecond) return accept(packet);
  if (step > 0) {  // a gap behind one picture, or that picture is wrong: what do the others say?
    for (const auto& other : window)
      if (other.video != packet.video && other.time() != kNoTime &&
          near(other.time(), at, kTogether))
        return accept(packet);
    if (step <= kLoneGap) return accept(packet);
  }
  return forget(packet, true);
}

std::optional<PacketClock::Verdict> PacketClock::doubt(Window window, bool complete,
                                                       const LongestGap& longest_gap) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  const Nanoseconds at = packet.time(), ahead = at - t.last;
  if (only_dts_is_off(packet)) {
    ++wild_;
    t.last += t.step;
    t.end = std::max(t.end, packet.pts + packet.duration);
    return Verdict{.offset = t.offset, .wild_dts = true};
  }
  const Times later = times_behind(window, packet.video);
  if (comes_back(packet, later)) {
    if (ahead <= 0 && ahead > -kUntidy) return Verdict{.offset = t.offset};
    return forget(packet, packet.video || !t.wild_run);
  }
  if (!packet.video) {
    if (later.size() < kMostWildSound && !complete) return std::nullopt;
    if (sound_comes_back(at, t.last, later)) return forget(packet, !t.wild_run);
  }
  const bool short_gap = ahead > 0 && ahead <= kSecond;
  const bool clear = short_gap && !later.empty() && !is_crushed(t.step, at, later[0]);
  if (!clear && later.size() < kWitnesses && !complete) return std::nullopt;
  if (const auto in_front = clear ? std::nullopt : crushed_behind(t.step, at, later, complete)) {
    if (*in_front == 0) t.crushed = at;
    return forget(packet, !t.wild_pts);
  }
  if (later.empty() && !is_borne_out(window)) {
    if (ahead <= 0 && ahead > -kUntidy) return Verdict{.offset = t.offset};
    return forget(packet, true);
  }
  return jump(window, complete, longest_gap);
}

/// Decoded in time and shown much later: what follows was put in order by a demuxer that makes up
/// the times of decoding (Matroska), or this stamp is wild.
std::optional<PacketClock::Verdict> PacketClock::doubt_pts(Window window, bool complete,
                                                           const LongestGap& longest_gap) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  const Times later = times_behind(window, true);
  std::size_t there = 0;  // the first that is decoded about when this one is shown
  while (there < later.size() && !near(later[there], packet.pts, kTogether)) ++there;
  if (later.size() < std::min(there, kReordered) + kWitnesses && !complete) return std::nullopt;
  const auto behind = std::span(later).subspan(std::min(there + 1, later.size()));
  if (there <= kReordered && there < later.size() &&
      !crushed_behind(t.step, later[there], {behind.begin(), behind.end()}, complete)) {
    const Nanoseconds by = later[there] - (t.last + t.step);
    return indexed_ && by > longest_gap() ? enter_by_pts(window, by) : accept(packet);
  }
  return forget(packet, !std::exchange(t.wild_pts, true));
}

/// A part whose first pictures have made-up times of decoding, on the old part's clock.
PacketClock::Verdict PacketClock::enter_by_pts(Window window, Nanoseconds by) {
  PacketStamps packet = window.front();
  packet.dts = packet.pts;
  Part& part = make_part(window, by);
  part.begin = part.end = packet.pts;
  ++joins_;
  Verdict verdict = enter(packet, part);
  verdict.wild_dts = true;
  return verdict;
}

std::optional<PacketClock::Verdict> PacketClock::jump(Window window, bool complete,
                                                      const LongestGap& longest_gap) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  if (Part* part = part_of(packet)) return enter(packet, *part);
  const Nanoseconds by = packet.time() - (t.last + t.step);
  if (by > 0 && (by <= kShortGap || other_is_there(packet))) return accept(packet);
  if (!packet.video) return follow_pictures(window, complete, longest_gap);
  if (by > 0 && by <= longest_gap()) {
    Verdict verdict = accept(packet);
    verdict.jumped = true;
    return verdict;
  }
  ++joins_;
  return enter(packet, make_part(window, by));
}

/// Sound that jumps before the pictures do waits for them to say where their part belongs.
std::optional<PacketClock::Verdict> PacketClock::follow_pictures(Window window, bool complete,
                                                                 const LongestGap& longest_gap) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  const Track& pictures = tracks_[0];
  const Nanoseconds at = packet.time(), by = at - (t.last + t.step);
  std::size_t seen = 0;
  for (std::size_t i = 1; i < window.size(); ++i) {
    const Nanoseconds time = window[i].time();
    if (!window[i].video || time == kNoTime) continue;
    const bool jumps =
        pictures.last != kNoTime && (time <= pictures.last || time - pictures.last > kShortGap);
    if (++seen > kWitnesses && !jumps) break;
    if (!jumps || !near(time, at, kTogether)) continue;
    const auto rest = window.subspan(i);
    const Times later = times_behind(rest, true);
    if (later.size() < kWitnesses && !complete) return std::nullopt;
    if (comes_back(window[i], later)) break;
    const Nanoseconds jump = time - (pictures.last + pictures.step);
    if (jump > 0 && jump <= longest_gap()) return accept(packet);
    ++joins_;
    return enter(packet, make_part(rest, jump));
  }
  if (seen <= kWitnesses && !complete) return std::nullopt;
  if (by > -kUntidy && by <= (indexed_ ? longest_gap() : kLoneGap)) return accept(packet);
  if (t.offset != pictures.offset && near(at, pictures.last, kTogether)) {
    t.offset = pictures.offset;  // its own clock was another for a while
    return accept(packet);
  }
  // The sound alone has another clock now: it goes on where it was.
  t.offset -= by;
  ++joins_;
  return accept(packet);
}

std::optional<PacketClock::Verdict> PacketClock::forced(Window window, bool complete) {
  const PacketStamps& packet = window.front();
  Track& t = track(packet);
  for (Part& part : parts_)
    if (part.number > forced_after_) return enter(packet, part);
  std::size_t first_picture = 0;
  while (first_picture < window.size() &&
         (!window[first_picture].video || window[first_picture].time() == kNoTime))
    ++first_picture;
  const auto rest = window.subspan(first_picture);
  if (!complete && (rest.empty() || times_behind(rest, true).size() < kReordered))
    return std::nullopt;
  if (rest.empty()) {
    t.forced = false;
    return accept(packet);
  }
  return enter(packet, make_part(rest, told_jump(rest.front())));
}

/// How far the clock jumps to a part that a mark began; none: it runs on, or nobody is to know.
std::optional<Nanoseconds> PacketClock::told_jump(const PacketStamps& first_picture) {
  const Track& pictures = tracks_[0];
  if (!forced_is_told_ || pictures.last == kNoTime) return std::nullopt;
  const Nanoseconds by = first_picture.time() - (pictures.last + pictures.step);
  if (near(by, 0, pictures.step)) return std::nullopt;
  ++joins_;
  return by;
}

PacketClock::Verdict PacketClock::accept(const PacketStamps& packet) {
  Track& t = track(packet);
  const Nanoseconds at = packet.time();
  // A container that counts from stamp to stamp has a packet before a jump last until it.
  const bool lasts = packet.duration > 0 && (t.step == 0 || packet.duration <= 4 * t.step);
  const Nanoseconds step = lasts ? packet.duration : t.last != kNoTime ? at - t.last : t.step;
  t.step = std::clamp<Nanoseconds>(step, 1, kSecond);
  t.last = at;
  if (t.begin == kNoTime) t.begin = at;
  t.wild_pts = t.wild_run = false;
  const Nanoseconds shown = packet.pts != kNoTime ? packet.pts : at;
  t.end = std::max(t.end, shown + t.step);
  if (!shown_far_ahead(packet)) t.delay = std::max(t.delay, shown - at);
  if (!parts_.empty() && parts_.back().number == t.part)
    parts_.back().end = std::max(parts_.back().end, at);
  Verdict verdict{.offset = t.offset};
  if (t.silent_until != kNoTime) {
    verdict.overlaps = shown + t.offset + t.step / 2 < t.silent_until;
    if (!verdict.overlaps) t.silent_until = kNoTime;
  }
  return verdict;
}

PacketClock::Verdict PacketClock::forget(const PacketStamps& packet, bool counted) {
  Track& t = track(packet);
  wild_ += counted;
  forgotten_ += packet.video;
  t.wild_run = true;
  if (t.last != kNoTime) {
    t.last += t.step;
    t.end += t.step;
  } else if (!packet.video) {
    t.last = t.end = tracks_[0].begin;  // nothing says when the sound begins: with the pictures
  }
  return Verdict{.offset = t.offset, .wild = true};
}

PacketClock::Verdict PacketClock::enter(const PacketStamps& packet, Part& part) {
  Track& t = track(packet);
  if (!packet.video && t.end != kNoTime) t.silent_until = t.end + t.offset;
  t.part = part.number;
  t.offset = part.offset;
  t.last = t.end = kNoTime;
  t.forced = false;
  Verdict verdict = accept(packet);
  verdict.jumped = true;
  if (packet.video) verdict.joined_by = std::exchange(part.jump, std::nullopt);
  verdict.joined_at = part.shown;
  return verdict;
}

/// The pictures' own stamps run on: only the time of decoding was lost.
bool PacketClock::only_dts_is_off(const PacketStamps& packet) const {
  if (packet.dts == kNoTime || packet.pts == kNoTime || packet.dts == packet.pts) return false;
  const Track& t = track(packet);
  const Nanoseconds usual = std::max({kSecond, 2 * t.delay, 8 * t.step});
  const bool pts_runs_on = packet.pts > t.last - kUntidy && packet.pts <= t.last + usual + kSecond;
  return pts_runs_on && !near(packet.pts, packet.dts, usual);
}

/// Soon after it the stamps are where they would be without it.
bool PacketClock::comes_back(const PacketStamps& packet, const Times& later) const {
  const Track& t = track(packet);
  const Nanoseconds at = packet.time();
  for (std::size_t i = 0; i < std::min(later.size(), kMostWild); ++i) {
    const auto steps = static_cast<Nanoseconds>(i + 2);
    const bool in_place =
        later[i] > t.last && later[i] - t.last <= 2 * steps * t.step + kSecond / 2;
    if (in_place && (at > t.last ? later[i] < at : later[i] > at)) return true;
  }
  return false;
}

/// Further on the sound jumps back to about `from`, as if it had never been at `at`: where it would
/// have been instead.
std::optional<Nanoseconds> PacketClock::sound_comes_back(Nanoseconds at, Nanoseconds from,
                                                         const Times& later) const {
  const Nanoseconds step = tracks_[1].step;
  Nanoseconds before = at;
  for (std::size_t i = 0; i < std::min(later.size(), kMostWildSound); ++i) {
    const Nanoseconds by = later[i] - std::exchange(before, later[i]);
    const bool jumps = at > from ? by < 0 : by > std::max(3 * step, kEasyStep);
    if (jumps && near(later[i], from, kTogether))
      return later[i] - static_cast<Nanoseconds>(i + 1) * step;
  }
  return std::nullopt;
}

/// Where the pictures are when a first packet of sound comes.
std::optional<Nanoseconds> PacketClock::pictures_beside(Window window) const {
  if (tracks_[0].last != kNoTime) return tracks_[0].last;
  for (const auto& packet : window)
    if (packet.video && packet.time() != kNoTime) return packet.time();
  return std::nullopt;
}

/// The last packet of its kind: whether anything but itself says that its clock has jumped.
bool PacketClock::is_borne_out(Window window) const {
  const PacketStamps& packet = window.front();
  const Track& t = track(packet);
  const Nanoseconds at = packet.time(), ahead = at - t.last;
  if (ahead > 0 && (indexed_ || ahead <= kLoneGap)) return true;
  for (const auto& other : window.subspan(1))
    if (other.time() != kNoTime && near(other.time(), at, kTogether)) return true;
  for (const Part& part : parts_)
    if (part.number > t.part && near(part.end, at, kTogether)) return true;
  const Track& other = tracks_[packet.video ? 1 : 0];
  return ahead > 0 && other.last != kNoTime && near(other.last, at, kTogether);
}

/// Pictures or sound pause while the other goes on, on the same clock: that time has passed.
bool PacketClock::other_is_there(const PacketStamps& packet) const {
  const Track &t = track(packet), &other = tracks_[packet.video ? 1 : 0];
  return other.last != kNoTime && other.part == t.part && other.offset == t.offset &&
         near(other.last, packet.time(), kTogether);
}

/// Far closer than pictures are apart: a muxer that must not go back counts ticks instead.
bool PacketClock::is_crushed(Nanoseconds step, Nanoseconds from, Nanoseconds to) const {
  return to >= from && to - from <= std::min(step / 10, kSecond / 500);
}

/// How many stamps from `at` on lie before the one that all later ones were crushed behind; none:
/// nothing is crushed.
std::optional<std::size_t> PacketClock::crushed_behind(Nanoseconds step, Nanoseconds at,
                                                       const Times& later, bool complete) const {
  const std::size_t least = complete ? 1 : 2;
  Nanoseconds wild = at;
  for (std::size_t i = 0; i < kMostWild && i + least <= later.size() && near(wild, at, kTogether);
       ++i) {
    bool crushed = is_crushed(step, wild, later[i]);
    for (std::size_t j = i + 1; crushed && j < std::min(later.size(), i + kWitnesses); ++j)
      crushed = is_crushed(step, later[j - 1], later[j]);
    if (crushed) return i;
    wild = later[i];
  }
  return std::nullopt;
}

/// Further behind its decoding than any order of pictures asks for.
bool PacketClock::shown_far_ahead(const PacketStamps& packet) const {
  const Track& t = track(packet);
  return packet.video && packet.pts != kNoTime && packet.dts != kNoTime &&
         packet.pts - packet.dts > std::max({kSecond / 2, 2 * t.delay, 16 * t.step});
}

/// The newer part whose clock this packet is on; null: its own, or none yet.
PacketClock::Part* PacketClock::part_of(const PacketStamps& packet) {
  const Track& t = track(packet);
  const Nanoseconds at = packet.time(), expected = t.last + t.step + t.offset;
  for (auto part = parts_.rbegin(); part != parts_.rend() && part->number > t.part; ++part) {
    if (at < part->begin - kTogether || at > part->end + kTogether) continue;
    if (std::abs(at + part->offset - expected) < std::abs(at + t.offset - expected)) return &*part;
  }
  return nullptr;
}

PacketClock::Part& PacketClock::make_part(Window from_first_picture,
                                          std::optional<Nanoseconds> jump) {
  const Track& pictures = tracks_[0];
  Nanoseconds earliest = kNoTime;
  std::size_t seen = 0;
  for (const auto& packet : from_first_picture) {
    if (!packet.video || packet.time() == kNoTime) continue;
    const Nanoseconds shown = packet.pts != kNoTime ? packet.pts : packet.dts;
    // Behind another jump of the clock lies yet another part.
    if (earliest != kNoTime && !near(shown, earliest, kTogether)) break;
    if (earliest == kNoTime || shown < earliest) earliest = shown;
    if (++seen == kReordered) break;
  }
  Part part;
  part.number = ++last_part_;
  part.begin = part.end = from_first_picture.front().time();
  part.offset = pictures.end == kNoTime ? 0 : pictures.end + pictures.offset - earliest;
  part.shown = earliest + part.offset;
  part.jump = jump;
  if (parts_.size() == kPartsKept) parts_.pop_front();
  parts_.push_back(part);
  return parts_.back();
}

}  // namespace touchline
