#include "kernels/cuda/heatmap_boxes.h"

#include <algorithm>
#include <utility>

#include "kernels/cuda/heatmap_args.h"
#include "kernels/cuda/launch.h"

namespace touchline {
namespace {

Status check(const HeatmapBoxOptions& o, int max_batch) {
  constexpr int kLargest = 8192;
  const auto size = [](int n) { return n > 0 && n <= kLargest; };
  const bool classes = !o.classes.empty() && o.classes.size() <= kHeatmapClasses;
  if (size(o.width) && size(o.height) && o.stride > 0 && classes && max_batch > 0) return {};
  return fail(Errc::usage, "heatmap_box",
              "no decoder for {} classes of {}x{} cells, stride {}, batches of {}: sizes are 1 to "
              "{}, classes at most {}",
              o.classes.size(), o.width, o.height, o.stride, max_batch, kLargest, kHeatmapClasses);
}

/// One block of memory for all that an image needs, `count` times.
template <class T>
T* take(std::uint8_t*& at, std::size_t count) {
  auto* const taken = reinterpret_cast<T*>(at);
  at += align_up(count * sizeof(T));
  return taken;
}

}  // namespace

struct DeviceHeatmapBoxes::State {
  HeatmapBoxOptions options;
  std::size_t max_batch;
  cuda::SharedContext context;
  cuda::Kernel peaks[2], suppress[2];  ///< by TensorType
  HeatmapSuppression args;             ///< of the first image; all but tensors and geometry
  Buffer memory, pinned;
  std::size_t launched = 0;  ///< images of the last launch
  cuda::SharedEvent done;

  Status find_kernels();
  Status allocate();
  Status launch(std::size_t first, const std::uint8_t* heat, const std::uint8_t* box,
                TensorType type, std::span<const LetterboxGeometry> geometry, cuda::Stream& stream);
  [[nodiscard]] const ImageDetections* results() const {
    return reinterpret_cast<const ImageDetections*>(pinned.get());
  }
};

Status DeviceHeatmapBoxes::State::find_kernels() {
  const auto image = kernel_image("heatmap_boxes");
  TL_ASSIGN(peaks[0], cuda::find_kernel(context, image, "heatmap_peaks_f32"));
  TL_ASSIGN(peaks[1], cuda::find_kernel(context, image, "heatmap_peaks_f16"));
  TL_ASSIGN(suppress[0], cuda::find_kernel(context, image, "heatmap_suppress_f32"));
  TL_ASSIGN(suppress[1], cuda::find_kernel(context, image, "heatmap_suppress_f16"));
  return {};
}

Status DeviceHeatmapBoxes::State::allocate() {
  HeatmapBatch& batch = args.batch;
  batch.width = options.width;
  batch.height = options.height;
  batch.stride = options.stride;
  batch.classes = static_cast<int>(options.classes.size());
  std::copy(options.classes.begin(), options.classes.end(), batch.channel);
  batch.capacity = (options.width + 1) / 2 * ((options.height + 1) / 2) * batch.classes;
  args.max_iou = options.max_iou;
  const auto keys = static_cast<std::size_t>(batch.capacity) * max_batch;
  const std::size_t bytes = align_up(max_batch * sizeof(unsigned)) + align_up(keys * 8) +
                            align_up(max_batch * kMaxCandidates * sizeof(Candidate)) +
                            align_up(max_batch * sizeof(ImageDetections));
  memory = Pool(bytes, cuda::device_allocator(context)).acquire();
  pinned = Pool(max_batch * sizeof(ImageDetections), cuda::pinned_allocator(context)).acquire();
  if (!memory || !pinned) {
    return fail(Errc::no_device, "heatmap_box",
                "no memory for the candidates of {} images ({} bytes on the GPU, {} pinned); use "
                "smaller batches",
                max_batch, bytes, max_batch * sizeof(ImageDetections));
  }
  std::uint8_t* at = memory.get();
  batch.found = take<unsigned>(at, max_batch);
  batch.keys = take<std::uint64_t>(at, keys);
  args.sorted = take<Candidate>(at, max_batch * kMaxCandidates);
  args.out = take<ImageDetections>(at, max_batch);
  TL_ASSIGN(const auto stream, cuda::Stream::create(context));
  TL_CHECK(stream->fill(memory.get(), 0, bytes));  // all of the results are copied, used or not
  return stream->synchronize();
}

/// Images [first, first + geometry.size()) of the batch; the tensors are the first one's.
Status DeviceHeatmapBoxes::State::launch(std::size_t first, const std::uint8_t* heat,
                                         const std::uint8_t* box, TensorType type,
                                         std::span<const LetterboxGeometry> geometry,
                                         cuda::Stream& stream) {
  HeatmapSuppression chunk = args;
  const std::size_t cells = static_cast<std::size_t>(options.width) *
                            static_cast<std::size_t>(options.height) * bytes_of(type);
  HeatmapBatch& batch = chunk.batch;
  batch.heat = heat + first * options.classes.size() * cells;
  batch.box = box + first * 4 * cells;
  batch.found += first;
  batch.keys += first * static_cast<std::size_t>(batch.capacity);
  chunk.sorted += first * kMaxCandidates;
  chunk.out += first;
  std::copy(geometry.begin(), geometry.end(), chunk.geometry);
  const int images = static_cast<int>(geometry.size());
  const auto kind = static_cast<std::size_t>(type);
  TL_CHECK(stream.launch(peaks[kind], tiles(options.width, options.height, images * batch.classes),
                         kTile, batch));
  return stream.launch(suppress[kind], {static_cast<unsigned>(images), 1, 1},
                       {kSuppressThreads, 1, 1}, chunk);
}

DeviceHeatmapBoxes::DeviceHeatmapBoxes(std::unique_ptr<State> state) : state_(std::move(state)) {}

/// Its memory must not go while the GPU is at work on it; an error here has been told before.
DeviceHeatmapBoxes::~DeviceHeatmapBoxes() {
  if (state_->done) (void)state_->done->wait();
}

Result<std::unique_ptr<DeviceHeatmapBoxes>> DeviceHeatmapBoxes::create(
    const HeatmapBoxOptions& options, int max_batch, cuda::SharedContext context) {
  TL_CHECK(check(options, max_batch));
  auto state = std::make_unique<State>();
  state->options = options;
  state->max_batch = static_cast<std::size_t>(max_batch);
  state->context = std::move(context);
  TL_CHECK(state->find_kernels());
  TL_CHECK(state->allocate());
  return std::unique_ptr<DeviceHeatmapBoxes>(new DeviceHeatmapBoxes(std::move(state)));
}

Status DeviceHeatmapBoxes::launch(const void* heat, const void* box, TensorType type,
                                  std::span<const LetterboxGeometry> geometry,
                                  cuda::Stream& stream) {
  State& state = *state_;
  if (geometry.size() > state.max_batch) {
    return fail(Errc::usage, "heatmap_box", "{} images do not fit batches of {}", geometry.size(),
                state.max_batch);
  }
  state.launched = geometry.size();
  if (geometry.empty()) return {};
  for (std::size_t i = 0; i < geometry.size(); i += kHeatmapImages) {
    const auto count = std::min<std::size_t>(kHeatmapImages, geometry.size() - i);
    TL_CHECK(state.launch(i, static_cast<const std::uint8_t*>(heat),
                          static_cast<const std::uint8_t*>(box), type, geometry.subspan(i, count),
                          stream));
  }
  TL_CHECK(stream.to_host(state.pinned.get(), state.args.out,
                          geometry.size() * sizeof(ImageDetections)));
  TL_ASSIGN(state.done, stream.record());
  return {};
}

Status DeviceHeatmapBoxes::read(std::vector<Detections>& out) {
  const State& state = *state_;
  if (state.done) TL_CHECK(state.done->wait());
  out.resize(state.launched);
  for (std::size_t i = 0; i < state.launched; ++i) {
    const ImageDetections& image = state.results()[i];
    out[i].assign(image.detection, image.detection + image.count);
  }
  return {};
}

}  // namespace touchline
