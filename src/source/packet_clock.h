// One clock for packets whose own clock starts again, jumps, or has single wild stamps.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"

namespace touchline {

/// What a packet says of its time, nanoseconds; kNoTime where it says nothing.
struct PacketStamps {
  bool video = true;
  Nanoseconds dts = kNoTime, pts = kNoTime, duration = 0;

  /// What follows the order of packets: of pictures only the time of decoding does.
  [[nodiscard]] Nanoseconds time() const { return video || dts != kNoTime ? dts : pts; }
};

/// Judges packets one by one, in the file's order, with a short look ahead where a stamp is
/// doubtful. A stamp that the ones behind it do not bear out is wild. A clock that really jumps
/// begins a new part, whose pictures follow one picture behind the old part's; its sound moves with
/// them. A jump that may be time that passed stays as it is.
class PacketClock {
 public:
  struct Verdict {
    Nanoseconds offset = 0;  ///< to add to the stamps
    bool wild = false;       ///< neither stamp is to be believed
    bool wild_dts = false;   ///< the decode stamp is not
    bool overlaps = false;   ///< sound of a new part from before the end of the old part's sound
    bool jumped = false;     ///< the clock jumps just before this packet, joined or not
    std::optional<Nanoseconds> joined_by{};  ///< on the first picture of a part: how far it jumped
    Nanoseconds joined_at = 0;               ///< and when that part's pictures begin, joined clock
  };
  /// The longest time that can have passed at the jump just met; 0: the stream says none has.
  using LongestGap = std::function<Nanoseconds()>;

  /// `indexed`: the container counts from one picture to the next, so that a stamp ahead of the
  /// one before is as it was recorded.
  explicit PacketClock(bool indexed) : indexed_(indexed) {}

  /// Of window[0], the rest is what follows it; none: say it again with more behind it, or with
  /// `complete` when there is no more to be had.
  std::optional<Verdict> judge(std::span<const PacketStamps> window, bool complete,
                               const LongestGap& longest_gap);
  /// What comes next is another recording and follows the last, whatever its stamps say. `told`: it
  /// is a jump of the clock like any other, and told as one.
  void begin_part(bool told = false);
  /// What comes next was sought: its stamps are on the same clock, but further on.
  void sought();

  /// Parts joined at a jump of the clock.
  [[nodiscard]] int joins() const { return joins_; }
  /// Wild stamps; those that a muxer crushed behind one are counted with it.
  [[nodiscard]] int wild() const { return wild_; }
  /// Packets of pictures whose stamps were wild or crushed.
  [[nodiscard]] int forgotten() const { return forgotten_; }
  /// When the packet judged last is decoded, on the joined clock, as far as can be told.
  [[nodiscard]] Nanoseconds now(bool video) const;

 private:
  struct Track {
    Nanoseconds begin = kNoTime;  ///< of the first packet
    Nanoseconds last = kNoTime;   ///< of the packet before, on its own clock
    Nanoseconds step = 0;         ///< the usual distance
    Nanoseconds end = kNoTime;    ///< of the latest picture so far, on its own clock
    Nanoseconds delay = 0;        ///< most that a picture is shown after its decoding
    Nanoseconds offset = 0;
    Nanoseconds crushed = kNoTime;  ///< the stamp that others were crushed behind
    bool wild_pts = false;          ///< so was the last packet's, though it was decoded in time
    bool wild_run = false;          ///< the last packet was forgotten: one stamp may time several
    Nanoseconds silent_until = kNoTime;  ///< on the joined clock
    std::int64_t part = 0;
    bool forced = false;  ///< the next packet begins a part
  };
  struct Part {
    std::int64_t number = 0;
    Nanoseconds offset = 0, begin = 0, end = 0;  ///< begin and end on its own clock
    Nanoseconds shown = 0;                       ///< its first picture, on the joined clock
    std::optional<Nanoseconds> jump;             ///< until its first picture has told of it
  };
  using Window = std::span<const PacketStamps>;
  using Times = std::vector<Nanoseconds>;

  std::optional<Verdict> before_first(Window window, bool complete);
  std::optional<Verdict> first(Window window, bool complete);
  std::optional<Verdict> doubt(Window window, bool complete, const LongestGap& longest_gap);
  std::optional<Verdict> doubt_pts(Window window, bool complete, const LongestGap& longest_gap);
  Verdict enter_by_pts(Window window, Nanoseconds by);
  std::optional<Verdict> jump(Window window, bool complete, const LongestGap& longest_gap);
  std::optional<Verdict> follow_pictures(Window window, bool complete,
                                         const LongestGap& longest_gap);
  std::optional<Verdict> forced(Window window, bool complete);
  std::optional<Nanoseconds> told_jump(const PacketStamps& first_picture);
  Verdict accept(const PacketStamps& packet);
  Verdict forget(const PacketStamps& packet, bool counted);
  Verdict enter(const PacketStamps& packet, Part& part);
  [[nodiscard]] bool only_dts_is_off(const PacketStamps& packet) const;
  [[nodiscard]] bool comes_back(const PacketStamps& packet, const Times& later) const;
  [[nodiscard]] std::optional<Nanoseconds> sound_comes_back(Nanoseconds at, Nanoseconds from,
                                                            const Times& later) const;
  [[nodiscard]] std::optional<Nanoseconds> pictures_beside(Window window) const;
  [[nodiscard]] bool is_borne_out(Window window) const;
  [[nodiscard]] bool other_is_there(const PacketStamps& packet) const;
  [[nodiscard]] bool is_crushed(Nanoseconds step, Nanoseconds from, Nanoseconds to) const;
  [[nodiscard]] std::optional<std::size_t> crushed_behind(Nanoseconds step, Nanoseconds at,
                                                          const Times& later, bool complete) const;
  [[nodiscard]] bool shown_far_ahead(const PacketStamps& packet) const;
  Part* part_of(const PacketStamps& packet);
  Part& make_part(Window from_first_picture, std::optional<Nanoseconds> jump);
  Track& track(const PacketStamps& packet) { return tracks_[packet.video ? 0 : 1]; }
  [[nodiscard]] const Track& track(const PacketStamps& packet) const {
    return tracks_[packet.video ? 0 : 1];
  }

  bool indexed_;
  Track tracks_[2];
  std::deque<Part> parts_;  ///< the latest few
  std::int64_t last_part_ = 0, forced_after_ = 0;
  bool forced_is_told_ = false;
  int joins_ = 0, wild_ = 0, forgotten_ = 0;
};

}  // namespace touchline
