// One transport stream that was cut into files anywhere, as recorders that cut by size do.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace touchline {

/// Whether a transport stream goes on from the bytes `before` to those `behind`: a packet cut in
/// two continues, and the packets' counters (ISO/IEC 13818-1, 2.4.3.3) count on, stream by stream.
bool runs_on(std::span<const std::uint8_t> before, std::span<const std::uint8_t> behind);

/// Reads such files as the one that they were.
class StreamPieces {
 public:
  /// Nothing when they are not pieces of one stream: recordings of their own, or in another order.
  static std::optional<StreamPieces> find(const std::vector<std::string>& paths);

  /// Bytes read; 0 at the end, negative when a file cannot be read.
  int read(std::uint8_t* buffer, int size);
  /// To an offset from the beginning of the first file; false when there is none.
  bool seek(std::int64_t offset);
  [[nodiscard]] std::int64_t position() const { return position_; }
  [[nodiscard]] std::int64_t size() const;

 private:
  struct Piece {
    std::string path;
    std::int64_t begin, size;
  };
  std::vector<Piece> pieces_;
  std::int64_t position_ = 0;
  std::optional<std::size_t> open_;  ///< which piece file_ reads
  std::ifstream file_;
};

}  // namespace touchline
