// The pictures of these tests.
#pragma once

namespace touchline::testing {

inline constexpr int kW = 1280, kH = 720;  ///< pixels

}  // namespace touchline::testing
