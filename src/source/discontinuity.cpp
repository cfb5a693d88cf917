#include "source/discontinuity.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "base/address.h"
#include "source/libav.h"

namespace touchline {
namespace {

constexpr std::size_t kPacket = 188;
constexpr unsigned char kSync = 0x47;
/// As much of the file is looked at on either side of a seam.
constexpr std::int64_t kLook = 1 << 20;
constexpr std::size_t kLongestPlaylist = 4U << 20U;

/// The adaptation field of a transport packet sets its discontinuity_indicator.
bool sets_indicator(const unsigned char* packet) {
  const bool adapts = (packet[3] & 0x20U) != 0;
  return adapts && packet[4] > 0 && (packet[5] & 0x80U) != 0;
}

std::string read_text(const std::string& url) {
  AVIOContext* io = nullptr;
  if (avio_open(&io, with_encoded_user(url).c_str(), AVIO_FLAG_READ) < 0) return {};
  std::string text;
  char chunk[16384];
  for (int got = 0;
       text.size() < kLongestPlaylist &&
       (got = avio_read(io, reinterpret_cast<unsigned char*>(chunk), sizeof chunk)) > 0;)
    text.append(chunk, static_cast<std::size_t>(got));
  avio_closep(&io);
  return text;
}

/// `name` as the playlist at `url` means it.
std::string beside(const std::string& name, const std::string& url) {
  if (name.find("://") != std::string::npos) return name;
  if (!name.starts_with('/')) return url.substr(0, url.rfind('/') + 1) + name;
  const auto host = url.find("://");
  return host == std::string::npos ? name : url.substr(0, url.find('/', host + 3)) + name;
}

/// The first playlist that a list of variants names; empty when `text` is none.
std::string first_variant(const std::string& text, const std::string& url) {
  std::istringstream lines(text);
  bool next = false;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.starts_with("#EXT-X-STREAM-INF")) next = true;
    if (!next || line.empty() || line[0] == '#') continue;
    return beside(line, url);
  }
  return {};
}

bool has_tag(const std::string& text) {
  constexpr std::string_view kTag = "#EXT-X-DISCONTINUITY";
  for (std::size_t at = text.find(kTag); at != std::string::npos; at = text.find(kTag, at + 1)) {
    const char after = at + kTag.size() < text.size() ? text[at + kTag.size()] : '\n';
    if (after == '\n' || after == '\r') return true;  // not EXT-X-DISCONTINUITY-SEQUENCE
  }
  return false;
}

/// The URI of every EXT-X-MAP; none where parts of one file are given so.
std::vector<std::string> headers_of(const std::string& text) {
  std::istringstream lines(text);
  std::vector<std::string> headers;
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kUri = "URI=\"";
    const auto at = line.find(kUri);
    if (!line.starts_with("#EXT-X-MAP:") || at == std::string::npos) continue;
    if (line.find("BYTERANGE") != std::string::npos) return {};
    const auto begin = at + kUri.size();
    headers.push_back(line.substr(begin, line.find('"', begin) - begin));
  }
  return headers;
}

}  // namespace

bool is_marked_discontinuous(const std::string& path, std::int64_t from, std::int64_t to) {
  if (path.empty() || to <= from || from < 0) return false;
  std::ifstream file(path, std::ios::binary);
  const std::int64_t begin = std::max(from, to - kLook);
  // Packets of the other streams begin the new part before its first picture's does, or just after.
  std::vector<char> bytes(static_cast<std::size_t>(to - begin) + kPacket);
  file.seekg(begin);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0;
  while (at + kPacket <= bytes.size()) {
    if (data[at] != kSync) {
      ++at;
      continue;
    }
    // The packet at `from` itself belongs to what came before.
    if ((at > 0 || begin > from) && sets_indicator(data + at)) return true;
    at += kPacket;
  }
  return false;
}

bool playlist_has_discontinuity(const std::string& url) {
  const std::string text = read_text(url);
  if (has_tag(text)) return true;
  const std::string variant = first_variant(text, url);
  return !variant.empty() && has_tag(read_text(variant));
}

bool playlist_changes_header(const std::string& url) {
  std::string where = url, text = read_text(url);
  if (const auto variant = first_variant(text, url); !variant.empty()) {
    where = variant;
    text = read_text(variant);
  }
  const auto headers = headers_of(text);
  std::string first;
  for (const auto& each : headers) {
    if (each == headers.front()) continue;
    if (first.empty()) first = read_text(beside(headers.front(), where));
    if (const auto other = read_text(beside(each, where)); !other.empty() && other != first)
      return true;
  }
  return false;
}

}  // namespace touchline
