// A fragmented MP4 made an ordinary one: what editors and players expect of a finished file.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace touchline {

/// What an MP4 file holds.
struct Mp4Contents {
  std::int64_t pictures = 0, sounds = 0;  ///< packets
  int width = 0, height = 0;
  std::int64_t bytes = 0;
};

/// Rewrites the file at `path`, a fragmented one as Mp4Muxer leaves it or as a crash has left it:
/// the index first, with every packet's time, duration, size and bytes as they were, then the data;
/// no fragments. It is written beside `path`, brought to the disk and renamed, so that at any
/// moment one of the two is there, whole; on an error the fragmented one stays. What is ordinary
/// already, or holds nothing, stays as it is. Memory: about ten bytes per packet.
Result<Mp4Contents> make_ordinary_mp4(const std::string& path);

}  // namespace touchline
