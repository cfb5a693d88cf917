// GPU memory, streams and events, on the GPU that is here or on the emulated one.
#include "memory/cuda.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "memory/device.h"
#include "support/gpu.h"

namespace touchline {
namespace {

class Gpu : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = testing::gpu();
    ASSERT_TRUE(opened) << opened.error().message;
    context_ = *opened;
    auto made = cuda::Stream::create(context_);
    ASSERT_TRUE(made) << made.error().message;
    stream_ = std::move(*made);
  }
  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
};

TEST_F(Gpu, SaysWhatItIs) {
  EXPECT_FALSE(context_->info().name.empty());
  EXPECT_GE(context_->info().major, 7);
  EXPECT_GT(context_->info().bytes, std::size_t{1} << 30U);
  EXPECT_EQ(cuda::Context::open(0).value(), context_) << "one context per GPU";
}

TEST_F(Gpu, OfAnotherNumberIsAnError) {
  const auto far = cuda::Context::open(99);
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().code, Errc::no_device);
  EXPECT_NE(far.error().message.find("cuda:99"), std::string::npos) << far.error().message;
}

TEST_F(Gpu, BytesComeBackAsTheyWent) {
  std::vector<std::uint8_t> sent(10007), back(sent.size());
  std::iota(sent.begin(), sent.end(), std::uint8_t{3});
  Pool pool(sent.size(), cuda::device_allocator(context_));
  const Buffer a = pool.acquire(), b = pool.acquire();
  const auto before = context_->traffic();
  ASSERT_TRUE(stream_->to_device(a.get(), sent.data(), sent.size()));
  ASSERT_TRUE(stream_->copy(b.get(), a.get(), sent.size()));
  ASSERT_TRUE(stream_->to_host(back.data(), b.get(), sent.size()));
  ASSERT_TRUE(stream_->synchronize());
  EXPECT_EQ(back, sent);
  const auto after = context_->traffic();
  EXPECT_EQ(after.bytes_to_device - before.bytes_to_device, 10007);
  EXPECT_EQ(after.bytes_to_host - before.bytes_to_host, 10007);
  EXPECT_EQ(after.frames_to_host, before.frames_to_host) << "bytes are no pictures";
}

TEST_F(Gpu, EventsOrderStreams) {
  auto other = std::move(*cuda::Stream::create(context_));
  std::vector<std::uint8_t> back(1U << 20U);
  Pool pool(back.size(), cuda::device_allocator(context_));
  const Buffer memory = pool.acquire();
  ASSERT_TRUE(stream_->fill(memory.get(), 1, back.size()));
  ASSERT_TRUE(stream_->fill(memory.get(), 7, back.size()));
  const auto filled = stream_->record(true);
  ASSERT_TRUE(filled);
  ASSERT_TRUE(other->wait_for(filled->get()));
  ASSERT_TRUE(other->to_host(back.data(), memory.get(), back.size()));
  const auto copied = other->record(true);
  ASSERT_TRUE((*copied)->wait());
  EXPECT_TRUE((*copied)->done());
  EXPECT_EQ(back, std::vector<std::uint8_t>(back.size(), 7));
  EXPECT_GE(*(*copied)->since(**filled), 0.0F);
}

TEST_F(Gpu, PoolsGiveNullWhenMemoryHasRunOut) {
  Pool pool(std::size_t{1} << 50U, cuda::device_allocator(context_));
  EXPECT_EQ(pool.acquire(), nullptr);
  EXPECT_EQ(pool.allocated(), 0U);
}

TEST_F(Gpu, ABuildWithoutGpuCodeSaysSo) {
  const auto kernel = cuda::find_kernel(context_, {}, "anything");
  ASSERT_FALSE(kernel);
  EXPECT_EQ(kernel.error().code, Errc::no_device);
  EXPECT_NE(kernel.error().message.find("no GPU code"), std::string::npos);
}

TEST(DeviceName, IsReadAndWritten) {
  EXPECT_EQ(*parse_device("cpu"), Device{});
  EXPECT_EQ(*parse_device("cuda"), (Device{Device::Kind::cuda, 0}));
  EXPECT_EQ(to_string(*parse_device("cuda:3")), "cuda:3");
  for (const char* wrong : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", ""})
    EXPECT_FALSE(parse_device(wrong)) << wrong;
}

}  // namespace
}  // namespace touchline
