#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace touchline {
namespace {

using ::testing::ElementsAre;

TEST(Csv, CellsLieBetweenCommas) {
  EXPECT_THAT(csv_cells("a,b c,3"), ElementsAre("a", "b c", "3"));
  EXPECT_THAT(csv_cells(",x,"), ElementsAre("", "x", ""));
  EXPECT_THAT(csv_cells("one\r"), ElementsAre("one"));
  EXPECT_THAT(csv_cells(""), ElementsAre(""));
}

}  // namespace
}  // namespace touchline
