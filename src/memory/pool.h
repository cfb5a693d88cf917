// Reused, aligned buffers: shape first, then run, so the steady state allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace touchline {

/// Rows and planes start on this boundary, so vector loads never straddle a cache line.
inline constexpr std::size_t kAlignment = 64;

constexpr std::size_t align_up(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// A block of aligned memory; returns to its pool (or is freed) when the last owner lets go.
using Buffer = std::shared_ptr<std::uint8_t>;

/// Where a pool's memory comes from.
class Allocator {
 public:
  virtual ~Allocator() = default;
  /// Aligned to kAlignment; null when there is no more.
  virtual std::uint8_t* allocate(std::size_t bytes) = 0;
  virtual void release(std::uint8_t* memory) = 0;
};

/// Host memory; throws std::bad_alloc rather than giving null.
std::shared_ptr<Allocator> host_allocator();

/// Hands out equally sized buffers and takes them back. Thread safe; buffers may outlive the pool.
class Pool {
 public:
  explicit Pool(std::size_t bytes, std::shared_ptr<Allocator> allocator = host_allocator());
  /// An uninitialised buffer: a returned one when there is one, else a new one; null when the
  /// allocator has no more.
  Buffer acquire();
  /// Makes sure that `count` buffers exist in all; false when the allocator has no more.
  bool reserve(std::size_t count);
  [[nodiscard]] std::size_t bytes() const;
  /// Buffers ever allocated: constant once the steady state is reached.
  [[nodiscard]] std::size_t allocated() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchline
