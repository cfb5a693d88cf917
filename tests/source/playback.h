// Clips made on the spot with the ffmpeg command, and what a Source makes of them.
#pragma once

extern "C" {
#include <libavformat/version.h>
}

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "source/probe.h"
#include "source/source.h"

namespace touchline::testing {

inline constexpr Nanoseconds kMillisecond = 1'000'000;

/// Time to look at all of a short clip on a busy machine.
inline constexpr ProbeOptions kEnough{.budget_s = 60};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A folder of its own for one test; gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "touchline-source-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  std::filesystem::path path_;
};

inline std::string quoted(const std::string& text) { return "'" + text + "'"; }

/// Standard output of a shell command; fails the test when the command fails.
inline std::string run_command(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return output;
  std::array<char, 65536> chunk{};
  for (std::size_t got = 0; (got = fread(chunk.data(), 1, chunk.size(), pipe)) > 0;)
    output.append(chunk.data(), got);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

/// ffmpeg ARGUMENTS, quiet, overwriting.
inline std::string ffmpeg(const std::string& arguments) {
  return run_command("ffmpeg -nostdin -v error -y " + arguments);
}

/// `clip`, to be shown turned; FFmpeg 6 says it in another way than those before.
inline void turn(const std::string& clip, int degrees, const std::string& turned) {
  const bool old = LIBAVFORMAT_VERSION_MAJOR < 60;
  ffmpeg(fmt::format(
      old ? "-i {} -c copy -metadata:s:v rotate={} {}" : "-display_rotation {1} -i {0} -c copy {2}",
      clip, degrees, turned));
}

/// Moving test picture: "-f lavfi -i testsrc2=..." of `seconds`.
inline std::string test_picture(int width, int height, double seconds, int rate = 25) {
  return fmt::format("-f lavfi -i testsrc2=size={}x{}:rate={}:duration={} ", width, height, rate,
                     seconds);
}

inline constexpr const char* kX264 = "-c:v libx264 -preset ultrafast -threads 1 ";

struct PlayedFrame {
  std::int64_t index = 0;
  Nanoseconds pts_ns = 0, duration_ns = 0;
  std::string hash;  ///< of the visible samples
  Seam seam;
};

struct Played {
  std::string error;
  MediaInfo info;
  FrameInfo shape;
  MediaCounts counts;
  std::vector<PlayedFrame> frames;
  std::vector<Packet> audio;
};

/// The visible samples of a frame, plane after plane, as rawvideo has them.
inline std::string samples(const Frame& frame) {
  std::string bytes;
  for (int p = 0; p < frame.planes(); ++p) {
    const auto& plane = frame.plane(p);
    const auto channels =
        format_info(frame.info().format).layout[static_cast<std::size_t>(p)].channels;
    for (int y = 0; y < plane.height; ++y) {
      bytes.append(reinterpret_cast<const char*>(plane.row(y)),
                   static_cast<std::size_t>(plane.width * channels));
    }
  }
  return bytes;
}

inline Played play_with(const SourceOptions& options, bool hash = false) {
  Played played;
  auto source = Source::open(options);
  if (!source) {
    played.error = source.error().message;
    EXPECT_EQ(source.error().code, Errc::bad_input) << played.error;
    return played;
  }
  played.info = (*source)->info();
  played.shape = (*source)->frame_info();
  for (;;) {
    auto next = (*source)->read();
    if (!next) {
      played.error = next.error().message;
      break;
    }
    if (!*next) break;
    SourceFrame& frame = **next;
    EXPECT_EQ(frame.frame.info(), played.shape);
    played.frames.push_back({frame.index, frame.pts_ns, frame.duration_ns,
                             hash ? sha256(samples(frame.frame)) : "", frame.seam});
    for (Packet& packet : frame.audio) played.audio.push_back(std::move(packet));
  }
  for (Packet& packet : (*source)->drain_audio()) played.audio.push_back(std::move(packet));
  played.counts = (*source)->counts();
  EXPECT_EQ(played.counts.frames_delivered, static_cast<std::int64_t>(played.frames.size()));
  return played;
}

inline Played play(const std::string& url, bool hash = false) {
  SourceOptions options;
  options.url = url;
  return play_with(options, hash);
}

inline bool strictly_increasing(const std::vector<PlayedFrame>& frames) {
  for (std::size_t i = 1; i < frames.size(); ++i) {
    if (frames[i].pts_ns <= frames[i - 1].pts_ns || frames[i].index <= frames[i - 1].index)
      return false;
  }
  return true;
}

/// Hashes of the frames that the ffmpeg command decodes (rotation applied), as 4:2:0 in the range
/// of the stream.
inline std::vector<std::string> reference_hashes(const std::string& url, const Played& played,
                                                 const std::string& filters = "") {
  // A full-range picture that passes through must not be squeezed by the command either.
  const std::string format = played.info.pixel_format == "yuvj420p" ? "yuvj420p" : "yuv420p";
  const std::string raw = ffmpeg("-i " + quoted(url) + " -map 0:V:0 " + filters +
                                 " -vsync 0 -pix_fmt " + format + " -f rawvideo -");
  const auto chroma = static_cast<std::size_t>(subsampled(played.info.width, 1)) *
                      static_cast<std::size_t>(subsampled(played.info.height, 1));
  const auto size =
      static_cast<std::size_t>(played.info.width) * static_cast<std::size_t>(played.info.height) +
      2 * chroma;
  std::vector<std::string> hashes;
  for (std::size_t at = 0; at + size <= raw.size(); at += size) {
    hashes.push_back(sha256(std::string_view(raw).substr(at, size)));
  }
  return hashes;
}

inline std::vector<std::string> hashes(const Played& played) {
  std::vector<std::string> list;
  for (const auto& frame : played.frames) list.push_back(frame.hash);
  return list;
}

/// Presentation stamps in seconds that ffprobe gives for the pictures of the first true video
/// stream.
inline std::vector<double> reference_times(const std::string& url) {
  const std::string text = run_command(
      "ffprobe -v quiet -select_streams V:0 -show_entries frame=best_effort_timestamp_time -of "
      "default=nk=1:nw=1 " +
      quoted(url) + " | grep -E '^-?[0-9.]+$'");
  std::vector<double> times;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    times.push_back(std::atof(text.c_str() + at));
  return times;
}

}  // namespace touchline::testing
