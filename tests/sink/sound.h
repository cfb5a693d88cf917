// The sound of a file, as a source hands it on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libav/libav.h"
#include "records/media.h"

namespace touchline::testing {

inline void free_parameters(AVCodecParameters* parameters) { avcodec_parameters_free(&parameters); }

/// The audio of a file as a source would hand it on: parameters and packets with the file's times.
struct Sound {
  AudioInfo info;
  std::vector<Packet> packets;
};

inline Sound read_sound(const std::string& path) {
  Sound sound;
  AVFormatContext* format = nullptr;
  if (avformat_open_input(&format, path.c_str(), nullptr, nullptr) < 0) return sound;
  avformat_find_stream_info(format, nullptr);
  const int stream = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (stream >= 0) {
    const AVStream& from = *format->streams[stream];
    std::shared_ptr<AVCodecParameters> parameters(avcodec_parameters_alloc(), free_parameters);
    avcodec_parameters_copy(parameters.get(), from.codecpar);
    sound.info.codec = avcodec_get_name(from.codecpar->codec_id);
    sound.info.sample_rate = from.codecpar->sample_rate;
    sound.info.channels = 1;
    sound.info.parameters = parameters;
    UniqueAVPacket packet(av_packet_alloc());
    while (av_read_frame(format, packet.get()) >= 0) {
      if (packet->stream_index == stream) {
        const auto ns = [&](std::int64_t t) {
          return av_rescale_q(t, from.time_base, {1, 1'000'000'000});
        };
        sound.packets.push_back({{packet->data, packet->data + packet->size},
                                 ns(packet->pts),
                                 ns(packet->dts),
                                 ns(packet->duration),
                                 true});
      }
      av_packet_unref(packet.get());
    }
  }
  avformat_close_input(&format);
  return sound;
}

}  // namespace touchline::testing
