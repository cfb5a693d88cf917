// The letterbox of a batch and the decoding of its boxes.
#include <cstring>

#include "gpu_bench.h"
#include "image/transfer.h"
#include "infer/head.h"
#include "kernels/cuda/heatmap_boxes.h"
#include "kernels/cuda/letterbox_batch.h"
#include "kernels/half.h"

namespace touchline::bench {
namespace {

using nlohmann::json;

constexpr std::size_t kBatch = 16, kSets = 4;  // together far more than a cache holds
constexpr int kWidth = 1920, kHeight = 1080;

Frame noise(unsigned seed) {
  const FrameInfo info{PixelFormat::nv12, kWidth, kHeight, {}, {}};
  Pool pool(image_bytes(info));
  Image image(info, pool);
  std::minstd_rand random(seed + 1);
  std::uint8_t* data = image.plane(0).data;
  for (std::size_t i = 0; i < image_bytes(info); ++i)
    data[i] = static_cast<std::uint8_t>(random() >> 9U);
  return freeze(std::move(image));
}

/// One batch: frames and the input that is made of them.
struct Batch {
  std::vector<Frame> on_host, on_gpu;
  Buffer tensor;
};

Result<std::vector<Batch>> make_batches(Gpu& gpu, std::size_t sets, std::size_t tensor_bytes) {
  std::vector<Batch> batches(sets);
  Pool pool = picture_pool({PixelFormat::nv12, kWidth, kHeight, {}, {}}, gpu.context);
  for (std::size_t set = 0; set < sets; ++set) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      batches[set].on_host.push_back(noise(static_cast<unsigned>(i)));
      TL_ASSIGN(Frame frame, upload(batches[set].on_host.back(), pool, *gpu.stream));
      batches[set].on_gpu.push_back(std::move(frame));
    }
    TL_ASSIGN(batches[set].tensor, gpu.memory(tensor_bytes));
  }
  return batches;
}

Status check_letterbox(Gpu& gpu, const Letterbox& letterbox, const Batch& batch) {
  std::vector<std::uint16_t> got(kBatch * letterbox.floats());
  TL_CHECK(gpu.stream->to_host(got.data(), batch.tensor.get(), got.size() * 2));
  TL_CHECK(gpu.stream->synchronize());
  std::vector<float> want(letterbox.floats());
  letterbox.fill_border(want.data());
  for (std::size_t i = 0; i < kBatch; ++i) {
    letterbox.sample(batch.on_host[i], want.data());
    for (std::size_t k = 0; k < want.size(); ++k) {
      if (got[i * want.size() + k] == half_bits(want[k])) continue;
      return fail(Errc::internal, "letterbox", "image {}, sample {} is {}, on the CPU {}", i, k,
                  from_half(got[i * want.size() + k]), want[k]);
    }
  }
  return {};
}

constexpr int kColumns = 240, kRows = 136, kStride = 4, kClasses = 4;

/// Heat and boxes of a match: 24 people and a ball in each image.
struct Tensors {
  std::vector<float> heat = std::vector<float>(kBatch * kClasses * kColumns * kRows, 0.01F);
  std::vector<float> box = std::vector<float>(kBatch * 4 * kColumns * kRows, 8);

  Tensors() {
    std::mt19937 random(3);
    const auto one_of = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    constexpr std::size_t kCells = std::size_t{kColumns} * kRows;
    for (std::size_t image = 0; image < kBatch; ++image) {
      for (std::size_t person = 0; person < 25; ++person) {
        const std::size_t c = person == 0 ? 0 : 1 + one_of(kClasses - 1), cell = one_of(kCells);
        heat[(image * kClasses + c) * kCells + cell] =
            from_half(half_bits(0.35F + 0.6F * static_cast<float>(one_of(1000)) / 1000));
        for (std::size_t side = 0; side < 4; ++side)
          box[(image * 4 + side) * kCells + cell] = static_cast<float>(4 + one_of(30));
      }
    }
  }
};

std::vector<Half> halves(const std::vector<float>& values) {
  std::vector<Half> out;
  for (const float value : values) out.push_back({half_bits(value)});
  return out;
}

/// The head on the CPU.
Result<std::vector<Detections>> decode(const Tensors& tensors, const LetterboxGeometry& geometry) {
  ModelManifest model;
  model.name = "synthetic";
  model.head = Head::heatmap_box;
  model.input.width = kColumns * kStride;
  model.input.height = kRows * kStride;
  model.outputs = {"heat", "box"};
  model.strides = {kStride};
  model.classes = {"ball", "goalkeeper", "player", "referee"};
  model.nms_iou = 0.5F;
  TL_ASSIGN(auto head, make_head(model, {{0, 1, 2, 3}, {0.3F, 0.3F, 0.3F, 0.3F}}));
  const std::vector<std::int64_t> heat{kBatch, kClasses, kRows, kColumns},
      box{kBatch, 4, kRows, kColumns};
  Tensors rounded = tensors;
  for (float& value : rounded.heat) value = from_half(half_bits(value));
  const std::vector<TensorView> views{{heat, rounded.heat.data()}, {box, rounded.box.data()}};
  std::vector<Detections> out(kBatch);
  for (std::size_t i = 0; i < kBatch; ++i)
    TL_CHECK(head->decode(views, static_cast<int>(i), geometry, out[i]));
  return out;
}

}  // namespace

Result<json> letterbox(Gpu& gpu) {
  LetterboxSpec spec;
  spec.width = kColumns * kStride;
  spec.height = kRows * kStride;
  const Letterbox on_cpu(spec, {PixelFormat::nv12, kWidth, kHeight, {}, {}});
  TL_ASSIGN(const auto on_gpu,
            DeviceLetterbox::create(spec, TensorType::f16, int{kBatch}, gpu.context));
  const std::size_t written = kBatch * on_cpu.floats() * bytes_of(TensorType::f16),
                    read = kBatch * std::size_t{kWidth} * kHeight * 3 / 2;
  TL_ASSIGN(const auto batches, make_batches(gpu, gpu.only_check ? 1 : kSets, written));
  std::vector<LetterboxGeometry> geometry(kBatch);
  const auto work = [&](int turn) {
    const Batch& batch = batches[static_cast<std::size_t>(turn) % batches.size()];
    return on_gpu->sample(batch.on_gpu, batch.tensor.get(), geometry, *gpu.stream);
  };
  TL_CHECK(work(0));
  TL_CHECK(check_letterbox(gpu, on_cpu, batches[0]));
  if (gpu.only_check) return json();
  TL_ASSIGN(json result, device_time(gpu, work));
  const double rate = static_cast<double>(read + written) / result["median_us"].get<double>() * 1e6;
  result["bytes_read_and_written"] = read + written;
  result["bytes_per_second"] = rate;
  if (gpu.copy_rate > 0) result["share_of_copy_rate"] = rate / gpu.copy_rate;
  result["checked"] = "every sample of 16 images equals the CPU's, rounded to half precision";
  return result;
}

Result<json> boxes(Gpu& gpu) {
  const LetterboxGeometry geometry{0, 2, 960, 540, 2, 2, kWidth, kHeight};
  const Tensors tensors;
  TL_ASSIGN(const auto want, decode(tensors, geometry));
  TL_ASSIGN(const Buffer heat, gpu.copy_of(halves(tensors.heat)));
  TL_ASSIGN(const Buffer box, gpu.copy_of(halves(tensors.box)));
  HeatmapBoxOptions options{kColumns, kRows, kStride, 0.5F, {}};
  for (int c = 0; c < kClasses; ++c) options.classes.push_back({c, 0.3F, c == 0 ? 1 : 0});
  TL_ASSIGN(const auto on_gpu, DeviceHeatmapBoxes::create(options, int{kBatch}, gpu.context));
  const std::vector<LetterboxGeometry> geometries(kBatch, geometry);
  const auto launch = [&](int) {
    return on_gpu->launch(heat.get(), box.get(), TensorType::f16, geometries, *gpu.stream);
  };
  std::vector<Detections> got;
  TL_CHECK(launch(0));
  TL_CHECK(on_gpu->read(got));
  std::size_t found = 0;
  for (const Detections& image : want) found += image.size();
  if (got != want || found < kBatch)
    return fail(Errc::internal, "boxes", "the detections differ from the CPU's {}", found);
  if (gpu.only_check) return json();
  TL_ASSIGN(json result, device_time(gpu, launch));
  TL_ASSIGN(result["from_call_to_results"], wall_time([&](int turn) -> Status {
              TL_CHECK(launch(turn));
              return on_gpu->read(got);
            }));
  result["detections"] = found;
  result["checked"] = "every detection of 16 images equals the CPU's";
  return result;
}

}  // namespace touchline::bench
