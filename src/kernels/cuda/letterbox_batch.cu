#include "kernels/cuda/kernel.h"
#include "kernels/cuda/letterbox_args.h"
#include "kernels/cuda/put.h"

namespace touchline {

/// The functor itself. kLuma, kChroma: taps along both axes; 0: the shape's own.
template <class Sample, int kLuma = 0, int kChroma = 0>
inline __device__ void sample_pixels(const LetterboxBatchArgs& args, const LetterboxShape& shape) {
  const int y = thread_y(), image = thread_z();
  if (y >= args.height) return;
  LetterboxPixel pixel = shape.pixel;
  pixel.read_from(args.frames[image].planes);
  const int plane = args.width * args.height;
  Sample* row = static_cast<Sample*>(args.tensor) + std::ptrdiff_t{image} * 3 * plane +
                std::ptrdiff_t{y} * args.width;
  const int v = y - shape.y;
  for (int i = 0; i < kLetterboxRun; ++i) {
    const int x = static_cast<int>(
        (blockIdx.x * kLetterboxRun + static_cast<unsigned>(i)) * blockDim.x + threadIdx.x);
    if (x >= args.width) return;
    const int u = x - shape.x;
    float value[3];
    if (u >= 0 && u < shape.width && v >= 0 && v < shape.height) {
      pixel.colour<kLuma, kChroma>(u, v, value);
    } else {
      for (int c = 0; c < 3; ++c) value[c] = shape.border[c];
    }
    for (int c = 0; c < 3; ++c) put(row + c * plane + x, value[c]);
  }
}

#if !defined(__CUDACC__)
struct alignas(16) uint4 {
  std::uint32_t x, y, z, w;
};
#endif

/// Sixteen bytes of GPU memory in one access, which the compiler would split.
inline __device__ void put16(void* at, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                             std::uint32_t d) {
#if defined(__CUDACC__)
  asm volatile("st.global.v4.u32 [%0], {%1, %2, %3, %4};"
               :
               : "l"(at), "r"(a), "r"(b), "r"(c), "r"(d)
               : "memory");
#else
  *static_cast<uint4*>(at) = uint4{a, b, c, d};
#endif
}
struct Words4 {
  std::uint32_t w[4];
};
inline __device__ Words4 take16(const void* at) {
  const uint4 words = *static_cast<const uint4*>(at);
  return {{words.x, words.y, words.z, words.w}};
}
struct alignas(8) Words2 {
  std::uint32_t w[2];
};

inline __device__ void put(float* at, const float (&value)[kHalvedRun]) {
  for (int i = 0; i < kHalvedRun; i += 4)
    put16(at + i, std::bit_cast<std::uint32_t>(value[i]),
          std::bit_cast<std::uint32_t>(value[i + 1]), std::bit_cast<std::uint32_t>(value[i + 2]),
          std::bit_cast<std::uint32_t>(value[i + 3]));
}
inline __device__ void put(Half* at, const float (&value)[kHalvedRun]) {
  put16(at, half_pair(value[0], value[1]), half_pair(value[2], value[3]),
        half_pair(value[4], value[5]), half_pair(value[6], value[7]));
}

/// Sums of the neighbours in a word: bytes 0 and 1 below, 2 and 3 above.
inline __device__ std::uint32_t pair_sums(std::uint32_t word) {
  constexpr std::uint32_t kEven = 0x00FF00FFU;
  return (word & kEven) + ((word >> 8U) & kEven);
}
inline __device__ std::int32_t byte_of(std::uint32_t word, int i) {
  return static_cast<std::int32_t>((word >> static_cast<unsigned>(8 * i)) & 0xFFU);
}

/// The luma sums of a picture halved both ways: its pixels weigh the same.
inline __device__ void halve_luma(const LetterboxPlanes& planes, int x, int y,
                                  float (&sum)[kHalvedRun]) {
  constexpr std::int32_t kWeight = kWeightTotalX / 2 * (kWeightTotalY / 2);
  const std::uint8_t* at =
      planes.luma + std::ptrdiff_t{2} * y * planes.luma_pitch + std::ptrdiff_t{2} * x;
  const Words4 upper = take16(at);
  const Words4 lower = take16(at + planes.luma_pitch);
  for (int i = 0; i < 4; ++i) {
    const std::uint32_t both = pair_sums(upper.w[i]) + pair_sums(lower.w[i]);
    sum[2 * i] = static_cast<float>(static_cast<std::int32_t>(both & 0xFFFFU) * kWeight);
    sum[2 * i + 1] = static_cast<float>(static_cast<std::int32_t>(both >> 16U) * kWeight);
  }
}

/// The chroma of such a picture is taken as it is.
inline __device__ void copy_chroma(const LetterboxPlanes& planes, bool interleaved, int x, int y,
                                   float (&u)[kHalvedRun], float (&v)[kHalvedRun]) {
  constexpr std::int32_t kWeight = kWeightTotalX * kWeightTotalY;
  const std::uint8_t* row_u = planes.u + std::ptrdiff_t{y} * planes.u_pitch;
  if (interleaved) {
    const Words4 words = take16(row_u + std::ptrdiff_t{2} * x);
    for (int i = 0; i < kHalvedRun; ++i) {
      u[i] = static_cast<float>(byte_of(words.w[i / 2], i % 2 * 2) * kWeight);
      v[i] = static_cast<float>(byte_of(words.w[i / 2], i % 2 * 2 + 1) * kWeight);
    }
    return;
  }
  const std::uint8_t* row_v = planes.v + std::ptrdiff_t{y} * planes.v_pitch;
  const Words2 words_u = *reinterpret_cast<const Words2*>(row_u + x);
  const Words2 words_v = *reinterpret_cast<const Words2*>(row_v + x);
  for (int i = 0; i < kHalvedRun; ++i) {
    u[i] = static_cast<float>(byte_of(words_u.w[i / 4], i % 4) * kWeight);
    v[i] = static_cast<float>(byte_of(words_v.w[i / 4], i % 4) * kWeight);
  }
}

/// The hand-tuned twin for pictures that are halved, as 1080p to 960 x 540: eight neighbours at a
/// time, 16 bytes an access. The host has checked sizes, taps and alignment.
template <class Sample>
inline __device__ void halve_pixels(const LetterboxBatchArgs& args) {
  const int x = thread_x() * kHalvedRun, y = thread_y(), image = thread_z();
  if (x >= args.width || y >= args.height) return;
  const LetterboxShape& shape = args.shape;
  const LetterboxPlanes planes = args.frames[image].planes;
  const int plane = args.width * args.height;
  Sample* at = static_cast<Sample*>(args.tensor) + std::ptrdiff_t{image} * 3 * plane +
               std::ptrdiff_t{y} * args.width + x;
  const int left = x - shape.x, top = y - shape.y;
  float value[kHalvedRun];
  if (left < 0 || left >= shape.width || top < 0 || top >= shape.height) {
    for (int c = 0; c < 3; ++c) {
      for (float& one : value) one = shape.border[c];
      put(at + c * plane, value);
    }
    return;
  }
  float luma[kHalvedRun], u[kHalvedRun], v[kHalvedRun];
  halve_luma(planes, left, top, luma);
  copy_chroma(planes, shape.pixel.u.step == 2, left, top, u, v);
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < kHalvedRun; ++i) value[i] = shape.pixel.channel[c](luma[i], u[i], v[i]);
    put(at + c * plane, value);
  }
}

// Every frame of a shape of its own, or all of one.
TL_KERNEL(letterbox_mixed_f32, LetterboxBatchArgs) {
  sample_pixels<float>(args, *args.frames[thread_z()].shape);
}
TL_KERNEL(letterbox_mixed_f16, LetterboxBatchArgs) {
  sample_pixels<Half>(args, *args.frames[thread_z()].shape);
}
TL_KERNEL(letterbox_f32, LetterboxBatchArgs) { sample_pixels<float>(args, args.shape); }
TL_KERNEL(letterbox_f16, LetterboxBatchArgs) { sample_pixels<Half>(args, args.shape); }
TL_KERNEL(letterbox_2_1_f32, LetterboxBatchArgs) { sample_pixels<float, 2, 1>(args, args.shape); }
TL_KERNEL(letterbox_2_1_f16, LetterboxBatchArgs) { sample_pixels<Half, 2, 1>(args, args.shape); }
TL_KERNEL(letterbox_3_2_f32, LetterboxBatchArgs) { sample_pixels<float, 3, 2>(args, args.shape); }
TL_KERNEL(letterbox_3_2_f16, LetterboxBatchArgs) { sample_pixels<Half, 3, 2>(args, args.shape); }
TL_KERNEL(letterbox_4_2_f32, LetterboxBatchArgs) { sample_pixels<float, 4, 2>(args, args.shape); }
TL_KERNEL(letterbox_4_2_f16, LetterboxBatchArgs) { sample_pixels<Half, 4, 2>(args, args.shape); }
TL_KERNEL(letterbox_halved_f32, LetterboxBatchArgs) { halve_pixels<float>(args); }
TL_KERNEL(letterbox_halved_f16, LetterboxBatchArgs) { halve_pixels<Half>(args); }

}  // namespace touchline
