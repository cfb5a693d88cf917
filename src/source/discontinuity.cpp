#include "source/discontinuity.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "source/ts_packet.h"

namespace touchline {
namespace {

constexpr std::size_t kPacket = kTsPacketSizes[0];
/// As much of the file is looked at on either side of a seam.
constexpr std::int64_t kLook = 1 << 20;

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
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t at = 0;
  while (at + kPacket <= bytes.size()) {
    const TsPacket packet(data + at);
    if (!packet.is_synced()) {
      ++at;
      continue;
    }
    // The packet at `from` itself belongs to what came before.
    if ((at > 0 || begin > from) && packet.marks_discontinuity()) return true;
    at += kPacket;
  }
  return false;
}

}  // namespace touchline
