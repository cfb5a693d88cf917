// What the tests of infer share: real frames through the ffmpeg program, and class maps.
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "image/frame.h"
#include "infer/detector.h"
#include "support/shared_data.h"

namespace touchline::testing {

inline std::string model_manifest(const std::string& name) {
  return std::string(TOUCHLINE_ROOT) + "/tests/models/" + name + ".yaml";
}

/// Raw bytes -> a frame of tight planes laid out one after another, as `ffmpeg -f rawvideo` writes
/// them.
inline Frame frame_of(const FrameInfo& info, const std::vector<std::uint8_t>& bytes) {
  static_assert(kFormats.size() == 3);
  Pool pool(image_bytes(info));
  Image image(info, pool);
  const std::uint8_t* from = bytes.data();
  const auto& format = format_info(info.format);
  for (int p = 0; p < format.planes; ++p) {
    const auto& plane = image.plane(p);
    const int row = plane.width * format.layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y, from += row) std::copy_n(from, row, plane.row(y));
  }
  return freeze(std::move(image));
}

/// `count` frames of a clip from `second` on as I420 of width x height; fewer where the ffmpeg
/// program is missing.
inline std::vector<Frame> clip_frames(const std::string& clip, double second, int count, int width,
                                      int height) {
  const FrameInfo info{PixelFormat::i420, width, height, {}, {}};
  const auto path = (shared_data() / "clips" / clip).string();
  const std::string command = "ffmpeg -v error -ss " + std::to_string(second) + " -i '" + path +
                              "' -frames:v " + std::to_string(count) +
                              " -vf scale=" + std::to_string(width) + ":" + std::to_string(height) +
                              " -pix_fmt yuv420p -f rawvideo - 2>/dev/null";
  std::vector<Frame> frames;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3 / 2;
  std::vector<std::uint8_t> bytes(size);
  while (pipe && std::fread(bytes.data(), 1, size, pipe.get()) == size)
    frames.push_back(frame_of(info, bytes));
  return frames;
}

/// Every class of a model as a sport class of its own, at the manifest's thresholds or `otherwise`.
inline ClassMap all_classes(const ModelManifest& manifest, float otherwise = 0.3F) {
  ClassMap map;
  for (std::size_t i = 0; i < manifest.classes.size(); ++i) {
    map.to_sport.push_back(static_cast<int>(i));
    if (manifest.classes[i] == "ball") map.ball = static_cast<int>(i);
    const auto given = manifest.threshold.find(manifest.classes[i]);
    map.threshold.push_back(given == manifest.threshold.end() ? otherwise : given->second);
  }
  return map;
}

/// Only the classes named, in that order, as sport classes 0, 1, ...
inline ClassMap some_classes(const ModelManifest& manifest, const std::vector<std::string>& names,
                             float threshold) {
  ClassMap map{std::vector<int>(manifest.classes.size(), -1),
               std::vector<float>(names.size(), threshold)};
  for (std::size_t n = 0; n < names.size(); ++n) {
    if (names[n] == "ball") map.ball = static_cast<int>(n);
    for (std::size_t i = 0; i < manifest.classes.size(); ++i) {
      if (manifest.classes[i] == names[n]) map.to_sport[i] = static_cast<int>(n);
    }
  }
  return map;
}

}  // namespace touchline::testing
