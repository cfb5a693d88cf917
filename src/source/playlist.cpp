#include "source/playlist.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string_view>

namespace touchline {
namespace {

constexpr std::int64_t kLongestPlaylist = 4 << 20, kLongestHeader = 1 << 20;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

/// What an attribute list gives for `name`, without quotes; empty: nothing.
std::string attribute(const std::string& line, std::string_view name) {
  const auto is_start = [&](std::size_t at) { return line[at - 1] == ':' || line[at - 1] == ','; };
  for (auto at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
    const auto value = at + name.size() + 1;
    if (at == 0 || !is_start(at) || value >= line.size() || line[value - 1] != '=') continue;
    if (line[value] == '"') return line.substr(value + 1, line.find('"', value + 1) - value - 1);
    return line.substr(value, line.find(',', value) - value);
  }
  return {};
}

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `name` as the playlist at `url` means it.
std::string beside(const std::string& name, const std::string& url) {
  if (name.find("://") != std::string::npos) return name;
  const auto scheme = url.find("://");
  if (name.starts_with("//") && scheme != std::string::npos)
    return url.substr(0, scheme + 1) + name;
  const auto path = url.substr(0, url.find_first_of("?#"));
  if (!name.starts_with('/')) return path.substr(0, path.rfind('/') + 1) + name;
  return scheme == std::string::npos ? name : path.substr(0, path.find('/', scheme + 3)) + name;
}

/// The variant of the largest bandwidth that a list of variants names; empty when `lines` are none.
std::string best_variant(const std::vector<std::string>& lines) {
  std::string best;
  std::int64_t largest = -1, bandwidth = -1;
  for (const auto& line : lines) {
    if (line.starts_with("#EXT-X-STREAM-INF:")) bandwidth = number(attribute(line, "BANDWIDTH"));
    if (line[0] == '#' || bandwidth < 0) continue;
    if (bandwidth > largest) {
      largest = bandwidth;
      best = line;
    }
    bandwidth = -1;
  }
  return best;
}

/// Cuts a list of pieces where another header begins.
class Cutter {
 public:
  Cutter(Playlist& list, const ReadAddress& read) : list_(list), read_(read) {}

  void take(const std::string& line) {
    if (line[0] != '#') {
      take_piece(line);
    } else if (line.starts_with("#EXT-X-TARGETDURATION:")) {
      target_ = line + "\n";
    } else if (line.starts_with("#EXT-X-MEDIA-SEQUENCE:")) {
      next_number_ = number(line.substr(line.find(':') + 1));
    } else if (line == "#EXT-X-ENDLIST") {
      list_.is_whole = true;
    } else if (!stands_for_all(line)) {
      take_tag(line);
    }
  }

 private:
  static bool stands_for_all(const std::string& line) {
    for (const std::string_view tag :
         {"#EXTM3U", "#EXT-X-VERSION:", "#EXT-X-PLAYLIST-TYPE:", "#EXT-X-INDEPENDENT-SEGMENTS",
          "#EXT-X-DISCONTINUITY-SEQUENCE:", "#EXT-X-START:"})
      if (line.starts_with(tag)) return true;
    return false;
  }

  /// Of the next piece, or of all from it on.
  void take_tag(const std::string& line) {
    if (line == "#EXT-X-DISCONTINUITY") discontinuous_ = list_.has_discontinuity = true;
    if (line.starts_with("#EXTINF:")) {
      constexpr double kLongest = 86'400;
      const double seconds = std::atof(line.c_str() + line.find(':') + 1);
      if (seconds > 0 && seconds < kLongest) list_.duration += from_seconds(seconds);
    }
    const bool key = line.starts_with("#EXT-X-KEY:"), map = line.starts_with("#EXT-X-MAP:");
    if (map && (map_.empty() || !is_same_header(map_, line))) other_header_ = true;
    if (key) key_ = line + "\n";
    if (map) map_ = line;
    if (!key && !map) pending_ += line + "\n";
  }

  void take_piece(const std::string& line) {
    if (list_.sections.empty() || other_header_) {
      list_.sections.push_back({"#EXTM3U\n#EXT-X-VERSION:7\n" + target_ +
                                    "#EXT-X-MEDIA-SEQUENCE:" + std::to_string(next_number_) + "\n",
                                discontinuous_ && !list_.sections.empty()});
      written_key_.clear();
      written_map_.clear();
    }
    auto& text = list_.sections.back().text;
    if (key_ != written_key_) text += written_key_ = key_;
    if (map_ != written_map_) text += (written_map_ = map_) + "\n";
    text += pending_ + line + "\n";
    pending_.clear();
    other_header_ = discontinuous_ = false;
    ++next_number_;
  }

  bool is_same_header(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const std::string &one = header(a), &other = header(b);
    return one.empty() || other.empty() || one == other;
  }

  /// The bytes that an EXT-X-MAP names.
  const std::string& header(const std::string& map) {
    const auto [at, is_new] = headers_.try_emplace(map);
    if (!is_new) return at->second;
    const auto range = attribute(map, "BYTERANGE");  // "size@offset"
    const auto mark = range.find('@');
    const auto offset = mark == std::string::npos ? 0 : number(range.substr(mark + 1));
    const auto size = range.empty() ? kLongestHeader : number(range);
    return at->second = read_(beside(attribute(map, "URI"), list_.url), offset, size);
  }

  Playlist& list_;
  const ReadAddress& read_;
  std::string target_, key_, map_, written_key_, written_map_;
  std::string pending_;  ///< tags of the next piece
  std::int64_t next_number_ = 0;
  bool other_header_ = false, discontinuous_ = false;
  std::map<std::string, std::string> headers_;
};

}  // namespace

Playlist read_playlist(const std::string& url, const ReadAddress& read) {
  Playlist list;
  list.url = url;
  auto lines = lines_of(read(url, 0, kLongestPlaylist));
  if (const auto variant = best_variant(lines); !variant.empty()) {
    for (const auto& line : lines)
      list.has_separate_sound |= line.starts_with("#EXT-X-MEDIA:") &&
                                 attribute(line, "TYPE") == "AUDIO" &&
                                 !attribute(line, "URI").empty();
    list.url = beside(variant, url);
    lines = lines_of(read(list.url, 0, kLongestPlaylist));
  }
  Cutter cutter(list, read);
  for (const auto& line : lines) cutter.take(line);
  for (auto& section : list.sections) section.text += "#EXT-X-ENDLIST\n";
  return list;
}

}  // namespace touchline
