// The overlay on a 1080p NV12 frame in GPU memory: the kernel alone, and a frame from scene to
// samples.
#include <algorithm>

#include "gpu_bench.h"
#include "image/transfer.h"
#include "kernels/cuda/draw_list.h"
#include "overlay_match.h"

namespace touchline::bench {
namespace {

using nlohmann::json;

/// The same play drawn on the host and on the GPU.
struct Drawn {
  FrameInfo host, there;
  Pool host_pool, device_pool, pinned_pool;
  std::unique_ptr<Overlay> by_cpu, by_gpu;
  std::unique_ptr<DrawList> list;
  Play cpu_play, gpu_play;

  static Result<std::unique_ptr<Drawn>> make(Gpu& gpu, int people, const std::string& view,
                                             bool boxes) {
    FrameInfo host{PixelFormat::nv12, 1920, 1080, {}, {}};
    FrameInfo there = host;
    there.device = {Device::Kind::cuda, gpu.context->info().index};
    const OverlayOptions options = options_of(view, boxes);
    TL_ASSIGN(auto by_cpu, Overlay::create(options, host));
    TL_ASSIGN(auto by_gpu, Overlay::create(options, host));
    TL_ASSIGN(auto list, DrawList::create(there, gpu.context));
    const Play play(people, host.width, host.height, !view.empty());
    return std::unique_ptr<Drawn>(
        new Drawn{host, there, Pool(image_bytes(host)), picture_pool(there, gpu.context),
                  pinned_picture_pool(there, gpu.context), std::move(by_cpu), std::move(by_gpu),
                  std::move(list), play, play});
  }

  /// A grey picture.
  Image on_host() {
    Image image(host, host_pool);
    for (int i = 0; i < format_info(host.format).planes; ++i)
      std::fill_n(image.plane(i).data, image.plane(i).pitch * image.plane(i).height,
                  std::uint8_t{96});
    return image;
  }
  Result<Image> on_gpu(Gpu& gpu) {
    TL_ASSIGN(const Frame frame, upload(freeze(on_host()), device_pool, *gpu.stream));
    return duplicate(frame, device_pool, *gpu.stream);
  }
  Status draw_next(Image& image, Gpu& gpu) {
    by_gpu->draw(list->start(), gpu_play.next());
    return list->draw(image, *gpu.stream);
  }

  /// Plays `frames` on both, then compares the samples of one more.
  Status check(Gpu& gpu, int frames) {
    Image here = on_host();
    TL_ASSIGN(Image image, on_gpu(gpu));
    for (int n = 0; n < frames; ++n) {
      by_cpu->draw(here, cpu_play.next());
      TL_CHECK(draw_next(image, gpu));
    }
    here = on_host();
    TL_ASSIGN(Image fresh, on_gpu(gpu));
    by_cpu->draw(here, cpu_play.next());
    TL_CHECK(draw_next(fresh, gpu));
    TL_CHECK(gpu.stream->synchronize());
    TL_ASSIGN(const Frame back, download(freeze(std::move(fresh)), pinned_pool, *gpu.stream));
    for (int i = 0; i < back.planes(); ++i)
      for (int y = 0; y < back.plane(i).height; ++y)
        if (!std::equal(here.plane(i).row(y), here.plane(i).row(y) + host.width,
                        back.plane(i).row(y)))
          return fail(Errc::internal, "overlay", "row {} of plane {} is not what the CPU draws", y,
                      i);
    return {};
  }
};

/// The host's part of a frame: noting, sorting, and handing to the driver.
Result<json> host_time(Gpu& gpu, Drawn& drawn, Image& image) {
  std::vector<double> samples;
  for (int i = 0; i < 200; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    TL_CHECK(drawn.draw_next(image, gpu));
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
    TL_CHECK(gpu.stream->synchronize());
    samples.push_back(took.count());
  }
  return summary(std::move(samples), "the host's, until the work is queued");
}

Result<json> measure(Gpu& gpu, int people, const std::string& view, bool boxes) {
  TL_ASSIGN(const auto drawn, Drawn::make(gpu, people, view, boxes));
  TL_CHECK(drawn->check(gpu, gpu.only_check ? 10 : Play::kFrames));
  if (gpu.only_check) return json();
  TL_ASSIGN(Image image, drawn->on_gpu(gpu));
  TL_ASSIGN(json result,
            device_time(gpu, [&](int) { return drawn->list->draw_again(image, *gpu.stream); }));
  const auto& load = drawn->list->load();
  result["drawn"] = {{"commands", load.commands},
                     {"tiles", load.tiles},
                     {"entries", load.entries},
                     {"list_bytes", load.list_bytes}};
  TL_ASSIGN(result["host"], host_time(gpu, *drawn, image));
  TL_ASSIGN(result["frame"], wall_time([&](int) -> Status {
              TL_CHECK(drawn->draw_next(image, gpu));
              return gpu.stream->synchronize();
            }));
  return result;
}

}  // namespace

Result<json> overlay_boxes(Gpu& gpu) { return measure(gpu, 50, "", true); }
Result<json> overlay_tactical(Gpu& gpu) { return measure(gpu, 25, "tactical", false); }

}  // namespace touchline::bench
