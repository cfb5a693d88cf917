// The bytes of poses.bin, for its writer and its reader only.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

namespace touchline::pose_layout {

static_assert(std::endian::native == std::endian::little, "the file's numbers are little-endian");

inline constexpr std::string_view kMagic{"TLPOSES\0", 8};
inline constexpr std::string_view kEndMagic{"TLPOSEND", 8};
inline constexpr std::uint32_t kVersion = 1, kByteOrder = 0x01020304;
inline constexpr std::uint32_t kFrame = 0x4D415246, kIndex = 0x58444E49;  // "FRAM", "INDX"

/// Magic, version, byte order, and size and checksum of the JSON text that follows.
inline constexpr std::size_t kHead = 24;
/// Kind, size and checksum of the payload that follows.
inline constexpr std::size_t kBlockHead = 12;
/// Of a frame's payload before its bodies: frame, time, width, height, flags, bodies.
inline constexpr std::size_t kFrameHead = 32;
/// Of a body before its points: track, box, score, class, source.
inline constexpr std::size_t kBodyHead = 36;
inline constexpr std::size_t kPoint = 12;  ///< x, y, score
inline constexpr std::size_t kPlace = 24;  ///< frame, time, offset
inline constexpr std::size_t kTail = 24;   ///< offset of the index, frames, magic

inline constexpr std::uint32_t kLooked = 1;  ///< flag of a frame

// Nothing this program writes comes near; beyond it a file is not believed.
inline constexpr std::uint32_t kMostText = 1U << 20, kMostBlock = 1U << 26;
inline constexpr std::size_t kMostPoints = 1024;

inline constexpr std::uint64_t kFramesPerPlace = 256;

constexpr std::size_t body_size(std::size_t points) { return kBodyHead + kPoint * points; }

template <class T>
void put(std::string& bytes, T value) {
  const auto at = bytes.size();
  bytes.resize(at + sizeof(T));
  std::memcpy(bytes.data() + at, &value, sizeof(T));
}

/// Takes numbers off the front; whoever takes has checked that they are there.
class Numbers {
 public:
  explicit Numbers(const char* at) : at_(at) {}
  template <class T>
  T take() {
    T value;
    std::memcpy(&value, at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

 private:
  const char* at_;
};

}  // namespace touchline::pose_layout
