// Streams that move to other numbers, or change what they carry.
#include <algorithm>

#include "source/codec_sign.h"
#include "source/feed.h"

namespace touchline {
namespace {

/// So many packets of another stream with none of the chosen one between: it has taken over.
constexpr int kTakenOver = 25;
/// A stream that was left gives so many packets at most that were only late.
constexpr int kLate = 2;

}  // namespace

bool is_picture_stream(const AVStream& stream) {
  return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
         (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
}

Result<bool> Feed::follow() {
  AVStream& stream = *input_.container().streams[held_.front().packet->stream_index];
  const bool pictures = is_picture_stream(stream);
  const int chosen = pictures ? video_->index : audio_ ? audio_->index : -1;
  const auto count = [&](int index) {
    return std::count_if(held_.begin(), held_.end(),
                         [&](const Held& held) { return held.packet->stream_index == index; });
  };
  if (parallel_.contains(stream.index) || runs_beside(stream.index, chosen)) {
    parallel_.insert(stream.index);
    drop_front();
    return true;
  }
  const auto mine = count(stream.index), others = count(chosen);
  if (mine < kTakenOver && others < kTakenOver && !is_full()) return false;
  if (mine <= kLate && (left_.contains(stream.index) || others > 0)) {
    if (pictures && packets_ > 0)
      leave_front();
    else
      drop_front();
    return true;
  }
  if (!pictures && !can_take_sound(stream)) {
    parallel_.insert(stream.index);
    drop_front();
    return true;
  }
  switch_to(stream);
  return true;
}

/// Both give packets in turn.
bool Feed::runs_beside(int stream, int chosen) const {
  int after = 0;
  bool met = false;
  for (const Held& held : held_) {
    met |= held.packet->stream_index == chosen;
    after += met && held.packet->stream_index == stream;
  }
  return after >= kLate;
}

/// What carries the sound was told when the source was opened: it cannot become another kind.
bool Feed::can_take_sound(const AVStream& stream) {
  if (sound_.codec == AV_CODEC_ID_NONE) return false;
  const AVCodecParameters& now = *stream.codecpar;
  const auto same = [](int a, int b) { return a == b || a == 0 || b == 0; };
  if (sound_.codec == now.codec_id && same(sound_.rate, now.sample_rate) &&
      same(sound_.channels, now.ch_layout.nb_channels))
    return true;
  counts_.reasons.push_back(fmt::format(
      "the sound changes from {} ({} Hz, {} channels) to {} ({} Hz, {} channels) on the way; what "
      "follows is left out",
      avcodec_get_name(sound_.codec), sound_.rate, sound_.channels, avcodec_get_name(now.codec_id),
      now.sample_rate, now.ch_layout.nb_channels));
  return false;
}

void Feed::switch_to(AVStream& stream) {
  if (!is_picture_stream(stream)) {
    if (audio_) left_.insert(audio_->index);
    audio_ = &stream;
    return;
  }
  if (packets_ > 0) ++counts_.streams_followed;
  left_.insert(video_->index);
  video_ = &stream;
  restart_ = switched_ = true;
  awaited_ = packets_ > 0 ? 1 : 0;
}

/// A stream that is entered on the way begins with a key picture; what comes before cannot be
/// decoded, or is the late rest of what the stream held when it was left.
bool Feed::waits_for_key() {
  constexpr int kPatience = 300;  // packets: a codec may mark no key pictures
  if (awaited_ == 0 || ++awaited_ > kPatience ||
      (held_.front().packet->flags & AV_PKT_FLAG_KEY) != 0) {
    awaited_ = 0;
    return false;
  }
  return true;
}

/// A transport stream may begin to carry another codec under the same number, which libav does not
/// notice.
bool Feed::is_of_another_codec() {
  if (!input_.has_start_codes()) return false;
  const AVPacket& packet = *held_.front().packet;
  const AVCodecID own = video_->codecpar->codec_id;
  const AVCodecID said =
      codec_announced({packet.data, static_cast<std::size_t>(std::max(packet.size, 0))});
  if (said == AV_CODEC_ID_NONE || said == other_codec_) return other_codec_ != AV_CODEC_ID_NONE;
  const bool known =
      own == AV_CODEC_ID_H264 || own == AV_CODEC_ID_HEVC || own == AV_CODEC_ID_MPEG2VIDEO;
  other_codec_ = known && said != own ? said : AV_CODEC_ID_NONE;
  if (other_codec_ == AV_CODEC_ID_NONE) return false;
  counts_.reasons.push_back(
      fmt::format("the video changes from {} to {} within one stream, which cannot be followed: "
                  "what comes in {} "
                  "is left out; cut the file there and give the parts one by one (--join)",
                  avcodec_get_name(own), avcodec_get_name(said), avcodec_get_name(said)));
  return true;
}

}  // namespace touchline
