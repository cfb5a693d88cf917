// Packets of one recording in one row on one clock, whatever its container does on the way: clocks
// that start again, stamps gone wild, streams that move to other numbers, senders that fall silent.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "records/media.h"
#include "source/input.h"
#include "source/packet_clock.h"

namespace touchline {

/// Pictures that move; a cover does not.
bool is_picture_stream(const AVStream& stream);

class Feed {
 public:
  struct Item {
    UniqueAVPacket packet;  ///< its stamps on the joined clock, in the time base of video()/audio()
    bool video = false;
    bool restart = false;        ///< another stream or codec than before: another decoder is needed
    Nanoseconds time = kNoTime;  ///< of decoding, also where the stamps are missing
  };
  /// A place where parts with different clocks were joined.
  struct Join {
    Nanoseconds at = 0;  ///< when the first picture behind it is shown, stream time
    Nanoseconds by = 0;  ///< how far the clock jumped: + ahead, - back
  };

  /// Pictures in a row whose references are missing: a decoder need not notice.
  struct BrokenGroup {
    Nanoseconds at = 0;  ///< stream time
    std::int64_t pictures = 0;
  };

  Feed(Input& input, std::string where);

  /// The next packet of the pictures or the sound; none at the end. An error is final.
  Result<std::optional<Item>> next();
  /// Reads as far ahead as it takes to know which streams the recording begins with.
  Status begin();

  /// The stream that the pictures come from now.
  [[nodiscard]] AVStream& video() const { return *video_; }
  [[nodiscard]] AVStream* audio() const { return audio_; }  ///< null: no sound
  [[nodiscard]] AVRational video_base() const { return video_base_; }
  /// How far the wall clock of a sender that tells it (RTCP) is ahead of stream time.
  [[nodiscard]] std::optional<Nanoseconds> utc_ahead() const { return utc_ahead_; }
  /// Video packets handed out so far.
  [[nodiscard]] std::int64_t packets() const { return packets_; }
  [[nodiscard]] const PacketClock& clock() const { return clock_; }
  [[nodiscard]] const std::vector<BrokenGroup>& broken_groups() const { return broken_groups_; }
  /// A jump went wrong: the recording must be opened again.
  [[nodiscard]] bool is_lost() const { return lost_; }
  /// The stream's stamps at its beginning cannot be taken as they stand.
  [[nodiscard]] bool start_is_doubtful() const { return clock_.joins() + clock_.wild() > 0; }
  /// Goes to a key picture some way before `time` (stream time) where the container's index makes
  /// that sure; returns how many pictures lie before it in decode order. None: nothing has changed.
  std::optional<std::int64_t> jump_before(Nanoseconds time);
  /// The oldest join at or before `time`, once.
  std::optional<Join> take_join(Nanoseconds time);
  /// Pictures cannot be decoded from here on: why, and their packets are only counted.
  void leave_video(std::string why);

  /// packets_corrupt, packets_left, times_repaired, truncated and reasons.
  [[nodiscard]] MediaCounts counts() const;

 private:
  struct Held {
    UniqueAVPacket packet;
    AVCodecID codec = AV_CODEC_ID_NONE;  ///< of its stream when it was read
    Nanoseconds read_at = 0;             ///< wall clock
  };
  [[nodiscard]] bool is_video(const Held& held) const;
  [[nodiscard]] bool is_audio(const Held& held) const;
  [[nodiscard]] bool is_full() const;
  /// One more packet into held_; does nothing when there is none.
  Status read_more();
  Status next_part();
  /// What the front packet is becomes known, or it is gone; false: more must be read for that.
  Result<bool> follow();
  [[nodiscard]] bool runs_beside(int stream, int chosen) const;
  bool can_take_sound(const AVStream& stream);
  void switch_to(AVStream& stream);
  bool waits_for_key();
  bool is_of_another_codec();
  void leave_front();
  void drop_front();
  std::optional<Item> judge_front();
  bool trust_front();
  Item take_front(const PacketClock::Verdict& verdict);
  void note_broken_group(const AVPacket& packet, const AVRational& base,
                         const PacketClock::Verdict& verdict);
  [[nodiscard]] PacketStamps stamps_of(const Held& held) const;
  [[nodiscard]] std::vector<PacketStamps> window() const;
  Nanoseconds longest_gap();
  void fill_in_sound(AVPacket& packet, Nanoseconds time, const AVRational& base) const;
  void note_wall_clock(const AVPacket& packet, const AVRational& base);
  void mark(const AVPacket& packet, const AVRational& base, bool video, Nanoseconds offset);
  Status at_end(int code);
  void cut_short(std::string why);
  void note_truncation(int code);
  [[nodiscard]] std::optional<int> index_entry_before(Nanoseconds time) const;

  Input& input_;
  std::string where_;
  AVStream* video_;
  AVStream* audio_;
  AVRational video_base_;
  AVCodecID codec_ = AV_CODEC_ID_NONE;        ///< of the pictures handed out last
  AVCodecID other_codec_ = AV_CODEC_ID_NONE;  ///< that its packets carry instead for now
  bool counters_jumped_ = false;              ///< those of packets, just before the front one
  std::vector<BrokenGroup> broken_groups_;
  bool lacks_references_ = false;  ///< up to the next key picture
  Nanoseconds leads_until_ = kNoTime;
  std::optional<Nanoseconds> utc_ahead_;
  bool restart_ = false, switched_ = false, video_left_ = false;
  std::set<int> left_;      ///< streams that were followed once
  std::set<int> parallel_;  ///< streams that run beside the chosen ones
  PacketClock clock_;
  std::deque<Held> held_;
  std::size_t held_bytes_ = 0;
  std::deque<Join> joins_;
  MediaCounts counts_;
  std::int64_t packets_ = 0;
  std::int64_t position_ = -1;  ///< in the file, of the last picture's packet
  Nanoseconds read_at_ = 0;     ///< wall clock, of the last picture's packet
  Nanoseconds video_end_ = kNoTime, any_end_ = kNoTime;  ///< of the packets, container's time
  int errors_in_a_row_ = 0;
  int awaited_ = 0;  ///< packets read while a stream just entered has no key picture yet; 0: it has
  bool ended_ = false, lost_ = false;
  bool part_ended_ = false;      ///< the recording goes on in another file
  std::int64_t part_begin_ = 0;  ///< packets_ at the beginning of this file
  /// What carries the sound, as told when the source was opened.
  struct Sound {
    AVCodecID codec = AV_CODEC_ID_NONE;
    int rate = 0, channels = 0;
    Nanoseconds packet_ns = 0;  ///< how long one packet sounds; 0: that differs
  } sound_;
};

}  // namespace touchline
