// An HTTP live streaming playlist (RFC 8216), read beside libav, which tells nothing of its tags.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"

namespace touchline {

struct Playlist {
  /// Pieces in a row under one header (EXT-X-MAP): libav reads all of a playlist with the first
  /// one's clock and codec.
  struct Section {
    std::string text;            ///< a playlist of its own, with the addresses as they stood
    bool discontinuous = false;  ///< EXT-X-DISCONTINUITY before it
  };
  std::string url;                  ///< of the pieces' own list: as given, or a variant's
  bool has_discontinuity = false;   ///< EXT-X-DISCONTINUITY anywhere
  bool is_whole = false;            ///< EXT-X-ENDLIST: nothing will be added
  bool has_separate_sound = false;  ///< in a list of its own (EXT-X-MEDIA)
  Nanoseconds duration = 0;
  std::vector<Section> sections;

  /// Each section can be opened as a playlist, and nothing is missing then.
  [[nodiscard]] bool can_be_opened_in_sections() const {
    return sections.size() > 1 && is_whole && !has_separate_sound;
  }
};

/// Bytes of what lies at an address, from `offset` on, `size` at most; empty when there is none.
using ReadAddress =
    std::function<std::string(const std::string& url, std::int64_t offset, std::int64_t size)>;

/// The playlist at `url`, or the variant of the largest bandwidth that it lists. Without pieces
/// where it cannot be read.
Playlist read_playlist(const std::string& url, const ReadAddress& read);

}  // namespace touchline
