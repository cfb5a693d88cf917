#include "source/stream_pieces.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "source/ts_packet.h"

namespace touchline {
namespace {

/// Enough that each stream's packets are among them: sound and tables come several times a second.
constexpr std::int64_t kLookedAt = 1 << 20;

using Bytes = std::span<const std::uint8_t>;

/// How packets lie in a stream: their size, where the sync byte is in each, where the first begins.
struct Layout {
  std::size_t size = 0, sync = 0, first = 0;
};

/// By sync bytes a packet apart.
std::optional<Layout> layout_of(Bytes bytes) {
  constexpr std::size_t kInARow = 8;
  for (const std::size_t size : kTsPacketSizes) {
    Layout kind{size, size == 192 ? 4U : 0U, 0};
    if (bytes.size() < (kInARow + 1) * kind.size) continue;
    for (kind.first = 0; kind.first < kind.size; ++kind.first) {
      bool synced = true;
      for (std::size_t i = 0; synced && i < kInARow; ++i)
        synced = TsPacket(&bytes[kind.first + i * kind.size + kind.sync]).is_synced();
      if (synced) return kind;
    }
  }
  return std::nullopt;
}

std::vector<std::uint8_t> bytes_of(const std::string& path, std::int64_t from, std::int64_t count) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  file.seekg(from);
  file.read(reinterpret_cast<char*>(bytes.data()), count);
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return bytes;
}

}  // namespace

bool runs_on(Bytes before, Bytes behind) {
  const auto layout = layout_of(before);
  if (!layout) return false;
  std::vector<std::uint8_t> all(before.begin(), before.end());
  all.insert(all.end(), behind.begin(), behind.end());
  std::map<int, int> counters;  // by PID, of the packets of `before`
  std::map<int, bool> agrees;   // of each stream's first packet of `behind`
  for (std::size_t at = layout->first; at + layout->size <= all.size(); at += layout->size) {
    const TsPacket packet(all.data() + at + layout->sync);
    if (!packet.is_synced()) return false;
    const int pid = packet.pid(), counter = packet.counter();
    if (!packet.has_payload() || pid == TsPacket::kNullPid) continue;
    if (at + layout->size <= before.size())  // whole in it
      counters[pid] = counter;
    else if (const auto last = counters.find(pid); last != counters.end())
      agrees.emplace(pid, counter == ((last->second + 1) & 0x0F));
  }
  // A single stream agrees by chance once in sixteen times.
  return agrees.size() >= 2 &&
         std::all_of(agrees.begin(), agrees.end(), [](const auto& each) { return each.second; });
}

std::optional<StreamPieces> StreamPieces::find(const std::vector<std::string>& paths) {
  StreamPieces found;
  std::int64_t begin = 0;
  for (const auto& path : paths) {
    std::error_code error;
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, error));
    if (error || size == 0) return std::nullopt;
    if (!found.pieces_.empty()) {
      const Piece& last = found.pieces_.back();
      const auto tail = std::min(last.size, kLookedAt);
      if (!runs_on(bytes_of(last.path, last.size - tail, tail),
                   bytes_of(path, 0, std::min(size, kLookedAt))))
        return std::nullopt;
    }
    found.pieces_.push_back({path, begin, size});
    begin += size;
  }
  return found.pieces_.size() > 1 ? std::optional(std::move(found)) : std::nullopt;
}

std::int64_t StreamPieces::size() const { return pieces_.back().begin + pieces_.back().size; }

bool StreamPieces::seek(std::int64_t offset) {
  if (offset < 0 || offset > size()) return false;
  position_ = offset;
  open_.reset();
  return true;
}

int StreamPieces::read(std::uint8_t* buffer, int size) {
  const auto here = std::find_if(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
    return position_ < piece.begin + piece.size;
  });
  if (here == pieces_.end()) return 0;
  const auto index = static_cast<std::size_t>(here - pieces_.begin());
  if (open_ != index) {
    file_ = std::ifstream(here->path, std::ios::binary);
    file_.seekg(position_ - here->begin);
    open_ = index;
  }
  const auto left = here->begin + here->size - position_;
  file_.read(reinterpret_cast<char*>(buffer), std::min<std::int64_t>(size, left));
  const auto count = static_cast<int>(file_.gcount());
  if (count <= 0) return -1;
  position_ += count;
  return count;
}

}  // namespace touchline
