// Rows of half precision on the CPU, eight numbers at a time where it can.
#pragma once

#include <cstdint>
#include <span>

namespace touchline {

/// As from_half() for each of `from`; `to` is as long. What is no number comes out as some such.
void widen_halves(std::span<const std::uint16_t> from, float* to);

}  // namespace touchline
