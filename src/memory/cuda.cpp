#include "memory/cuda.h"

#include <map>
#include <mutex>
#include <utility>

#include "memory/cuda_driver.h"

namespace touchline::cuda {
namespace {

constexpr unsigned kNonBlocking = 1;                       // CU_STREAM_NON_BLOCKING
constexpr unsigned kSleepingWait = 1, kWithoutTiming = 2;  // CU_EVENT_...
// CU_DEVICE_ATTRIBUTE_...
constexpr int kMultiprocessors = 16, kMajor = 75, kMinor = 76;

DevicePointer address(const void* device) { return reinterpret_cast<DevicePointer>(device); }

Result<GpuInfo> describe(const Driver& driver, int index, int device) {
  GpuInfo info;
  info.index = index;
  char name[256] = {};
  int version = 0;
  driver.cuDeviceGetName(name, sizeof(name), device);
  driver.cuDriverGetVersion(&version);
  info.name = name;
  info.driver = fmt::format("{}.{}", version / 1000, version % 1000 / 10);
  driver.cuDeviceGetAttribute(&info.multiprocessors, kMultiprocessors, device);
  driver.cuDeviceGetAttribute(&info.major, kMajor, device);
  driver.cuDeviceGetAttribute(&info.minor, kMinor, device);
  if (const int code = driver.cuDeviceTotalMem_v2(&info.bytes, device))
    return driver_error(driver, code, fmt::format("reading the memory size of GPU {}", index));
  return info;
}

class DeviceAllocator final : public Allocator {
 public:
  explicit DeviceAllocator(SharedContext context) : context_(std::move(context)) {}
  std::uint8_t* allocate(std::size_t bytes) override {
    DevicePointer memory = 0;
    if (!context_->bind() || context_->driver().cuMemAlloc_v2(&memory, bytes) != 0) return nullptr;
    return reinterpret_cast<std::uint8_t*>(memory);
  }
  void release(std::uint8_t* memory) override {
    if (context_->bind()) context_->driver().cuMemFree_v2(address(memory));
  }

 private:
  SharedContext context_;
};

class PinnedAllocator final : public Allocator {
 public:
  explicit PinnedAllocator(SharedContext context) : context_(std::move(context)) {}
  std::uint8_t* allocate(std::size_t bytes) override {
    void* memory = nullptr;
    constexpr unsigned kPortable = 1;
    if (!context_->bind() || context_->driver().cuMemHostAlloc(&memory, bytes, kPortable) != 0)
      return nullptr;
    return static_cast<std::uint8_t*>(memory);
  }
  void release(std::uint8_t* memory) override {
    if (context_->bind()) context_->driver().cuMemFreeHost(memory);
  }

 private:
  SharedContext context_;
};

}  // namespace

Result<SharedContext> Context::open(int index) {
  // Kept for good: kernels and other libraries' objects live in them.
  static std::mutex mutex;
  static auto& opened = *new std::map<int, SharedContext>();
  std::lock_guard lock(mutex);
  if (const auto at = opened.find(index); at != opened.end()) return at->second;
  TL_ASSIGN(const Driver* driver, cuda::driver());
  int count = 0, device = 0;
  if (const int code = driver->cuDeviceGetCount(&count))
    return driver_error(*driver, code, "counting the GPUs");
  if (index < 0 || index >= count)
    return fail(Errc::no_device, "device", "cuda:{}: this machine has {} GPU{}", index, count,
                count == 1 ? " (cuda:0)" : "s, counted from cuda:0");
  if (const int code = driver->cuDeviceGet(&device, index))
    return driver_error(*driver, code, fmt::format("opening GPU {}", index));
  TL_ASSIGN(auto info, describe(*driver, index, device));
  const SharedContext context(new Context(*driver, device, std::move(info)));
  if (const int code = driver->cuDevicePrimaryCtxRetain(&context->handle_, device))
    return driver_error(*driver, code, fmt::format("opening a context on GPU {}", index));
  opened[index] = context;
  return context;
}

Context::~Context() {
  if (handle_) driver_->cuDevicePrimaryCtxRelease_v2(device_);
}

Status Context::check(int code, const char* what) const {
  if (code == 0) return {};
  return driver_error(*driver_, code, fmt::format("{}: {}", info_.name, what));
}

Status Context::bind() const {
  void* current = nullptr;
  if (driver_->cuCtxGetCurrent(&current) == 0 && current == handle_) return {};
  // ONNX Runtime records its graphs in a mode that forbids every other thread to allocate
  // meanwhile, unless that thread says that it knows what it does: no graph of ours spans threads.
  int relaxed = 2;  // CU_STREAM_CAPTURE_MODE_RELAXED
  TL_CHECK(check(driver_->cuCtxSetCurrent(handle_), "using the GPU from another thread"));
  return check(driver_->cuThreadExchangeStreamCaptureMode(&relaxed), "sharing the GPU with graphs");
}

Result<Context::Memory> Context::memory() const {
  TL_CHECK(bind());
  Memory memory;
  TL_CHECK(check(driver_->cuMemGetInfo_v2(&memory.free, &memory.total), "reading free memory"));
  return memory;
}

Traffic Context::traffic() const {
  return {frames_to_host_, frames_to_device_, bytes_to_host_, bytes_to_device_};
}

std::shared_ptr<Allocator> device_allocator(SharedContext context) {
  return std::make_shared<DeviceAllocator>(std::move(context));
}
std::shared_ptr<Allocator> pinned_allocator(SharedContext context) {
  return std::make_shared<PinnedAllocator>(std::move(context));
}

Event::~Event() {
  if (context_->bind()) context_->driver().cuEventDestroy_v2(handle_);
}

Status Event::wait() const {
  TL_CHECK(context_->bind());
  return context_->check(context_->driver().cuEventSynchronize(handle_), "waiting for GPU work");
}

bool Event::done() const {
  return context_->bind() && context_->driver().cuEventQuery(handle_) == 0;
}

Result<float> Event::since(const Event& earlier) const {
  TL_CHECK(context_->bind());
  float ms = 0;
  TL_CHECK(context_->check(context_->driver().cuEventElapsedTime(&ms, earlier.handle_, handle_),
                           "timing GPU work"));
  return ms;
}

Result<std::unique_ptr<Stream>> Stream::create(SharedContext context) {
  TL_CHECK(context->bind());
  void* handle = nullptr;
  TL_CHECK(
      context->check(context->driver().cuStreamCreate(&handle, kNonBlocking), "making a stream"));
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
  void* handle = nullptr;
  TL_CHECK(context_->check(
      context_->driver().cuEventCreate(&handle, kSleepingWait | (timed ? 0 : kWithoutTiming)),
      "making an event"));
  auto event = std::make_shared<const Event>(context_, handle);
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

Result<Kernel> find_kernel(const SharedContext& context, std::span<const unsigned char> image,
                           const char* name) {
  static std::mutex mutex;
  static std::map<std::pair<const void*, const void*>, void*> modules;  // by context and image
  if (image.empty())
    return fail(Errc::no_device, "device",
                "this build has no GPU code (TOUCHLINE_CUDA was OFF, or no CUDA compiler was "
                "found); build with ./touchline setup --gpu, or use --device cpu");
  TL_CHECK(context->bind());
  const auto& driver = context->driver();
  std::lock_guard lock(mutex);
  void*& module = modules[{context->handle(), image.data()}];
  if (!module) {
    if (const int code = driver.cuModuleLoadData(&module, image.data()))
      return driver_error(
          driver, code,
          fmt::format("loading the GPU code for {} (compute capability {}.{})",
                      context->info().name, context->info().major, context->info().minor));
  }
  Kernel kernel{nullptr, name};
  if (const int code = driver.cuModuleGetFunction(&kernel.function, module, name))
    return driver_error(driver, code, fmt::format("finding the kernel {}", name));
  return kernel;
}

}  // namespace touchline::cuda
