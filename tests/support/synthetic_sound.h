// Sound whose every click is known: noise, balls that are struck, speech, drums.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace touchline::testing {

/// One channel, full scale 1.
struct SyntheticSound {
  int rate = 48000;
  std::vector<float> samples;
  std::minstd_rand random{7};

  SyntheticSound(int sample_rate, double seconds)
      : rate(sample_rate), samples(static_cast<std::size_t>(seconds * sample_rate)) {}

  /// Uniform between -1 and 1, the same on every machine.
  float noise() { return 2 * static_cast<float>(random()) / 2147483647.0F - 1; }
  SyntheticSound& hiss(double level) {
    for (auto& sample : samples) sample += static_cast<float>(level) * noise();
    return *this;
  }
  /// Noise that is there within `attack_s` and falls to 1/e in `decay_s`.
  SyntheticSound& burst(double at_s, double level, double attack_s, double decay_s) {
    for (std::size_t i = static_cast<std::size_t>(at_s * rate); i < samples.size(); ++i) {
      const double t = static_cast<double>(i) / rate - at_s;
      const double gain = t < attack_s ? t / attack_s : std::exp((attack_s - t) / decay_s);
      if (gain < 1e-4 && t > attack_s) break;
      samples[i] += static_cast<float>(level * gain) * noise();
    }
    return *this;
  }
  /// A ball that is struck: all at once, and gone in hundredths.
  SyntheticSound& click(double at_s, double level = 0.5) {
    return burst(at_s, level, 0.0005, 0.004);
  }
  /// A syllable: harmonics of a voice that swell and fade, after a lip's burst where it has one.
  SyntheticSound& syllable(double at_s, double lasts_s, double level, bool plosive) {
    if (plosive) burst(at_s - 0.02, level / 4, 0.002, 0.008);
    for (std::size_t i = static_cast<std::size_t>(at_s * rate);
         i < std::min(samples.size(), static_cast<std::size_t>((at_s + lasts_s) * rate)); ++i) {
      const double t = static_cast<double>(i) / rate - at_s;
      const double envelope = std::min({1.0, t / 0.03, (lasts_s - t) / 0.05});
      double voice = 0;
      for (int harmonic = 1; harmonic <= 24; ++harmonic)
        voice += std::sin(2 * std::numbers::pi * 140 * harmonic * t) / harmonic;
      samples[i] += static_cast<float>(level * envelope * voice / 3);
    }
    return *this;
  }
};

/// 16-bit PCM; with two channels the second one is half as loud.
inline void write_wav(const std::string& path, const SyntheticSound& sound, int channels = 1) {
  const auto put = [](std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 255U);
  };
  const auto rate = static_cast<std::uint32_t>(sound.rate);
  const auto wide = static_cast<std::uint32_t>(channels);
  const auto bytes = static_cast<std::uint32_t>(sound.samples.size()) * 2 * wide;
  std::string out = "RIFF";
  put(out, 36 + bytes, 4);
  out += "WAVEfmt ";
  put(out, 16, 4);
  put(out, 1, 2);
  put(out, wide, 2);
  put(out, rate, 4);
  put(out, rate * 2 * wide, 4);
  put(out, 2 * wide, 2);
  put(out, 16, 2);
  out += "data";
  put(out, bytes, 4);
  for (const float sample : sound.samples)
    for (int c = 0; c < channels; ++c) {
      const float value = std::clamp(sample / static_cast<float>(1 + c), -1.0F, 1.0F);
      put(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 32767))),
          2);
    }
  std::ofstream(path, std::ios::binary) << out;
}

}  // namespace touchline::testing
