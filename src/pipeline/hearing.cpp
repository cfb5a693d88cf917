#include "pipeline/hearing.h"

#include <utility>

#include "base/log.h"

namespace touchline {
namespace {

constexpr Nanoseconds kLate = 3 * kSecond;

}  // namespace

Hearing::Hearing(const MediaInfo& media) {
  if (!media.audio) return;
  if (auto decoder = SoundDecoder::open(*media.audio))
    decoder_.emplace(std::move(*decoder));
  else
    log()->warn("{}: its sound is not listened to: {}", media.id, decoder.error().message);
}

void Hearing::decode(const Packet& packet) {
  if (now_ != kNoTime && packet.pts_ns < now_ - kLate) return;
  for (const auto& heard : decoder_->decode(packet))
    onsets_.push(heard.mono, heard.pts_ns, heard.sample_rate);
}

std::vector<SoundStretch> Hearing::hear(std::span<const Packet> packets, Nanoseconds now) {
  if (!decoder_) return {};
  now_ = now;
  for (const Packet& packet : packets) decode(packet);
  return onsets_.take();
}

std::vector<SoundStretch> Hearing::finish(std::span<const Packet> packets) {
  if (!decoder_) return {};
  for (const Packet& packet : packets) decode(packet);
  return onsets_.finish();
}

}  // namespace touchline
