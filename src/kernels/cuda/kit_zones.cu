#include "kernels/cuda/kit_zones.h"

#include "kernels/cuda/kernel.h"

namespace touchline {
namespace {

constexpr int kThreads = MeasureZones::kThreads, kMost = MeasureZone::kMostSamples;

/// Places of a zone in the order in which MeasureZone reads them.
struct Places {
  int across = 0, count = 0;
  __device__ explicit Places(const KitZone& z) {
    if (z.x1 <= z.x0 || z.y1 <= z.y0) return;
    across = (z.x1 - z.x0 + z.step - 1) / z.step;
    count = across * ((z.y1 - z.y0 + z.step - 1) / z.step);
  }
};

/// The threads of a block share a zone: each reads some of its places, one puts them in order. All
/// sums are of whole numbers, so that it does not matter who adds what.
class ZoneThread {
 public:
  __device__ ZoneThread(const MeasureZone& work, const KitZone& zone)
      : work_(work), z_(zone), places_(zone), thread_(static_cast<int>(threadIdx.x)) {}

  __device__ void grass(ZoneColour& out) const {
    __shared__ float luma;
    __shared__ int kept;
    if (thread_ == 0) luma = 0, kept = 0;
    __syncthreads();
    for (int i = thread_; i < places_.count; i += kThreads) {
      const Yuv8 s = work_.picture.mean_at(x_of(i), y_of(i));
      if (!work_.grass.has_colour(s.y, s.u, s.v)) continue;
      atomicAdd(&luma, static_cast<float>(s.y));
      atomicAdd(&kept, 1);
    }
    __syncthreads();
    if (thread_ == 0) out = {luma, 0, 0, kept, 0};
  }

  __device__ void cloth(ZoneColour& out) const {
    __shared__ std::uint8_t at[kMost][3];
    __shared__ int count, seen;
    if (thread_ == 0) count = 0, seen = 0;
    __syncthreads();
    collect(at, count, seen);
    if (thread_ == 0) drop_skin(at, count);
    __syncthreads();
    ZoneColour colour;
    if (count >= MeasureZone::kFewestSamples) find_mode(at, count, colour);
    colour.kept = count, colour.seen = seen;
    if (thread_ == 0) out = colour;
  }

 private:
  using Samples = std::uint8_t (&)[kMost][3];

  __device__ int x_of(int i) const { return z_.x0 + i % places_.across * z_.step; }
  __device__ int y_of(int i) const { return z_.y0 + i / places_.across * z_.step; }

  __device__ void collect(Samples at, int& count, int& seen) const {
    __shared__ std::uint8_t read[kThreads][3];
    __shared__ bool is_cloth[kThreads];
    for (int first = 0; first < places_.count; first += kThreads) {
      if (const int i = first + thread_; i < places_.count) {
        Yuv8 s;
        is_cloth[thread_] = work_.is_cloth(z_, x_of(i), y_of(i), s);
        read[thread_][0] = s.y, read[thread_][1] = s.u, read[thread_][2] = s.v;
      }
      __syncthreads();
      if (thread_ == 0)
        for (int k = 0; k < kThreads && first + k < places_.count && count < kMost; ++k) {
          ++seen;
          if (is_cloth[k]) put(at, count++, read[k]);
        }
      __syncthreads();
    }
  }

  static __device__ void put(Samples at, int i, const std::uint8_t (&sample)[3]) {
    for (int c = 0; c < 3; ++c) at[i][c] = sample[c];
  }

  static __device__ void drop_skin(Samples at, int& count) {
    const auto skin_at = [&](int i) { return is_skin({at[i][0], at[i][1], at[i][2]}); };
    int skin = 0, kept = 0;
    for (int i = 0; i < count; ++i) skin += skin_at(i) ? 1 : 0;
    if (MeasureZone::is_mostly_skin(skin, count)) return;
    for (int i = 0; i < count; ++i)
      if (!skin_at(i)) put(at, kept++, at[i]);
    count = kept;
  }

  /// Mean shift from the component-wise median.
  __device__ void find_mode(Samples at, int count, ZoneColour& c) const {
    __shared__ int bins[3][256];
    __shared__ float centre[3], sums[4];
    for (int i = thread_; i < 3 * 256; i += kThreads) bins[i / 256][i % 256] = 0;
    __syncthreads();
    for (int i = thread_; i < 3 * count; i += kThreads) atomicAdd(&bins[i % 3][at[i / 3][i % 3]], 1);
    __syncthreads();
    if (thread_ < 3) centre[thread_] = MeasureZone::middle_of(bins[thread_], count);
    for (int pass = 0; pass < MeasureZone::kPasses; ++pass) {
      if (thread_ < 4) sums[thread_] = 0;
      __syncthreads();
      c.y = centre[0], c.u = centre[1], c.v = centre[2];
      for (int i = thread_; i < count; i += kThreads) {
        const float y = at[i][0], u = at[i][1], v = at[i][2];
        if (!MeasureZone::is_near(y, u, v, c)) continue;
        atomicAdd(&sums[0], y), atomicAdd(&sums[1], u), atomicAdd(&sums[2], v);
        atomicAdd(&sums[3], 1.0F);
      }
      __syncthreads();
      if (sums[3] == 0) break;  // for all threads alike
      if (thread_ < 3) centre[thread_] = sums[thread_] / sums[3];
      __syncthreads();
    }
    c.y = centre[0], c.u = centre[1], c.v = centre[2];
  }

  const MeasureZone& work_;
  const KitZone& z_;
  Places places_;
  int thread_;
};

}  // namespace

TL_KERNEL_SYNC(measure_zones, MeasureZones) {
  const MeasureZone& work = args.frames[args.frame_of[blockIdx.x]];
  const KitZone& zone = work.zones[blockIdx.x];
  const ZoneThread thread(work, zone);
  ZoneColour& out = work.out[blockIdx.x];
  if (zone.beside)
    thread.grass(out);
  else
    thread.cloth(out);
}

}  // namespace touchline
