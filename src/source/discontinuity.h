// Where a stream itself says that its clock does not run on.
#pragma once

#include <cstdint>
#include <string>

namespace touchline {

/// An MPEG transport stream marks a discontinuity (ISO/IEC 13818-1, 2.4.3.5) between two places of
/// the file. False when `path` is empty or cannot be read again.
bool is_marked_discontinuous(const std::string& path, std::int64_t from, std::int64_t to);

/// The HTTP live streaming playlist at `url` has an EXT-X-DISCONTINUITY, itself or in the first
/// variant it lists.
bool playlist_has_discontinuity(const std::string& url);

/// The playlist at `url`, or the first variant it lists, goes on with pieces that have another
/// header (EXT-X-MAP): libav reads them with the first one's clock and codec.
bool playlist_changes_header(const std::string& url);

}  // namespace touchline
