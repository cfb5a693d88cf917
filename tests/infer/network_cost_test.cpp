// What a network computes and moves is counted from its graph: graphs small enough to count by
// hand.
#include "infer/network_cost.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "infer/onnx_builder.h"

namespace touchline {
namespace {

using namespace testing;
namespace fs = std::filesystem;

class NetworkCosts : public ::testing::Test {
 protected:
  NetworkCosts()
      : path_((fs::path(::testing::TempDir()) / fmt::format("touchline_cost_{}.onnx", ::getpid()))
                  .string()) {}
  ~NetworkCosts() override { fs::remove(path_); }
  [[nodiscard]] Result<NetworkCost> cost_of(const std::string& bytes,
                                            const std::vector<std::int64_t>& shape) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    return network_cost(path_, shape);
  }

  std::string path_;
};

Message whole_number(const std::string& name, std::uint64_t value) {
  return Message().bytes(1, name).number(3, value).number(20, 2);
}

std::vector<float> zeros(std::size_t count) { return std::vector<float>(count); }

/// n x 4 x 8 x 6: a 3x3 convolution of 4 to 10 channels without border (6 x 4 remain), one of two
/// groups and a single tap, a ReLU, then all of it by a matrix of 240 x 5.
std::string layered_model() {
  const Message shape =
      Message().number(1, 2).number(2, 7).bytes(8, "flat").number(7, 1).number(7, 240);
  return model_file(
      Message()
          .message(1, node("Conv", {"x", "w1"}, {"a"}))
          .message(1, node("Conv", {"a", "w2"}, {"b"}).message(5, whole_number("group", 2)))
          .message(1, node("Relu", {"b"}, {"c"}))
          .message(1, node("Reshape", {"c", "flat"}, {"d"}))
          .message(1, node("MatMul", {"d", "w3"}, {"y"}))
          .bytes(2, "layered")
          .message(5, float_tensor("w1", zeros(360), {10, 4, 3, 3}))
          .message(5, float_tensor("w2", zeros(50), {10, 5, 1, 1}))
          .message(5, float_tensor("w3", zeros(1200), {240, 5}))
          .message(5, shape)
          .message(11, value_info("x", 1, {-1, 4, 8, 6}))
          .message(12, value_info("y", 1, {1, 5})));
}

TEST_F(NetworkCosts, AreThoseCountedByHand) {
  const auto cost = cost_of(layered_model(), {1, 4, 8, 6});
  ASSERT_TRUE(cost) << cost.error().message;
  ASSERT_EQ(cost->layers.size(), 3U) << "what is no product costs nothing";
  const auto& wide = cost->layers[0];
  EXPECT_EQ(wide.operations, 2.0 * 10 * 6 * 4 * (4 * 3 * 3));
  EXPECT_EQ(wide.weights, 360);
  EXPECT_EQ(wide.input, 4 * 8 * 6);
  EXPECT_EQ(wide.output, 10 * 6 * 4);
  EXPECT_EQ(cost->layers[1].operations, 2.0 * 10 * 6 * 4 * 5) << "a group meets half the channels";
  EXPECT_EQ(cost->layers[2].operations, 2.0 * 240 * 5);
  EXPECT_EQ(cost->operations(), 17280 + 2400 + 2400);
  EXPECT_EQ(cost->elements(), 360 + 192 + 240 + 50 + 240 + 240 + 1200 + 240 + 5);
}

TEST_F(NetworkCosts, ABatchComputesAndMovesAsOftenButHasItsWeightsOnce) {
  const auto one = cost_of(window_model(3, 16, 8), {1, 9, 8, 16}),
             four = cost_of(window_model(3, 16, 8), {4, 9, 8, 16});
  ASSERT_TRUE(one && four);
  ASSERT_EQ(four->layers.size(), 1U);
  EXPECT_EQ(one->operations(), 2.0 * 3 * 9 * 16 * 8);
  EXPECT_EQ(four->operations(), 4 * one->operations());
  EXPECT_EQ(four->layers[0].input, 4 * one->layers[0].input);
  EXPECT_EQ(four->layers[0].weights, one->layers[0].weights);
}

TEST_F(NetworkCosts, WhatCannotBeCountedIsAnError) {
  const auto broken = cost_of("no network", {1, 3, 8, 8});
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::bad_model);
  EXPECT_FALSE(cost_of(layered_model(), {1, 4, 3, 3})) << "of a shape that it does not take";
}

}  // namespace
}  // namespace touchline
