#include "sink/audio_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace touchline {
namespace {

/// A jump further than this is no pause to fill with silence: the sound ends and starts anew there.
constexpr Nanoseconds kLongestSilence = 10 * kSecond;

/// Packets of 1024 samples then last 21 to 23 ms: sound starts on time to within half of that.
int rate_for(int rate) { return rate == 44100 ? 44100 : 48000; }

Error cannot(const std::string& what, int code) {
  return fail(Errc::no_device, "sound", "{}: {}", what, libav_error_text(code));
}

void free_parameters(const void* parameters) {
  auto* owned = static_cast<AVCodecParameters*>(const_cast<void*>(parameters));
  avcodec_parameters_free(&owned);
}

}  // namespace

bool browsers_play(const AVCodecParameters& audio) {
  switch (audio.codec_id) {
    case AV_CODEC_ID_AAC:
      return audio.profile < FF_PROFILE_AAC_SSR || audio.profile == FF_PROFILE_AAC_HE ||
             audio.profile == FF_PROFILE_AAC_HE_V2 || audio.profile == FF_PROFILE_MPEG2_AAC_LOW;
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_FLAC:
      return true;
    default:
      return false;
  }
}

Result<std::unique_ptr<AudioEncoder>> AudioEncoder::open(const AudioInfo& from) {
  std::unique_ptr<AudioEncoder> encoder(new AudioEncoder);
  encoder->parameters_ = from.parameters;
  encoder->info_ = from;
  encoder->packet_.reset(av_packet_alloc());
  encoder->coded_.reset(av_packet_alloc());
  encoder->frame_.reset(av_frame_alloc());
  encoder->filtered_.reset(av_frame_alloc());
  if (!encoder->packet_ || !encoder->coded_ || !encoder->frame_ || !encoder->filtered_)
    return fail(Errc::internal, "sound", "out of memory");
  TL_CHECK(encoder->start_decoder());
  TL_CHECK(encoder->start_encoder());
  const AVCodecContext& aac = *encoder->encoder_;
  encoder->info_.codec = "aac";
  encoder->info_.sample_rate = aac.sample_rate;
  encoder->info_.channels = aac.ch_layout.nb_channels;
  const std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(), free_parameters);
  if (!parameters || avcodec_parameters_from_context(parameters.get(), &aac) < 0)
    return fail(Errc::internal, "sound", "out of memory");
  encoder->info_.parameters = parameters;
  return encoder;
}

Status AudioEncoder::start_decoder() {
  const auto& parameters = *static_cast<const AVCodecParameters*>(parameters_.get());
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  if (!codec)
    return fail(Errc::no_device, "sound", "this FFmpeg has no decoder for {}",
                avcodec_get_name(parameters.codec_id));
  decoder_.reset(avcodec_alloc_context3(codec));
  int code =
      decoder_ ? avcodec_parameters_to_context(decoder_.get(), &parameters) : AVERROR(ENOMEM);
  if (code >= 0) {
    decoder_->pkt_timebase = kNanoseconds;
    decoder_->log_level_offset = 100;  // errors come back as values; the library never prints
    code = avcodec_open2(decoder_.get(), codec, nullptr);
  }
  if (code < 0) return cannot(fmt::format("the decoder for {} does not start", codec->name), code);
  return {};
}

Status AudioEncoder::start_encoder() {
  const auto& parameters = *static_cast<const AVCodecParameters*>(parameters_.get());
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (!codec) return fail(Errc::no_device, "sound", "this FFmpeg has no AAC encoder");
  encoder_.reset(avcodec_alloc_context3(codec));
  if (!encoder_) return fail(Errc::internal, "sound", "out of memory");
  const int channels = parameters.ch_layout.nb_channels == 1 ? 1 : 2;
  av_channel_layout_default(&encoder_->ch_layout, channels);
  encoder_->sample_rate = rate_for(parameters.sample_rate);
  encoder_->time_base = {1, encoder_->sample_rate};
  encoder_->sample_fmt = AV_SAMPLE_FMT_FLTP;
  encoder_->bit_rate = channels == 1 ? 96'000 : 160'000;
  encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  encoder_->log_level_offset = 100;
  const int code = avcodec_open2(encoder_.get(), codec, nullptr);
  return code < 0 ? Status(cannot("the AAC encoder does not start", code)) : Status();
}

Status AudioEncoder::build_chain(const AVFrame& frame) {
  AVChannelLayout layout{};
  if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&layout, frame.ch_layout.nb_channels);
  else if (av_channel_layout_copy(&layout, &frame.ch_layout) < 0)
    return fail(Errc::internal, "sound", "out of memory");
  std::array<char, 128> name{};
  av_channel_layout_describe(&layout, name.data(), name.size());
  av_channel_layout_uninit(&layout);
  rate_ = frame.sample_rate;
  format_ = frame.format;
  channels_ = frame.ch_layout.nb_channels;
  const auto input =
      fmt::format("time_base=1/{}:sample_rate={}:sample_fmt={}:channel_layout={}", rate_, rate_,
                  av_get_sample_fmt_name(static_cast<AVSampleFormat>(format_)), name.data());
  // Pauses become silence and overlaps are cut, where stamps are more than 20 ms off. So do the
  // first packets of a decoder that gives nothing for them, as wmav2's: sound begins where the
  // source's does.
  const auto filters =
      fmt::format("aresample={}:async=1:min_hard_comp=0.02:first_pts={},", encoder_->sample_rate,
                  av_rescale_q(started_ns_, kNanoseconds, encoder_->time_base)) +
      fmt::format("aformat=sample_fmts=fltp:sample_rates={}:channel_layouts={}",
                  encoder_->sample_rate, encoder_->ch_layout.nb_channels == 1 ? "mono" : "stereo");
  if (const auto built = chain_.build(AVMEDIA_TYPE_AUDIO, input, filters, 1); !built) {
    return fail(Errc::no_device, "sound", "sound of {} Hz, {} cannot be converted: {}", rate_,
                name.data(), built.error().message);
  }
  chain_.set_frame_size(encoder_->frame_size);
  return {};
}

Result<std::vector<Packet>> AudioEncoder::send(const Packet& packet) {
  Nanoseconds pts = packet.pts_ns != kNoTime ? packet.pts_ns : packet.dts_ns;
  if (pts == kNoTime) pts = expected_ns_;
  if (pts == kNoTime || packet.bytes.empty()) return std::vector<Packet>();
  if (expected_ns_ != kNoTime && std::abs(pts - expected_ns_) > kLongestSilence) {
    TL_CHECK(drain());
    TL_CHECK(start_decoder());
    TL_CHECK(start_encoder());
    started_ns_ = kNoTime;
  }
  if (started_ns_ == kNoTime) started_ns_ = pts;
  expected_ns_ = pts + packet.duration_ns;
  if (av_new_packet(packet_.get(), static_cast<int>(packet.bytes.size())) < 0)
    return fail(Errc::internal, "sound", "out of memory");
  std::memcpy(packet_->data, packet.bytes.data(), packet.bytes.size());
  packet_->pts = packet_->dts = pts;
  packet_->duration = packet.duration_ns;
  packet_->time_base = kNanoseconds;
  const auto status = decode(packet_.get());
  av_packet_unref(packet_.get());
  TL_CHECK(status);
  return std::exchange(ready_, {});
}

Result<std::vector<Packet>> AudioEncoder::finish() {
  TL_CHECK(drain());
  return std::exchange(ready_, {});
}

Status AudioEncoder::drain() {
  TL_CHECK(decode(nullptr));
  if (chain_) TL_CHECK(filter(nullptr));
  TL_CHECK(encode(nullptr));
  chain_.reset();
  return {};
}

Status AudioEncoder::decode(const AVPacket* packet) {
  // A packet that the decoder refuses is left out: its time becomes silence.
  int code = avcodec_send_packet(decoder_.get(), packet);
  if (code < 0 && packet) return {};
  for (;;) {
    code = avcodec_receive_frame(decoder_.get(), frame_.get());
    if (code < 0) return {};
    const bool fits = chain_ && frame_->sample_rate == rate_ && frame_->format == format_ &&
                      frame_->ch_layout.nb_channels == channels_;
    if (!fits) {
      // A coder that was told the end takes no more.
      if (chain_) {
        TL_CHECK(filter(nullptr));
        TL_CHECK(encode(nullptr));
        TL_CHECK(start_encoder());
        if (frame_->pts != AV_NOPTS_VALUE) started_ns_ = frame_->pts;
      }
      TL_CHECK(build_chain(*frame_));
    }
    if (frame_->pts != AV_NOPTS_VALUE)
      frame_->pts = av_rescale_q(frame_->pts, kNanoseconds, {1, rate_});
    TL_CHECK(filter(frame_.get()));
  }
}

/// Null: the chain's end.
Status AudioEncoder::filter(AVFrame* frame) {
  int code = chain_.put(frame);
  if (code < 0) return cannot("converting sound", code);
  for (;;) {
    code = chain_.take(*filtered_);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return cannot("converting sound", code);
    const auto status = encode(filtered_.get());
    av_frame_unref(filtered_.get());
    TL_CHECK(status);
  }
}

/// Null: the encoder's end.
Status AudioEncoder::encode(const AVFrame* frame) {
  int code = avcodec_send_frame(encoder_.get(), frame);
  if (code < 0 && code != AVERROR_EOF) return cannot("encoding sound", code);
  for (;;) {
    code = avcodec_receive_packet(encoder_.get(), coded_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0) return cannot("encoding sound", code);
    Packet packet;
    packet.bytes.assign(coded_->data, coded_->data + coded_->size);
    packet.pts_ns = av_rescale_q(coded_->pts, encoder_->time_base, kNanoseconds);
    packet.dts_ns = packet.pts_ns;
    packet.duration_ns = av_rescale_q(coded_->duration, encoder_->time_base, kNanoseconds);
    ready_.push_back(std::move(packet));
    av_packet_unref(coded_.get());
  }
}

}  // namespace touchline
