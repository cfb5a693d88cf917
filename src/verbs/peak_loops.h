// Loops that are bound by one thing alone.
#pragma once

#include <cstddef>
#include <span>

namespace touchline {

/// Multiplies and adds in registers; what it did, in operations. 0: not on this CPU.
double multiply_f32(int rounds);
double multiply_bf16(int rounds);
double multiply_int8(int rounds);

/// Bytes read or written by one pass over `memory`; it is left as it was.
double read_all(std::span<float> memory);
double copy_half(std::span<float> memory);
double triad(std::span<float> memory);

}  // namespace touchline
