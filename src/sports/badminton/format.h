// How many play.
#pragma once

#include <cstdint>

namespace touchline::badminton {

/// `automatic`: told from who is on the court.
enum class Format : std::uint8_t { automatic, singles, doubles };

}  // namespace touchline::badminton
