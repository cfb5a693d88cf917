// What a source sounds like, while its pictures pass: packets in, stretches with their onsets out.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analytics/onsets.h"
#include "records/media.h"
#include "records/sound.h"
#include "source/sound_decoder.h"

namespace touchline {

class Hearing {
 public:
  /// Of a source without sound nothing is heard; why sound cannot be decoded goes to the log.
  explicit Hearing(const MediaInfo& media);
  /// The packets that came with the picture at `now`. Those that lag further behind it than
  /// anybody waits for are passed over, so that a run and its records know the same.
  std::vector<SoundStretch> hear(std::span<const Packet> packets, Nanoseconds now);
  /// Those after the last picture, and the end.
  std::vector<SoundStretch> finish(std::span<const Packet> packets);

 private:
  void decode(const Packet& packet);

  std::optional<SoundDecoder> decoder_;
  OnsetFinder onsets_;
  Nanoseconds now_ = kNoTime;
};

}  // namespace touchline
