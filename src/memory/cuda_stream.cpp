#include <utility>

#include "memory/cuda.h"
#include "memory/cuda_driver.h"

namespace touchline::cuda {
namespace {

constexpr unsigned kNonBlocking = 1;                       // CU_STREAM_NON_BLOCKING
constexpr unsigned kSleepingWait = 1, kWithoutTiming = 2;  // CU_EVENT_...

}  // namespace

Result<std::unique_ptr<Stream>> Stream::create(SharedContext context, Urgency urgency) {
  TL_CHECK(context->bind());
  const Driver& driver = context->driver();
  void* handle = nullptr;
  int least = 0, greatest = 0;
  TL_CHECK(context->check(driver.cuCtxGetStreamPriorityRange(&least, &greatest),
                          "reading the range of priorities"));
  const int priority = urgency == Urgency::urgent ? greatest : 0;
  TL_CHECK(context->check(driver.cuStreamCreateWithPriority(&handle, kNonBlocking, priority),
                          "making a stream"));
  return std::unique_ptr<Stream>(new Stream(std::move(context), handle));
}

Stream::~Stream() {
  if (!context_->bind()) return;
  context_->driver().cuStreamSynchronize(handle_);
  context_->driver().cuStreamDestroy_v2(handle_);
}

Status Stream::to_device(void* device, const void* host, std::size_t bytes) {
  TL_CHECK(context_->bind());
  context_->bytes_to_device_ += static_cast<std::int64_t>(bytes);
  return context_->check(
      context_->driver().cuMemcpyHtoDAsync_v2(address(device), host, bytes, handle_),
      "copying to the GPU");
}

Status Stream::to_host(void* host, const void* device, std::size_t bytes) {
  TL_CHECK(context_->bind());
  context_->bytes_to_host_ += static_cast<std::int64_t>(bytes);
  return context_->check(
      context_->driver().cuMemcpyDtoHAsync_v2(host, address(device), bytes, handle_),
      "copying from the GPU");
}

Status Stream::copy(void* to, const void* from, std::size_t bytes) {
  TL_CHECK(context_->bind());
  return context_->check(
      context_->driver().cuMemcpyDtoDAsync_v2(address(to), address(from), bytes, handle_),
      "copying on the GPU");
}

namespace {

struct Rows {
  unsigned kind;
  const void* memory;
  std::size_t pitch;
};

/// `rows` of `row_bytes`; the driver keeps host and device addresses apart.
Copy2D copy_of(const Rows& to, const Rows& from, std::size_t row_bytes, std::size_t rows) {
  Copy2D copy;
  copy.src_kind = from.kind;
  copy.src_pitch = from.pitch;
  if (from.kind == kHostMemory)
    copy.src_host = from.memory;
  else
    copy.src_device = address(from.memory);
  copy.dst_kind = to.kind;
  copy.dst_pitch = to.pitch;
  if (to.kind == kHostMemory)
    copy.dst_host = const_cast<void*>(to.memory);
  else
    copy.dst_device = address(to.memory);
  copy.width_bytes = row_bytes;
  copy.height = rows;
  return copy;
}

}  // namespace

Status Stream::rows(const Copy2D& copy, const char* what) {
  TL_CHECK(context_->bind());
  return context_->check(context_->driver().cuMemcpy2DAsync_v2(&copy, handle_), what);
}

Status Stream::rows_to_device(void* to, std::size_t to_pitch, const void* from,
                              std::size_t from_pitch, std::size_t row_bytes, std::size_t rows) {
  context_->bytes_to_device_ += static_cast<std::int64_t>(row_bytes * rows);
  return this->rows(
      copy_of({kDeviceMemory, to, to_pitch}, {kHostMemory, from, from_pitch}, row_bytes, rows),
      "copying rows to the GPU");
}

Status Stream::rows_to_host(void* to, std::size_t to_pitch, const void* from,
                            std::size_t from_pitch, std::size_t row_bytes, std::size_t rows) {
  context_->bytes_to_host_ += static_cast<std::int64_t>(row_bytes * rows);
  return this->rows(
      copy_of({kHostMemory, to, to_pitch}, {kDeviceMemory, from, from_pitch}, row_bytes, rows),
      "copying rows from the GPU");
}

Status Stream::copy_rows(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                         std::size_t row_bytes, std::size_t rows) {
  return this->rows(
      copy_of({kDeviceMemory, to, to_pitch}, {kDeviceMemory, from, from_pitch}, row_bytes, rows),
      "copying rows on the GPU");
}

Status Stream::fill(void* device, std::uint8_t value, std::size_t bytes) {
  TL_CHECK(context_->bind());
  return context_->check(context_->driver().cuMemsetD8Async(address(device), value, bytes, handle_),
                         "filling GPU memory");
}

Status Stream::launch_raw(const Kernel& kernel, Grid blocks, Grid threads, const void* arguments) {
  TL_CHECK(context_->bind());
  void* parameters[] = {const_cast<void*>(arguments)};
  const int code =
      context_->driver().cuLaunchKernel(kernel.function, blocks.x, blocks.y, blocks.z, threads.x,
                                        threads.y, threads.z, 0, handle_, parameters, nullptr);
  if (code == 0) return {};
  return driver_error(
      context_->driver(), code,
      fmt::format("{}: launching {} over {}x{}x{} blocks of {}x{}x{}", context_->info().name,
                  kernel.name, blocks.x, blocks.y, blocks.z, threads.x, threads.y, threads.z));
}

Result<SharedEvent> Stream::record(bool timed) {
  TL_CHECK(context_->bind());
  void* handle = timed ? nullptr : context_->idle_event();
  if (!handle)
    TL_CHECK(context_->check(
        context_->driver().cuEventCreate(&handle, kSleepingWait | (timed ? 0 : kWithoutTiming)),
        "making an event"));
  auto event = std::make_shared<const Event>(context_, handle, timed);
  TL_CHECK(
      context_->check(context_->driver().cuEventRecord(handle, handle_), "recording an event"));
  return SharedEvent(std::move(event));
}

Status Stream::wait_for(const Event* event) {
  if (!event) return {};
  TL_CHECK(context_->bind());
  return context_->check(context_->driver().cuStreamWaitEvent(handle_, event->handle(), 0),
                         "waiting for another stream");
}

Status Stream::synchronize() {
  TL_CHECK(context_->bind());
  return context_->check(context_->driver().cuStreamSynchronize(handle_), "waiting for GPU work");
}

}  // namespace touchline::cuda
