// The driver's interface as this project states it (memory/cuda_driver.h) against NVIDIA's header,
// where the CUDA compiler is: what is called with other arguments would overwrite memory.
#include <gtest/gtest.h>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "memory/cuda_driver.h"

#if __has_include(<cuda.h>)
#define __CUDA_API_VERSION_INTERNAL  // declares every version of a function, under its own name
#include <cuda.h>

namespace touchline::cuda {
namespace {

/// Handles are pointers here, and numbers of one size are passed alike.
template <class Ours, class Theirs>
constexpr bool kPassedAlike =
    sizeof(Ours) == sizeof(Theirs) && std::is_pointer_v<Ours> == std::is_pointer_v<Theirs>;

template <class... Ours, class... Theirs, std::size_t... I>
constexpr bool all_alike(std::tuple<Ours...>*, std::tuple<Theirs...>*, std::index_sequence<I...>) {
  return (kPassedAlike<std::tuple_element_t<I, std::tuple<Ours...>>,
                       std::tuple_element_t<I, std::tuple<Theirs...>>> &&
          ...);
}

template <class Returned, class... Ours, class... Theirs>
constexpr bool agree(int (*)(Ours...), Returned (*)(Theirs...)) {
  if constexpr (sizeof...(Ours) != sizeof...(Theirs) || sizeof(Returned) != sizeof(int))
    return false;
  else
    return all_alike(static_cast<std::tuple<Ours...>*>(nullptr),
                     static_cast<std::tuple<Theirs...>*>(nullptr),
                     std::index_sequence_for<Ours...>());
}

TEST(DriverInterface, FunctionsTakeWhatNvidiasHeaderSays){
#define TL_CUDA_AGREES(name, parameters) \
  EXPECT_TRUE(agree(static_cast<int(*) parameters>(nullptr), &::name)) << #name;
    TL_CUDA_DRIVER_FUNCTIONS(TL_CUDA_AGREES)
#undef TL_CUDA_AGREES
}

TEST(DriverInterface, ACopyOfRowsLiesInMemoryAsNvidiasHeaderSays) {
  EXPECT_EQ(sizeof(Copy2D), sizeof(CUDA_MEMCPY2D));
#define TL_SAME_PLACE(ours, theirs) \
  EXPECT_EQ(offsetof(Copy2D, ours), offsetof(CUDA_MEMCPY2D, theirs))
  TL_SAME_PLACE(src_x, srcXInBytes);
  TL_SAME_PLACE(src_y, srcY);
  TL_SAME_PLACE(src_kind, srcMemoryType);
  TL_SAME_PLACE(src_host, srcHost);
  TL_SAME_PLACE(src_device, srcDevice);
  TL_SAME_PLACE(src_array, srcArray);
  TL_SAME_PLACE(src_pitch, srcPitch);
  TL_SAME_PLACE(dst_x, dstXInBytes);
  TL_SAME_PLACE(dst_y, dstY);
  TL_SAME_PLACE(dst_kind, dstMemoryType);
  TL_SAME_PLACE(dst_host, dstHost);
  TL_SAME_PLACE(dst_device, dstDevice);
  TL_SAME_PLACE(dst_array, dstArray);
  TL_SAME_PLACE(dst_pitch, dstPitch);
  TL_SAME_PLACE(width_bytes, WidthInBytes);
  TL_SAME_PLACE(height, Height);
#undef TL_SAME_PLACE
  EXPECT_EQ(kHostMemory, static_cast<unsigned>(CU_MEMORYTYPE_HOST));
  EXPECT_EQ(kDeviceMemory, static_cast<unsigned>(CU_MEMORYTYPE_DEVICE));
}

}  // namespace
}  // namespace touchline::cuda
#else
TEST(DriverInterface, FunctionsTakeWhatNvidiasHeaderSays) {
  GTEST_SKIP() << "no cuda.h: the CUDA compiler is not installed";
}
#endif
