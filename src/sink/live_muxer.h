// What is watched while it is made: sent to a server or player, or a playlist that grows.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "sink/muxer.h"

namespace touchline {

/// Whether `path` is an address or a playlist. What ends with ".mp4" is a file, whatever it looks
/// like.
bool is_live(const std::string& path);

/// Whether what `path` names is sent to a peer, not written on this machine. Errc::bad_config:
/// video goes to no such place.
Result<bool> is_remote(const std::string& path);

/// See Muxer::open(). Errc::bad_config: no such kind of address. A peer that takes nothing for
/// options.patience_s is an error, of open(), write() and close() alike: none of them waits longer
/// for it (except for the system to find a name's number).
Result<std::unique_ptr<Muxer>> open_live(const VideoOptions& options, const AVCodecContext& video,
                                         const std::optional<AudioInfo>& audio);

}  // namespace touchline
