#include "kernels/cuda/exchange.h"

#include <algorithm>
#include <bit>

#include "kernels/cuda/images.h"

namespace touchline {
namespace {

constexpr std::size_t kLeastBytes = 16 * 1024;

}  // namespace

Exchange::Exchange(cuda::Stream& stream, const char* file, const char* kernel)
    : stream_(stream), file_(file), name_(kernel) {}

Status Exchange::grow(Memory& memory, std::size_t bytes) {
  memory.used = bytes;
  if (bytes <= memory.capacity) return {};
  const std::size_t capacity = std::bit_ceil(std::max(bytes, kLeastBytes));
  const auto& context = stream_.context();
  memory.pinned = Pool(capacity, cuda::pinned_allocator(context)).acquire();
  memory.device = Pool(capacity, cuda::device_allocator(context)).acquire();
  memory.capacity = memory.pinned && memory.device ? capacity : 0;
  if (memory.capacity > 0) return {};
  return fail(Errc::no_device, "device",
              "no memory left on cuda:{} for {} bytes of {}; fewer sources or a smaller "
              "detect.max_batch need less",
              context->info().index, capacity, name_);
}

Status Exchange::reserve(std::size_t input_bytes, std::size_t output_bytes) {
  if (!kernel_.function) {
    TL_ASSIGN(kernel_, cuda::find_kernel(stream_.context(), kernel_image(file_), name_));
  }
  TL_CHECK(grow(input_, input_bytes));
  return grow(output_, output_bytes);
}

Status Exchange::send(const cuda::Event* ready) {
  if (input_.used > 0)
    TL_CHECK(stream_.to_device(input_.device.get(), input_.pinned.get(), input_.used));
  return stream_.wait_for(ready);
}

Status Exchange::fetch(Status so_far) {
  if (so_far) so_far = copy_back();
  // What it reads and our memory may be in use still: whoever called is free to let go of them.
  if (!so_far) static_cast<void>(stream_.synchronize());
  return so_far;
}

Status Exchange::copy_back() {
  TL_CHECK(stream_.to_host(output_.pinned.get(), output_.device.get(), output_.used));
  TL_ASSIGN(const auto done, stream_.record());
  return done->wait();
}

}  // namespace touchline
