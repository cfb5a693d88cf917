// Drawn frames, and what ffprobe and ffmpeg say about a file.
#pragma once

#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "image/frame.h"
#include "sink/video_writer.h"
#include "support/temp_dir.h"

namespace touchline::testing {

/// Times of frames `step` apart.
inline std::vector<Nanoseconds> steady(int frames, Nanoseconds step = 40'000'000) {
  std::vector<Nanoseconds> times;
  for (int i = 0; i < frames; ++i) times.push_back(i * step);
  return times;
}

/// What `command` prints on stdout.
inline std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return text;
  std::array<char, 4096> part{};
  while (const auto n = std::fread(part.data(), 1, part.size(), pipe)) text.append(part.data(), n);
  ::pclose(pipe);
  return text;
}

/// One value per line or comma, as numbers; "N/A" is left out.
inline std::vector<double> numbers(const std::string& text) {
  std::vector<double> values;
  std::string word;
  std::stringstream words(text);
  while (words >> word) {
    while (!word.empty() && word.back() == ',') word.pop_back();
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (end != word.c_str()) values.push_back(value);
  }
  return values;
}

inline std::string probe(const std::string& path, const std::string& stream,
                         const std::string& entries) {
  return output_of("ffprobe -v error -select_streams " + stream + " -show_entries " + entries +
                   " -of csv=p=0 '" + path + "' 2>&1");
}

/// Presentation times of the pictures in seconds, as a player shows them (decoded, in order).
inline std::vector<double> shown_times(const std::string& path) {
  return numbers(probe(path, "v:0", "frame=best_effort_timestamp_time"));
}

inline FrameInfo shape(int width, int height, PixelFormat format = PixelFormat::i420) {
  FrameInfo info;
  info.format = format;
  info.width = width;
  info.height = height;
  return info;
}

/// A gradient that moves with `index`, with a chroma ramp: cheap to code, different in every frame.
inline Frame draw(const FrameInfo& info, Pool& pool, int index) {
  Image image(info, pool);
  for (int p = 0; p < format_info(info.format).planes; ++p) {
    const auto& plane = image.plane(p);
    const int channels = format_info(info.format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < plane.width * channels; ++x)
        plane.row(y)[x] = static_cast<std::uint8_t>(p == 0 ? 32 + (x + y + 5 * index) % 160
                                                           : 96 + (x / channels + 2 * y) % 64);
  }
  return freeze(std::move(image));
}

inline MediaInfo media_at(std::int64_t rate) {
  MediaInfo media;
  media.nominal_rate = {rate, 1};
  return media;
}

inline VideoOptions options_for(const std::string& path) {
  VideoOptions options;
  options.path = path;
  return options;
}

}  // namespace touchline::testing
