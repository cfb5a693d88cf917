// Real footage and models live beside the repository in ../shared/data and are never part of it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace touchline::testing {

inline std::filesystem::path shared_data() {
  return std::filesystem::path(TOUCHLINE_ROOT).parent_path() / "shared" / "data";
}

}  // namespace touchline::testing

/// First line of a test whose name ends in SharedData: skips loudly where the data is absent.
#define TL_NEEDS_SHARED_DATA()                                     \
  if (!std::filesystem::exists(touchline::testing::shared_data())) \
  GTEST_SKIP() << "needs real data in " << touchline::testing::shared_data()
