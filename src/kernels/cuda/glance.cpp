#include "kernels/cuda/glance.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/assert.h"
#include "kernels/cuda/images.h"

namespace touchline {
namespace {

constexpr unsigned kThreads = 128;

GlanceWork work_of(const Frame& frame, bool motion) {
  GlanceWork work;
  work.picture = YuvReader(frame);
  work.luma = cell_mean(frame, 0);
  if (work.picture.has_chroma()) {
    work.u = cell_mean(frame, 1), work.v = cell_mean(frame, 2);
    work.all = sample_grid(frame.width(), frame.height(), 0);
    work.lower = sample_grid(frame.width(), frame.height(), frame.height() / 4);
  }
  if (motion) {
    const auto& luma = frame.plane(0);
    const auto base = LumaPyramid::base(luma.width, luma.height);
    work.halved = {luma.data, luma.pitch, luma.width, luma.height, base.halvings};
    work.level_width = base.width, work.level_height = base.height;
  }
  return work;
}

/// Takes what lies at `from` and moves it on.
template <std::size_t kSize>
void take(const std::uint8_t*& from, std::array<std::uint8_t, kSize>& to) {
  std::memcpy(to.data(), from, kSize);
  from += kSize;
}
void take(const std::uint8_t*& from, const SampleGrid& grid, std::vector<Yuv8>& to) {
  static_assert(sizeof(Yuv8) == 3);
  to.resize(static_cast<std::size_t>(grid.size()));
  if (to.empty()) return;
  std::memcpy(to.data(), from, 3 * to.size());
  from += 3 * to.size();
}

}  // namespace

FetchedGlance::FetchedGlance(const GlanceOf& of, const GlanceWork& work)
    : work_(work), width_(of.frame->width()), height_(of.frame->height()), motion_(of.motion) {}

void FetchedGlance::read(Glance& out) const {
  out.width = width_, out.height = height_;
  const std::uint8_t* from = from_;
  take(from, out.cells.luma);
  if (work_.picture.has_chroma())
    take(from, out.cells.u), take(from, out.cells.v);
  else
    out.cells.u.fill(128), out.cells.v.fill(128);
  take(from, work_.all, out.all);
  take(from, work_.lower, out.lower);
  if (motion_)
    out.pyramid.build({work_.halved.halvings, work_.level_width, work_.level_height}, from);
}

void FetchedGlance::read_samples(Glance& out) const {
  out.width = width_, out.height = height_;
  const std::uint8_t* from = from_ + out.cells.luma.size();
  if (work_.picture.has_chroma()) from += out.cells.u.size() + out.cells.v.size();
  take(from, work_.all, out.all);
  take(from, work_.lower, out.lower);
}

/// Memory for them, and what each of them is to do.
Status DeviceGlances::prepare(std::span<const GlanceOf> frames) {
  const auto& context = stream_.context();
  if (!kernel_.function) {
    TL_ASSIGN(kernel_, cuda::find_kernel(context, kernel_image("glance"), "make_glances"));
  }
  fetched_.clear();
  bytes_ = 0;
  for (const auto& each : frames) {
    TL_ASSERT(each.frame->info().device.is_cuda());
    fetched_.emplace_back(each, work_of(*each.frame, each.motion));
    bytes_ += align_up(static_cast<std::size_t>(fetched_.back().work_.bytes()));
  }
  const std::size_t works = frames.size() * sizeof(GlanceWork);
  if (works > works_capacity_) {
    works_ = Pool(works, cuda::pinned_allocator(context)).acquire();
    device_works_ = Pool(works, cuda::device_allocator(context)).acquire();
    works_capacity_ = works_ && device_works_ ? works : 0;
  }
  if (bytes_ > bytes_capacity_) {
    const std::size_t capacity = std::bit_ceil(bytes_);
    device_bytes_ = Pool(capacity, cuda::device_allocator(context)).acquire();
    pinned_.emplace(capacity, cuda::pinned_allocator(context));
    bytes_capacity_ = device_bytes_ ? capacity : 0;
  }
  if (works_capacity_ > 0 && bytes_capacity_ > 0) return {};
  return fail(Errc::no_device, "device",
              "no memory left on cuda:{} for {} bytes of glances; fewer sources or a smaller "
              "detect.max_batch need less",
              context->info().index, bytes_);
}

/// Until all of them are here.
Status DeviceGlances::fetch(std::span<const GlanceOf> frames) {
  const Buffer pinned = pinned_->acquire();
  if (!pinned)
    return fail(Errc::no_device, "device", "no pinned memory left for {} bytes of glances", bytes_);
  auto* works = reinterpret_cast<GlanceWork*>(works_.get());
  std::size_t at = 0;
  int most = 0;
  for (auto& each : fetched_) {
    each.memory_ = pinned;
    each.from_ = pinned.get() + at;
    each.work_.out = device_bytes_.get() + at;
    at += align_up(static_cast<std::size_t>(each.work_.bytes()));
    most = std::max(most, each.work_.items());
    *works++ = each.work_;
  }
  TL_CHECK(
      stream_.to_device(device_works_.get(), works_.get(), frames.size() * sizeof(GlanceWork)));
  for (const auto& each : frames) TL_CHECK(stream_.wait_for(each.frame->ready()));
  const cuda::Grid blocks{(static_cast<unsigned>(most) + kThreads - 1) / kThreads,
                          static_cast<unsigned>(frames.size())};
  TL_CHECK(stream_.launch(kernel_, blocks, {kThreads},
                          GlanceWorks{reinterpret_cast<GlanceWork*>(device_works_.get())}));
  TL_CHECK(stream_.to_host(pinned.get(), device_bytes_.get(), bytes_));
  TL_ASSIGN(const auto copied, stream_.record());
  return copied->wait();
}

Result<std::span<FetchedGlance>> DeviceGlances::make(std::span<const GlanceOf> frames) {
  fetched_.clear();
  if (frames.empty()) return std::span(fetched_);
  auto done = prepare(frames);
  if (done) done = fetch(frames);
  // What it reads and our memory may be in use still: whoever called is free to let go of them.
  if (!done) static_cast<void>(stream_.synchronize());
  TL_CHECK(done);
  return std::span(fetched_);
}

Status DeviceGlance::make(const Frame& frame, bool motion, Glance& out) {
  const GlanceOf one{&frame, motion};
  TL_ASSIGN(const auto fetched, glances_.make({&one, 1}));
  fetched.front().read(out);
  fetched.front() = {};
  return {};
}

}  // namespace touchline
