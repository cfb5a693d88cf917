#include "source/source.h"

#include <gtest/gtest.h>

#include "support/shared_data.h"

namespace touchline {
namespace {
TEST(SourceSharedData, PlaysRubi) {
  TL_NEEDS_SHARED_DATA();
  SourceOptions o;
  o.url = (testing::shared_data() / "clips/football_rubi.mp4").string();
  auto s = Source::open(o);
  ASSERT_TRUE(s) << s.error().message;
  int n = 0;
  for (;;) {
    auto f = (*s)->read();
    ASSERT_TRUE(f);
    if (!*f) break;
    ++n;
  }
  EXPECT_EQ(n, 840);
}
}  // namespace
}  // namespace touchline
