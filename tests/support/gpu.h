// A GPU for tests: the machine's own, or the emulated one.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "kernels/cuda/images.h"
#include "memory/cuda.h"

namespace touchline::testing {

/// True when there is no real driver here and the emulated one stands in (TOUCHLINE_EMULATED_CUDA
/// is its path, set by the build).
inline bool gpu_is_emulated() {
  static const bool emulated = [] {
    if (std::getenv("TOUCHLINE_CUDA_DRIVER")) return true;
    if (void* real = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL)) return dlclose(real), false;
    setenv("TOUCHLINE_CUDA_DRIVER", TOUCHLINE_EMULATED_CUDA, 1);
    return true;
  }();
  return emulated;
}

/// The first GPU, real or emulated.
inline Result<cuda::SharedContext> gpu() {
  gpu_is_emulated();
  return cuda::Context::open(0);
}

/// The fixture of tests that launch kernels: a GPU and a stream on it. A fixture with a SetUp of
/// its own goes on only while ready().
template <class Test = ::testing::Test>
class WithGpu : public Test {
 protected:
  void SetUp() override {
    if (!*kernel_targets())
      GTEST_SKIP() << "this build has no GPU code: no CUDA compiler was found";
    auto context = gpu();
    ASSERT_TRUE(context) << context.error().message;
    context_ = *context;
    stream_ = std::move(*cuda::Stream::create(context_));
  }
  [[nodiscard]] bool ready() const { return stream_ != nullptr; }

  cuda::SharedContext context_;
  std::unique_ptr<cuda::Stream> stream_;
};

}  // namespace touchline::testing

/// For tests that launch kernels.
#define TL_NEEDS_GPU_CODE()          \
  if (!*touchline::kernel_targets()) \
  GTEST_SKIP() << "this build has no GPU code: no CUDA compiler was found"

/// For tests of what cannot be emulated: decoders, networks, time.
#define TL_NEEDS_GPU()                       \
  if (touchline::testing::gpu_is_emulated()) \
  GTEST_SKIP() << "needs an NVIDIA GPU: there is none here"
