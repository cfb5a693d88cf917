// Counts every operator new of the program. It replaces the operators, so one file of a program
// includes it, and no other.
#pragma once

#include <atomic>
#include <cstdlib>
#include <new>

namespace touchline::testing {
inline std::atomic<long> allocations = 0;
}

// Out of line: inlined halves look like a malloc that meets a delete.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++touchline::testing::allocations;
  if (void* memory = std::malloc(bytes ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++touchline::testing::allocations;
  return std::malloc(bytes ? bytes : 1);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
