#include "source/feed.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include "source/discontinuity.h"

namespace touchline {
namespace {

/// As much is held at most while a doubt is cleared up.
constexpr std::size_t kMostHeld = 512, kMostHeldBytes = 32U << 20U;
/// Encoders pick any clock within a day when they start; that it lies so little ahead of the old
/// one is no chance: then the time has passed.
constexpr Nanoseconds kLikelyPause = 600 * kSecond;
/// No recording pauses for longer, nor does an MP4 file hold a pause of more than 13 hours.
constexpr Nanoseconds kLongestPause = 12 * 3600 * kSecond;
/// How unevenly a network may hand on what a live sender sends.
constexpr Nanoseconds kNetworkJitter = 10 * kSecond;

bool is_encrypted(const AVPacket& packet) {
  return av_packet_get_side_data(&packet, AV_PKT_DATA_ENCRYPTION_INFO, nullptr) != nullptr;
}

/// A counter of few bits that starts again is taken by libav for one that has run full.
Nanoseconds unwrapped(Nanoseconds jump, const AVStream& stream) {
  if (stream.pts_wrap_bits >= 48 || stream.pts_wrap_bits <= 0) return jump;
  const Nanoseconds round = to_ns(std::int64_t{1} << stream.pts_wrap_bits, stream.time_base);
  return jump > round / 2 ? jump - round : jump < -round / 2 ? jump + round : jump;
}

/// Stamps beyond any clock, as damaged files have them, tell nothing.
Nanoseconds sane(Nanoseconds time) {
  constexpr Nanoseconds kMost = Nanoseconds{1} << 61;  // 73 years
  return time > -kMost && time < kMost ? time : kNoTime;
}

}  // namespace

Feed::Feed(Input& input, std::string where)
    : input_(input),
      where_(std::move(where)),
      video_(&input.video()),
      audio_(input.audio()),
      video_base_(input.video().time_base),
      clock_(input.is_indexed()) {
  if (!audio_) return;
  const AVCodecParameters& sound = *audio_->codecpar;
  sound_ = {sound.codec_id, sound.sample_rate, sound.ch_layout.nb_channels, 0};
  if (sound.frame_size > 0 && sound.sample_rate > 0)
    sound_.packet_ns = to_ns(sound.frame_size, AVRational{1, sound.sample_rate});
}

bool Feed::is_video(const Held& held) const { return held.packet->stream_index == video_->index; }
bool Feed::is_audio(const Held& held) const {
  return audio_ && held.packet->stream_index == audio_->index;
}
bool Feed::is_full() const {
  return ended_ || part_ended_ || held_.size() >= kMostHeld || held_bytes_ >= kMostHeldBytes;
}

Status Feed::begin() {
  while (!ended_ && !part_ended_) {
    if (held_.empty()) {
      TL_CHECK(read_more());
      continue;
    }
    if (is_video(held_.front()) || is_audio(held_.front())) break;
    TL_ASSIGN(const bool known, follow());
    if (!known) TL_CHECK(read_more());
  }
  codec_ = video_->codecpar->codec_id;
  video_base_ = video_->time_base;
  restart_ = switched_ = false;
  left_.clear();
  if (input_.loses_header())
    counts_.reasons.push_back(
        "the playlist goes on with another header (EXT-X-MAP) on the way, which FFmpeg does not "
        "follow: what comes behind it may be missing or at wrong times; give the parts one by one "
        "(--join)");
  return {};
}

Result<std::optional<Feed::Item>> Feed::next() {
  for (;;) {
    if (held_.empty()) {
      if (ended_) return std::optional<Item>();
      if (part_ended_) TL_CHECK(next_part());
      TL_CHECK(read_more());
      continue;
    }
    if (!is_video(held_.front()) && !is_audio(held_.front())) {
      TL_ASSIGN(const bool known, follow());
      if (!known) TL_CHECK(read_more());
      continue;
    }
    if (is_video(held_.front())) {
      if (is_encrypted(*held_.front().packet)) {
        return fail(Errc::bad_input, where_,
                    "{}: the video is encrypted (DRM); decrypt it first, or export an unprotected "
                    "copy",
                    where_);
      }
      if (is_of_another_codec()) {
        ++counts_.packets_left;
        drop_front();
        continue;
      }
      if (video_left_ || waits_for_key()) {
        leave_front();
        continue;
      }
    }
    if (auto item = judge_front()) return std::optional(std::move(*item));
    TL_CHECK(read_more());
  }
}

Status Feed::read_more() {
  if (ended_ || part_ended_) return {};
  Held held;
  held.packet.reset(av_packet_alloc());
  const int code = input_.read(*held.packet);
  if (code < 0) return at_end(code);
  errors_in_a_row_ = 0;
  const AVStream& stream = *input_.container().streams[held.packet->stream_index];
  held.codec = stream.codecpar->codec_id;
  const bool chosen = &stream == video_ || &stream == audio_;
  const bool candidate = input_.may_switch() && (is_picture_stream(stream) ||
                                                 stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO);
  if (!chosen && (!candidate || parallel_.contains(stream.index))) return {};
  if (input_.is_live()) held.read_at = wall_now();
  held_bytes_ += static_cast<std::size_t>(held.packet->size);
  held_.push_back(std::move(held));
  return {};
}

/// The next file follows this one as if there had been one file; its decoder starts anew.
Status Feed::next_part() {
  TL_CHECK(input_.open_next_part());
  part_ended_ = false;
  part_begin_ = packets_;
  errors_in_a_row_ = 0;
  left_.clear();
  parallel_.clear();
  video_ = &input_.video();
  audio_ = input_.audio();
  if (audio_ && !can_take_sound(*audio_)) audio_ = nullptr;
  codec_ = video_->codecpar->codec_id;
  restart_ = true;
  video_end_ = any_end_ = kNoTime;
  if (input_.follows() != Input::Follows::on_its_clock)
    clock_.begin_part(input_.follows() == Input::Follows::discontinuous);
  return {};
}

void Feed::leave_front() {
  if (counts_.packets_left++ == 0 && !video_left_)
    counts_.reasons.push_back(
        "where the pictures move to another stream some are left out: they came too late, or "
        "before "
        "its first key picture");
  drop_front();
}

void Feed::drop_front() {
  held_bytes_ -= static_cast<std::size_t>(held_.front().packet->size);
  held_.pop_front();
}

PacketStamps Feed::stamps_of(const Held& held) const {
  const AVPacket& packet = *held.packet;
  const AVRational base = input_.container().streams[packet.stream_index]->time_base;
  PacketStamps stamps{is_video(held), sane(to_ns(packet.dts, base)), sane(to_ns(packet.pts, base)),
                      to_ns(std::max<std::int64_t>(packet.duration, 0), base)};
  // Containers that count milliseconds round it.
  if (!stamps.video && sound_.packet_ns > 0 &&
      (stamps.duration == 0 || std::abs(stamps.duration - sound_.packet_ns) < kSecond / 1000))
    stamps.duration = sound_.packet_ns;
  return stamps;
}

std::vector<PacketStamps> Feed::window() const {
  std::vector<PacketStamps> stamps;
  for (const Held& held : held_)
    if (is_video(held) || is_audio(held)) stamps.push_back(stamps_of(held));
  return stamps;
}

std::optional<Feed::Item> Feed::judge_front() {
  const Held& front = held_.front();
  if (is_video(front) && (front.packet->flags & AV_PKT_FLAG_CORRUPT) != 0 && !trust_front())
    return std::nullopt;
  const auto gap = [this] { return longest_gap(); };
  const PacketStamps alone = stamps_of(front);
  std::optional<PacketClock::Verdict> verdict = clock_.judge({&alone, 1}, false, gap);
  if (!verdict) verdict = clock_.judge(window(), is_full(), gap);
  if (!verdict) return std::nullopt;
  return take_front(*verdict);
}

/// The demuxer flags a picture just before a seam because the packet counters start again there;
/// nothing of it is missing. False: what follows must be known first.
bool Feed::trust_front() {
  constexpr int kParserHolds = 2;  // the flag may fall on a picture that many packets early
  Nanoseconds before = stamps_of(held_.front()).time();
  int met = 0;
  for (auto next = held_.begin() + 1; next != held_.end() && met < kParserHolds; ++next) {
    if (!is_video(*next)) continue;
    ++met;
    const Nanoseconds at = stamps_of(*next).time();
    if (at == kNoTime || before == kNoTime) return true;
    if (at <= before || at - before > 2 * kSecond) {
      held_.front().packet->flags &= ~AV_PKT_FLAG_CORRUPT;
      counters_jumped_ = true;
      return true;
    }
    before = at;
  }
  return met == kParserHolds || is_full();
}

Feed::Item Feed::take_front(const PacketClock::Verdict& verdict) {
  Held held = std::move(held_.front());
  held_bytes_ -= static_cast<std::size_t>(held.packet->size);
  held_.pop_front();
  Item item;
  item.video = is_video(held);
  AVPacket& packet = *held.packet;
  const AVRational own = input_.container().streams[packet.stream_index]->time_base;
  const AVRational base = item.video ? video_base_ : own;
  if (av_cmp_q(own, base) != 0) av_packet_rescale_ts(&packet, own, base);
  if (verdict.wild) packet.pts = packet.dts = AV_NOPTS_VALUE;
  // From one stamp to the next, both wild.
  if (verdict.wild && (item.video || sound_.packet_ns > 0)) packet.duration = 0;
  if (verdict.wild_dts) packet.dts = AV_NOPTS_VALUE;
  if (verdict.offset) {
    const auto ticks = av_rescale_q(verdict.offset, AVRational{1, static_cast<int>(kSecond)}, base);
    if (packet.pts != AV_NOPTS_VALUE) packet.pts += ticks;
    if (packet.dts != AV_NOPTS_VALUE) packet.dts += ticks;
  }
  if (verdict.joined_by)
    joins_.push_back({verdict.joined_at, unwrapped(*verdict.joined_by, *video_)});
  // Where a playlist's clock goes back libav takes pieces of MP4 for what lies before the first
  // picture wanted.
  if (input_.is_playlist() && clock_.joins() > 0) packet.flags &= ~AV_PKT_FLAG_DISCARD;
  if (verdict.overlaps) packet.flags |= AV_PKT_FLAG_DISCARD;
  item.time = clock_.now(item.video);
  if (!item.video) fill_in_sound(*held.packet, item.time, base);
  mark(packet, base, item.video, verdict.offset);
  if (item.video) {
    ++packets_;
    position_ = packet.pos;
    read_at_ = held.read_at;
    item.restart = std::exchange(restart_, false) || held.codec != codec_;
    codec_ = held.codec;
    note_wall_clock(packet, base);
    if (!item.restart) note_broken_group(packet, base, verdict);
  }
  item.packet = std::move(held.packet);
  return item;
}

/// Recordings that meet inside a group of pictures: those behind the seam are made from pictures
/// that are not there, which a decoder need not notice.
void Feed::note_broken_group(const AVPacket& packet, const AVRational& base,
                             const PacketClock::Verdict& verdict) {
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  const Nanoseconds shown = to_ns(packet.pts, base);
  const bool seam = !input_.is_indexed() && verdict.jumped &&
                    (std::exchange(counters_jumped_, false) || verdict.joined_by);
  if (seam) {
    broken_groups_.push_back({verdict.joined_by ? verdict.joined_at : shown, 0});
    lacks_references_ = true;
    leads_until_ = kNoTime;
  }
  if (key && lacks_references_) {
    lacks_references_ = false;
    leads_until_ = shown;  // what is shown before it may still need what came before
  } else if (key) {
    leads_until_ = kNoTime;
  } else if (lacks_references_ || (leads_until_ != kNoTime && shown < leads_until_)) {
    ++broken_groups_.back().pictures;
  }
}

/// Sound with a wild stamp goes on behind the sound before it.
/// Of a stream that appeared on the way libav does not know how long a packet sounds, and so stamps
/// only the first of several that came together.
void Feed::fill_in_sound(AVPacket& packet, Nanoseconds time, const AVRational& base) const {
  const AVRational ns{1, static_cast<int>(kSecond)};
  if (packet.duration <= 0 && sound_.packet_ns > 0)
    packet.duration = av_rescale_q(sound_.packet_ns, ns, base);
  if (packet.pts != AV_NOPTS_VALUE || packet.dts != AV_NOPTS_VALUE || time == kNoTime) return;
  packet.pts = packet.dts = av_rescale_q(time, ns, base);
}

/// What a camera says about when it took the picture, by its sender reports.
void Feed::note_wall_clock(const AVPacket& packet, const AVRational& base) {
  std::size_t bytes = 0;
  const auto* data = av_packet_get_side_data(&packet, AV_PKT_DATA_PRFT, &bytes);
  const auto stamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (!data || bytes < sizeof(AVProducerReferenceTime) || stamp == AV_NOPTS_VALUE) return;
  AVProducerReferenceTime told{};
  std::memcpy(&told, data, sizeof told);
  utc_ahead_ = told.wallclock * 1000 - to_ns(stamp, base);
}

/// How far the container's own clock has come.
void Feed::mark(const AVPacket& packet, const AVRational& base, bool video, Nanoseconds offset) {
  const auto stamp = packet.pts != AV_NOPTS_VALUE ? packet.pts : packet.dts;
  if (stamp == AV_NOPTS_VALUE) return;
  const Nanoseconds end =
      to_ns(stamp, base) + to_ns(std::max<std::int64_t>(packet.duration, 0), base) - offset;
  any_end_ = std::max(any_end_, end);
  if (video) video_end_ = std::max(video_end_, end);
}

/// How much time can have passed between the last picture and the next one held.
Nanoseconds Feed::longest_gap() {
  const auto next =
      std::find_if(held_.begin(), held_.end(), [this](const Held& held) { return is_video(held); });
  if (input_.is_live() && next != held_.end() && read_at_)
    return next->read_at - read_at_ + kNetworkJitter;
  if (input_.is_indexed()) return kLongestPause;
  const bool says_so = input_.is_playlist() ? input_.says_discontinuity()
                                            : next != held_.end() &&
                                                  is_marked_discontinuous(input_.path(), position_,
                                                                          next->packet->pos);
  return says_so ? 0 : kLikelyPause;
}

/// The last key picture well before `time` in an index that lists every picture.
std::optional<int> Feed::index_entry_before(Nanoseconds time) const {
  constexpr Nanoseconds kMargin = 5 * kSecond;  // stamps of decoding run before those of showing
  if (std::string_view(input_.container().iformat->name).find("mp4") == std::string_view::npos ||
      !input_.can_seek() || switched_ || clock_.joins() > 0)
    return std::nullopt;
  std::optional<int> found;
  for (int i = 0; i < avformat_index_get_entries_count(video_); ++i) {
    const AVIndexEntry* entry = avformat_index_get_entry(video_, i);
    if (to_ns(entry->timestamp, video_->time_base) > time - kMargin) break;
    if ((entry->flags & AVINDEX_KEYFRAME) != 0) found = i;
  }
  return found;
}

std::optional<std::int64_t> Feed::jump_before(Nanoseconds time) {
  constexpr std::int64_t kWorthIt = 250;  // packets that need not be read
  const auto entry = index_entry_before(time);
  if (!entry || *entry < packets_ + kWorthIt) return std::nullopt;
  const std::int64_t stamp = avformat_index_get_entry(video_, *entry)->timestamp;
  UniqueAVPacket packet(av_packet_alloc());
  bool there = input_.seek(video_->index, stamp) && [&] {
    while (input_.read(*packet) >= 0) {
      if (packet->stream_index == video_->index) return true;
      av_packet_unref(packet.get());
    }
    return false;
  }();
  // Where it is now is told by the stamp: libav seeks by the time of showing, and not always there.
  const int landed = there ? av_index_search_timestamp(video_, packet->dts, AVSEEK_FLAG_ANY) : -1;
  there = landed >= 0 && landed <= *entry &&
          avformat_index_get_entry(video_, landed)->timestamp == packet->dts &&
          (packet->flags & AV_PKT_FLAG_KEY) != 0;
  held_.clear();
  held_bytes_ = 0;
  clock_.sought();
  if (!there) {
    lost_ = true;
    return std::nullopt;
  }
  Held held;
  held.codec = codec_;
  held.packet = std::move(packet);
  held_bytes_ = static_cast<std::size_t>(held.packet->size);
  held_.push_back(std::move(held));
  packets_ = landed;
  std::int64_t pictures = 0;
  for (int i = 0; i < landed; ++i)
    pictures += (avformat_index_get_entry(video_, i)->flags & AVINDEX_DISCARD_FRAME) == 0;
  return pictures;
}

std::optional<Feed::Join> Feed::take_join(Nanoseconds time) {
  constexpr Nanoseconds kRounding = kSecond / 1000;
  if (joins_.empty() || joins_.front().at > time + kRounding) return std::nullopt;
  const Join join = joins_.front();
  joins_.pop_front();
  return join;
}

void Feed::leave_video(std::string why) {
  video_left_ = true;
  ++counts_.packets_left;
  counts_.reasons.push_back(std::move(why));
}

MediaCounts Feed::counts() const {
  MediaCounts counts = counts_;
  counts.times_repaired = clock_.joins() + clock_.wild() - clock_.forgotten();
  return counts;
}

}  // namespace touchline
