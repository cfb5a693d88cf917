// Packets of an MPEG transport stream (ISO/IEC 13818-1, 2.4.3).
#pragma once

#include <cstddef>
#include <cstdint>

namespace touchline {

/// Of plain streams, of those with a time before each packet (M2TS), and with a checksum behind it.
inline constexpr std::size_t kTsPacketSizes[] = {188, 192, 204};

/// Looks at the 188 bytes from a sync byte on, which it does not own.
class TsPacket {
 public:
  static constexpr int kNullPid = 0x1FFF;  ///< of packets that only fill

  explicit TsPacket(const std::uint8_t* bytes) : bytes_(bytes) {}
  [[nodiscard]] bool is_synced() const { return bytes_[0] == 0x47; }
  [[nodiscard]] int pid() const { return (bytes_[1] & 0x1F) << 8 | bytes_[2]; }
  [[nodiscard]] bool has_payload() const { return (bytes_[3] & 0x10U) != 0; }
  /// 0 to 15; counts the packets of its stream that have a payload.
  [[nodiscard]] int counter() const { return bytes_[3] & 0x0F; }
  /// Its adaptation field sets the discontinuity_indicator.
  [[nodiscard]] bool marks_discontinuity() const {
    const bool adapts = (bytes_[3] & 0x20U) != 0;
    return adapts && bytes_[4] > 0 && (bytes_[5] & 0x80U) != 0;
  }

 private:
  const std::uint8_t* bytes_;
};

}  // namespace touchline
