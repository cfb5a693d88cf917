#include "kernels/cuda/letterbox_batch.h"

#include <array>
#include <bit>
#include <cstring>
#include <deque>
#include <utility>
#include <vector>

#include "kernels/cuda/launch.h"
#include "kernels/cuda/letterbox_args.h"
#include "kernels/letterbox_sampling.h"

namespace touchline {
namespace {

/// The ways to sample a launch, as the kernels are named: all frames of one shape but for `mixed`.
enum Way { mixed, general, taps_2_1, taps_3_2, taps_4_2, halved, kWays };
constexpr const char* kKernels[kWays][2] = {{"letterbox_mixed_f32", "letterbox_mixed_f16"},
                                            {"letterbox_f32", "letterbox_f16"},
                                            {"letterbox_2_1_f32", "letterbox_2_1_f16"},
                                            {"letterbox_3_2_f32", "letterbox_3_2_f16"},
                                            {"letterbox_4_2_f32", "letterbox_4_2_f16"},
                                            {"letterbox_halved_f32", "letterbox_halved_f16"}};

/// What is kept for one shape of frame.
struct Shape {
  FrameInfo info;
  LetterboxGeometry geometry;
  LetterboxShape args;  ///< its tables lie in `memory`
  Buffer memory;        ///< the args' copy, then the tables
  Way way = general;    ///< but `halved` only where the frames are aligned for it
};

/// Host and device copies of the tables that belong to one functor.
class Tables {
 public:
  explicit Tables(std::size_t first_byte) : bytes_(first_byte) {}
  /// Their place, from the block's beginning.
  template <class T>
  std::size_t add(const std::vector<T>& table) {
    const std::size_t at = bytes_.size();
    bytes_.resize(align_up(at + table.size() * sizeof(T)));
    if (!table.empty()) std::memcpy(bytes_.data() + at, table.data(), table.size() * sizeof(T));
    return at;
  }
  void begin_with(const LetterboxShape& args) { std::memcpy(bytes_.data(), &args, sizeof args); }
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
};

struct AxisPlace {
  std::size_t first, weights;
};
AxisPlace add(Tables& tables, const ResampleAxis& axis) {
  const std::size_t first = tables.add(axis.first);
  return {first, tables.add(axis.weights)};
}

void point(TapPlane& plane, const std::uint8_t* memory, const AxisPlace& x, const AxisPlace& y) {
  plane.first_x = reinterpret_cast<const std::int32_t*>(memory + x.first);
  plane.first_y = reinterpret_cast<const std::int32_t*>(memory + y.first);
  plane.weights_x = reinterpret_cast<const std::int16_t*>(memory + x.weights);
  plane.weights_y = reinterpret_cast<const std::int16_t*>(memory + y.weights);
}

/// True when output i is made of samples taps * i and on, which weigh the same.
bool divides(const ResampleAxis& axis, int taps) {
  if (axis.taps != taps) return false;
  for (std::size_t i = 0; i < axis.first.size(); ++i)
    if (axis.first[i] != static_cast<int>(i) * taps) return false;
  for (const int weight : axis.weights)
    if (weight * taps != axis.total) return false;
  return true;
}

bool halves(const LetterboxSampling& s) {
  const auto whole = [](int pixels) { return pixels % kHalvedRun == 0; };
  return s.info.format != PixelFormat::gray8 && divides(s.luma_x, 2) && divides(s.luma_y, 2) &&
         divides(s.chroma_x, 1) && divides(s.chroma_y, 1) && whole(s.geometry.x) &&
         whole(s.geometry.width) && whole(s.spec.width);
}

Way way_of(const LetterboxSampling& s) {
  if (halves(s)) return halved;
  const int luma = s.luma_x.taps, chroma = s.chroma_x.taps;
  if (luma != s.luma_y.taps || chroma != s.chroma_y.taps) return general;
  const auto are = [&](int l, int c) { return luma == l && chroma == c; };
  return are(2, 1) ? taps_2_1 : are(3, 2) ? taps_3_2 : are(4, 2) ? taps_4_2 : general;
}

/// True when the halving kernels' wide accesses are aligned.
bool aligned(const LetterboxPlanes& planes, int chroma_step) {
  const auto is = [](const void* data, int pitch, unsigned bytes) {
    return (std::bit_cast<std::uintptr_t>(data) | static_cast<unsigned>(pitch)) % bytes == 0;
  };
  if (!is(planes.luma, planes.luma_pitch, 16)) return false;
  if (chroma_step == 2) return is(planes.u, planes.u_pitch, 16);
  return is(planes.u, planes.u_pitch, 8) && is(planes.v, planes.v_pitch, 8);
}

/// True when they are sampled alike: what only an encoder wants to know does not count.
bool same_shape(const FrameInfo& a, const FrameInfo& b) {
  return a.format == b.format && a.width == b.width && a.height == b.height &&
         a.colour.matrix == b.colour.matrix && a.colour.range == b.colour.range;
}

Status check(const LetterboxSpec& spec, int max_batch) {
  constexpr int kLargest = 16384;
  const auto size = [](int n) { return n > 0 && n <= kLargest; };
  if (size(spec.width) && size(spec.height) && max_batch > 0) return {};
  return fail(Errc::usage, "letterbox", "no letterbox to {}x{} for batches of {} can be made",
              spec.width, spec.height, max_batch);
}

}  // namespace

struct DeviceLetterbox::State {
  LetterboxSpec spec;
  TensorType type;
  int max_batch;
  cuda::SharedContext context;
  std::array<cuda::Kernel, kWays> kernels;
  std::deque<Shape> shapes;  ///< they stay where they are

  [[nodiscard]] std::size_t image_bytes() const {
    return std::size_t{3} * static_cast<std::size_t>(spec.width) *
           static_cast<std::size_t>(spec.height) * bytes_of(type);
  }
  Result<const Shape*> shape_of(const Frame& frame, cuda::Stream& stream);
  Result<const Shape*> plan(const FrameInfo& info, cuda::Stream& stream);
  Status launch(std::span<const Frame> frames, std::uint8_t* tensor,
                std::span<LetterboxGeometry> geometry, cuda::Stream& stream);
};

Result<const Shape*> DeviceLetterbox::State::plan(const FrameInfo& info, cuda::Stream& stream) {
  const LetterboxSampling sampling(spec, info);
  Tables tables(align_up(sizeof(LetterboxShape)));
  const AxisPlace luma_x = add(tables, sampling.luma_x), luma_y = add(tables, sampling.luma_y),
                  chroma_x = add(tables, sampling.chroma_x),
                  chroma_y = add(tables, sampling.chroma_y);
  Shape shape{info, sampling.geometry, {}, nullptr, way_of(sampling)};
  const std::size_t bytes = tables.bytes().size();
  shape.memory = Pool(bytes, cuda::device_allocator(context)).acquire();
  if (!shape.memory) {
    return fail(Errc::no_device, "letterbox",
                "no GPU memory for {} bytes of resampling tables of {}x{} frames; use smaller "
                "batches or fewer sources",
                bytes, info.width, info.height);
  }
  LetterboxShape& args = shape.args;
  args.pixel = sampling.pixel();
  point(args.pixel.luma, shape.memory.get(), luma_x, luma_y);
  point(args.pixel.u, shape.memory.get(), chroma_x, chroma_y);
  point(args.pixel.v, shape.memory.get(), chroma_x, chroma_y);
  std::copy(sampling.border.begin(), sampling.border.end(), args.border);
  const auto& g = sampling.geometry;
  args.x = g.x;
  args.y = g.y;
  args.width = g.width;
  args.height = g.height;
  tables.begin_with(args);
  TL_CHECK(stream.to_device(shape.memory.get(), tables.bytes().data(), bytes));
  TL_CHECK(stream.synchronize());  // the tables on the host go, and other streams may come next
  return &shapes.emplace_back(std::move(shape));
}

Result<const Shape*> DeviceLetterbox::State::shape_of(const Frame& frame, cuda::Stream& stream) {
  const FrameInfo& info = frame.info();
  for (const Shape& shape : shapes)
    if (same_shape(shape.info, info)) return &shape;
  return plan(info, stream);
}

Status DeviceLetterbox::State::launch(std::span<const Frame> frames, std::uint8_t* tensor,
                                      std::span<LetterboxGeometry> geometry, cuda::Stream& stream) {
  LetterboxBatchArgs args;
  args.tensor = tensor;
  args.width = spec.width;
  args.height = spec.height;
  const Shape* first = nullptr;
  bool uniform = true, wide = std::bit_cast<std::uintptr_t>(tensor) % 16 == 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    TL_ASSIGN(const Shape* shape, shape_of(frames[i], stream));
    TL_CHECK(stream.wait_for(frames[i].ready()));
    if (!first) first = shape;
    uniform = uniform && shape == first;
    geometry[i] = shape->geometry;
    args.frames[i] = {letterbox_planes(frames[i]),
                      reinterpret_cast<const LetterboxShape*>(shape->memory.get())};
    wide = wide && aligned(args.frames[i].planes, shape->args.pixel.u.step);
  }
  args.shape = first->args;
  Way way = uniform ? first->way : mixed;
  if (way == halved && !wide) way = taps_2_1;
  const int depth = static_cast<int>(frames.size());
  const auto run = static_cast<int>(kTile.x) * kLetterboxRun;
  const int columns = way == halved ? spec.width / kHalvedRun
                                    : (spec.width + run - 1) / run * static_cast<int>(kTile.x);
  return stream.launch(kernels[way], tiles(columns, spec.height, depth), kTile, args);
}

DeviceLetterbox::DeviceLetterbox(std::unique_ptr<State> state) : state_(std::move(state)) {}
DeviceLetterbox::~DeviceLetterbox() = default;
const LetterboxSpec& DeviceLetterbox::spec() const { return state_->spec; }
TensorType DeviceLetterbox::type() const { return state_->type; }

Result<std::unique_ptr<DeviceLetterbox>> DeviceLetterbox::create(const LetterboxSpec& spec,
                                                                 TensorType type, int max_batch,
                                                                 cuda::SharedContext context) {
  TL_CHECK(check(spec, max_batch));
  auto state = std::make_unique<State>(State{spec, type, max_batch, std::move(context), {}, {}});
  for (std::size_t way = 0; way < kWays; ++way) {
    const char* name = kKernels[way][type == TensorType::f16 ? 1 : 0];
    TL_ASSIGN(state->kernels[way],
              cuda::find_kernel(state->context, kernel_image("letterbox_batch"), name));
  }
  return std::unique_ptr<DeviceLetterbox>(new DeviceLetterbox(std::move(state)));
}

Status DeviceLetterbox::sample(std::span<const Frame> frames, void* tensor,
                               std::span<LetterboxGeometry> geometry, cuda::Stream& stream) {
  State& state = *state_;
  if (frames.size() > static_cast<std::size_t>(state.max_batch) ||
      geometry.size() != frames.size()) {
    return fail(Errc::usage, "letterbox",
                "{} frames with {} geometries: at most {} frames, each with its own, fit a batch",
                frames.size(), geometry.size(), state.max_batch);
  }
  const Device device{Device::Kind::cuda, state.context->info().index};
  for (const Frame& frame : frames) {
    if (frame && frame.info().device == device) continue;
    return fail(Errc::usage, "letterbox", "a frame of {}x{} on {} cannot be sampled on {}",
                frame.width(), frame.height(), to_string(frame.info().device), to_string(device));
  }
  auto* at = static_cast<std::uint8_t*>(tensor);
  for (std::size_t i = 0; i < frames.size(); i += kLetterboxFrames) {
    const auto count = std::min<std::size_t>(kLetterboxFrames, frames.size() - i);
    TL_CHECK(state.launch(frames.subspan(i, count), at + i * state.image_bytes(),
                          geometry.subspan(i, count), stream));
  }
  return {};
}

}  // namespace touchline
