#include "kernels/kit_assign.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace touchline {
namespace {

struct Colours {
  std::vector<float> l, a, b;
  void add(float cl, float ca, float cb) {
    l.push_back(cl);
    a.push_back(ca);
    b.push_back(cb);
  }
  [[nodiscard]] ColourPlanes planes() const { return {l.data(), a.data(), b.data()}; }
};

struct Assigned {
  std::vector<std::int32_t> label;
  std::vector<float> margin;
};

Assigned assign(const Colours& colours, const Colours& kits) {
  Assigned out{std::vector<std::int32_t>(colours.l.size(), 77),
               std::vector<float>(colours.l.size(), 77)};
  assign_kits({colours.planes(), kits.planes(), static_cast<int>(kits.l.size()), 0.25F, 1, 2,
               out.label.data(), out.margin.data()},
              static_cast<int>(colours.l.size()));
  return out;
}

/// The definition, in float64.
void expect_right(const Colours& c, const Colours& kits, const Assigned& got) {
  for (std::size_t i = 0; i < c.l.size(); ++i) {
    double first = 1e30, second = 1e30;
    std::int32_t best = -1;
    for (std::size_t k = 0; k < kits.l.size(); ++k) {
      const double dl = double{c.l[i]} - kits.l[k], da = double{c.a[i]} - kits.a[k],
                   db = double{c.b[i]} - kits.b[k];
      const double d = std::sqrt(0.25 * dl * dl + da * da + 2 * db * db);
      if (d < first) best = static_cast<std::int32_t>(k);
      second = std::min(second, std::max(d, first));
      first = std::min(first, d);
    }
    const double margin = (second - first) / (second + first);
    EXPECT_NEAR(got.margin[i], margin, 2e-6) << i;
    if (margin > 1e-5) {
      EXPECT_EQ(got.label[i], best) << i;
    }
  }
}

TEST(KitAssign, EveryCountAgreesWithFloat64) {
  std::mt19937 random(5);
  std::uniform_real_distribution<float> l(0, 100), ab(-90, 90);
  for (const std::size_t kits : {2, 3, 7})
    for (const std::size_t count : {1, 15, 16, 17, 22, 23, 64, 65, 200}) {
      Colours colours, prototypes;
      for (std::size_t i = 0; i < count; ++i) colours.add(l(random), ab(random), ab(random));
      for (std::size_t i = 0; i < kits; ++i) prototypes.add(l(random), ab(random), ab(random));
      expect_right(colours, prototypes, assign(colours, prototypes));
    }
}

TEST(KitAssign, MarginsAtTheirEnds) {
  Colours kits, colours;
  kits.add(50, 20, 0);
  kits.add(50, -20, 0);
  kits.add(90, 0, 90);
  colours.add(50, 20, 0);   // the first kit's own colour
  colours.add(50, 0, 0);    // half way: the first is taken
  colours.add(50, -10, 0);  // distances 10 and 30
  colours.add(std::numeric_limits<float>::quiet_NaN(), 0, 0);
  const auto got = assign(colours, kits);
  EXPECT_EQ(got.label, (std::vector<std::int32_t>{0, 0, 1, -1}));
  EXPECT_FLOAT_EQ(got.margin[0], 1);
  EXPECT_FLOAT_EQ(got.margin[1], 0);
  EXPECT_FLOAT_EQ(got.margin[2], 0.5F);
  EXPECT_EQ(got.margin[3], 0);
}

}  // namespace
}  // namespace touchline
