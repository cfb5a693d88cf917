// The networks that ship never beat what this machine was measured to allow.
#include "verbs/bench_roofline.h"

#include <gtest/gtest.h>

namespace touchline {
namespace {

TEST(TimingRoofline, NoNetworkIsFasterThanItsRoof) {
  for (const char* precision : {"f32", "auto"}) {
    Config config;
    for (const auto& [key, value] :
         {std::pair{"sport", "soccer"}, {"profile", "fast"}, {"detect.precision", precision}})
      ASSERT_TRUE(config.set(key, value, "test"));
    const auto assembly = assemble_from(std::move(config));
    ASSERT_TRUE(assembly) << assembly.error().message;
    const std::vector<StageCost> looks{{"infer", 5, "soccer-fast", InferTimes{1, 100, 1}},
                                       {"landmarks", 5, "soccer-pitch", InferTimes{1, 100, 1}}};
    const auto json = bench_roofline(*assembly, looks, 1);
    ASSERT_TRUE(json) << json.error().message;
    ASSERT_EQ((*json)["networks"].size(), 2U);
    for (const auto& network : (*json)["networks"]) {
      EXPECT_GT(network["layers"].get<int>(), 5);
      for (const auto& batch : network["batches"]) {
        const auto& share = batch["share_of_roof"];
        if (share.is_null()) continue;  // a peak that is not measured here
        EXPECT_GT(share.get<double>(), 0) << network.dump();
        EXPECT_LE(share.get<double>(), 1.05) << network.dump();
      }
    }
  }
}

}  // namespace
}  // namespace touchline
