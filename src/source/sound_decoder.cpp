#include "source/sound_decoder.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace touchline {
namespace {

AVSampleFormat format_of(const AVFrame& frame) {
  return frame.format < 0 || frame.format >= AV_SAMPLE_FMT_NB
             ? AV_SAMPLE_FMT_NONE
             : static_cast<AVSampleFormat>(frame.format);
}

/// Of which the middle lies at `zero` and full scale is `scale` away.
struct Scale {
  float zero, scale;
};

template <class Sample>
std::vector<float> mixed(const AVFrame& frame, const Scale& range) {
  const int channels = frame.ch_layout.nb_channels;
  const bool planar = av_sample_fmt_is_planar(format_of(frame)) != 0;
  std::vector<float> mono(static_cast<std::size_t>(frame.nb_samples), 0.0F);
  for (int c = 0; c < channels; ++c) {
    const auto* samples = reinterpret_cast<const Sample*>(frame.extended_data[planar ? c : 0]);
    const int step = planar ? 1 : channels, first = planar ? 0 : c;
    for (int i = 0; i < frame.nb_samples; ++i)
      mono[static_cast<std::size_t>(i)] +=
          (static_cast<float>(samples[static_cast<std::ptrdiff_t>(i) * step + first]) -
           range.zero) /
          (range.scale * static_cast<float>(channels));
  }
  return mono;
}

/// Empty: samples that nobody knows.
std::vector<float> mono_of(const AVFrame& frame) {
  if (frame.ch_layout.nb_channels < 1 || frame.nb_samples < 1) return {};
  switch (av_get_packed_sample_fmt(format_of(frame))) {
    case AV_SAMPLE_FMT_U8:
      return mixed<std::uint8_t>(frame, {128, 128});
    case AV_SAMPLE_FMT_S16:
      return mixed<std::int16_t>(frame, {0, 32768});
    case AV_SAMPLE_FMT_S32:
      return mixed<std::int32_t>(frame, {0, 2147483648.0F});
    case AV_SAMPLE_FMT_FLT:
      return mixed<float>(frame, {0, 1});
    case AV_SAMPLE_FMT_DBL:
      return mixed<double>(frame, {0, 1});
    default:
      return {};
  }
}

}  // namespace

SoundDecoder::SoundDecoder(UniqueAVCodecContext context)
    : context_(std::move(context)), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {}

Result<SoundDecoder> SoundDecoder::open(const AudioInfo& sound) {
  const auto* parameters = static_cast<const AVCodecParameters*>(sound.parameters.get());
  const AVCodec* codec = parameters ? avcodec_find_decoder(parameters->codec_id) : nullptr;
  if (!codec)
    return fail(Errc::bad_input, sound.codec, "this FFmpeg has no decoder for sound as '{}'",
                sound.codec);
  UniqueAVCodecContext context(avcodec_alloc_context3(codec));
  int code = AVERROR(ENOMEM);
  if (context) code = avcodec_parameters_to_context(context.get(), parameters);
  if (code >= 0) {
    context->pkt_timebase = kNanoseconds;
    context->thread_count = 1;
    code = avcodec_open2(context.get(), codec, nullptr);
  }
  if (code < 0)
    return fail(Errc::bad_input, sound.codec, "sound as '{}' cannot be decoded: {}", sound.codec,
                libav_error_text(code));
  SoundDecoder decoder(std::move(context));
  if (!decoder.packet_ || !decoder.frame_)
    return fail(Errc::internal, sound.codec, "no memory to decode sound as '{}'", sound.codec);
  return decoder;
}

std::vector<SoundSamples> SoundDecoder::decode(const Packet& packet) {
  std::vector<SoundSamples> heard;
  const std::size_t most = std::numeric_limits<int>::max() - AV_INPUT_BUFFER_PADDING_SIZE;
  if (packet.bytes.empty() || packet.bytes.size() > most || packet.pts_ns == kNoTime) return heard;
  if (av_new_packet(packet_.get(), static_cast<int>(packet.bytes.size())) < 0) return heard;
  std::copy(packet.bytes.begin(), packet.bytes.end(), packet_->data);
  packet_->pts = packet.pts_ns;
  packet_->dts = packet.dts_ns == kNoTime ? packet.pts_ns : packet.dts_ns;
  packet_->duration = packet.duration_ns;
  const int sent = avcodec_send_packet(context_.get(), packet_.get());
  av_packet_unref(packet_.get());
  if (sent < 0) return heard;
  while (avcodec_receive_frame(context_.get(), frame_.get()) >= 0) {
    const Nanoseconds at = frame_->pts == AV_NOPTS_VALUE ? packet.pts_ns : frame_->pts;
    if (auto mono = mono_of(*frame_); !mono.empty())
      heard.push_back({at, frame_->sample_rate, std::move(mono)});
    av_frame_unref(frame_.get());
  }
  return heard;
}

}  // namespace touchline
