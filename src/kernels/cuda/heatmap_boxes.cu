#include "kernels/cuda/heatmap_args.h"
#include "kernels/cuda/kernel.h"

namespace touchline {

/// First sample of one image's plane `channel`, of `channels`.
template <class Sample>
inline __device__ const Sample* plane_of(const HeatmapBatch& batch, const void* tensor, int image,
                                         int channels, int channel) {
  const std::ptrdiff_t plane = std::ptrdiff_t{batch.width} * batch.height;
  return static_cast<const Sample*>(tensor) + (std::ptrdiff_t{image} * channels + channel) * plane;
}

/// A thread per cell and channel: the peaks whose boxes are sound get a key.
template <class Sample>
inline __device__ void find_peaks(const HeatmapBatch& batch) {
  const int x = thread_x(), y = thread_y();
  const int image = thread_z() / batch.classes, c = thread_z() % batch.classes;
  const HeatmapClass& channel = batch.channel[c];
  if (x >= batch.width || y >= batch.height || channel.class_id < 0) return;
  const HeatMapOf<Sample> map{plane_of<Sample>(batch, batch.heat, image, batch.classes, c),
                              batch.width, batch.height};
  const float score = map.at(x, y);
  if (!(score >= channel.threshold) || !map.is_peak(x, y)) return;
  const Sample* box = plane_of<Sample>(batch, batch.box, image, 4, 0);
  if (!sound(box_of_cell(box, batch.width, batch.height, batch.stride, x, y))) return;
  const unsigned slot = atomicAdd(&batch.found[image], 1U);
  if (slot >= static_cast<unsigned>(batch.capacity)) return;  // cannot be: no two peaks touch
  const int place = (c * batch.height + y) * batch.width + x;
  batch.keys[std::ptrdiff_t{image} * batch.capacity + slot] =
      heat_key(score, static_cast<std::uint32_t>(place));
}

template <class Sample>
inline __device__ Candidate candidate_of(const HeatmapBatch& batch, int image, std::uint64_t key) {
  const auto place = static_cast<int>(static_cast<std::uint32_t>(key));
  const int plane = batch.width * batch.height, c = place / plane, cell = place % plane;
  Candidate candidate =
      box_of_cell(plane_of<Sample>(batch, batch.box, image, 4, 0), batch.width, batch.height,
                  batch.stride, cell % batch.width, cell / batch.width);
  candidate.score = to_float(plane_of<Sample>(batch, batch.heat, image, batch.classes, c)[cell]);
  candidate.class_id = batch.channel[c].class_id;
  candidate.group = batch.channel[c].group;
  candidate.order = place;
  return candidate;
}

/// The whole block sorts `size` keys, a power of two: Batcher's bitonic network (1968). It begins
/// and ends with all threads together.
inline __device__ void sort_keys(std::uint64_t* keys, int size) {
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  __syncthreads();
  for (int run = 2; run <= size; run *= 2) {
    for (int apart = run / 2; apart > 0; apart /= 2) {
      for (int pair = thread; pair < size / 2; pair += threads) {
        const int low = pair / apart * 2 * apart + pair % apart, high = low + apart;
        const std::uint64_t a = keys[low], b = keys[high];
        if ((a > b) == ((low & run) == 0)) {
          keys[low] = b;
          keys[high] = a;
        }
      }
      __syncthreads();
    }
  }
}

/// The best kMaxCandidates of an image's keys into `best`, sorted; how many there are. A broken
/// network's many are merged a chunk at a time.
inline __device__ int sort_best(const HeatmapBatch& batch, int image, std::uint64_t* best) {
  const int thread = static_cast<int>(threadIdx.x), threads = static_cast<int>(blockDim.x);
  const std::uint64_t* keys = batch.keys + std::ptrdiff_t{image} * batch.capacity;
  const int found = std::min(static_cast<int>(batch.found[image]), batch.capacity);
  int held = 0;
  for (int next = 0; next < found;) {
    const int take = std::min(found - next, kSortedKeys - held);
    int size = 2;
    while (size < held + take) size *= 2;
    for (int i = thread; i < size - held; i += threads)
      best[held + i] = i < take ? keys[next + i] : ~std::uint64_t{0};
    sort_keys(best, size);
    next += take;
    held = std::min(held + take, int{kMaxCandidates});
  }
  __syncthreads();
  if (thread == 0) batch.found[image] = 0;  // for the next launch
  return held;
}

/// A block per image: sorts its candidates, and lets each that is left cover those after it.
template <class Sample>
inline __device__ void suppress_candidates(const HeatmapSuppression& args) {
  __shared__ std::uint64_t best[kSortedKeys];
  __shared__ bool covered[kMaxCandidates];
  const int image = static_cast<int>(blockIdx.x), thread = static_cast<int>(threadIdx.x),
            threads = static_cast<int>(blockDim.x);
  const int count = sort_best(args.batch, image, best);
  Candidate* sorted = args.sorted + std::ptrdiff_t{image} * kMaxCandidates;
  for (int i = thread; i < count; i += threads) {
    sorted[i] = candidate_of<Sample>(args.batch, image, best[i]);
    covered[i] = false;
  }
  __syncthreads();
  ImageDetections& out = args.out[image];
  int kept = 0, written = 0;
  for (int i = 0; i < count && kept < kMaxDetections; ++i) {
    if (covered[i]) continue;  // seen alike by all threads: they write only beyond i
    const Candidate next = sorted[i];
    ++kept;
    if (thread == 0) {
      const Box box = args.geometry[image].to_source(next.left, next.top, next.right, next.bottom);
      if (box.w > 0 && box.h > 0) {
        Detection& detection = out.detection[written++];
        detection.box = box;
        detection.score = next.score;
        detection.class_id = next.class_id;
      }
    }
    for (int j = i + 1 + thread; j < count; j += threads)
      if (!covered[j] && covers(next, sorted[j], args.max_iou)) covered[j] = true;
    __syncthreads();
  }
  if (thread == 0) out.count = written;
}

TL_KERNEL(heatmap_peaks_f32, HeatmapBatch) { find_peaks<float>(args); }
TL_KERNEL(heatmap_peaks_f16, HeatmapBatch) { find_peaks<Half>(args); }
TL_KERNEL_SYNC(heatmap_suppress_f32, HeatmapSuppression) { suppress_candidates<float>(args); }
TL_KERNEL_SYNC(heatmap_suppress_f16, HeatmapSuppression) { suppress_candidates<Half>(args); }

}  // namespace touchline
