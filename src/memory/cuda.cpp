#include "memory/cuda.h"

#include <map>
#include <mutex>
#include <utility>

#include "memory/cuda_driver.h"

namespace touchline::cuda {
namespace {

// CU_DEVICE_ATTRIBUTE_...
constexpr int kMultiprocessors = 16, kMajor = 75, kMinor = 76;
constexpr unsigned kSleepingWaits = 4;  // CU_CTX_SCHED_BLOCKING_SYNC

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
  // Else whoever waits for the GPU keeps a core busy with it, inside libraries too. No more than a
  // wish: a context that somebody in this process has opened may keep its ways.
  static_cast<void>(driver->cuDevicePrimaryCtxSetFlags_v2(device, kSleepingWaits));
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

void* Context::idle_event() const {
  std::lock_guard lock(idle_mutex_);
  if (idle_events_.empty()) return nullptr;
  void* const event = idle_events_.back();
  idle_events_.pop_back();
  return event;
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

/// Whoever waits for an event waits for what was recorded when he began to, so its next use is
/// nothing to him.
Event::~Event() {
  if (timed_) {
    if (context_->bind()) context_->driver().cuEventDestroy_v2(handle_);
    return;
  }
  std::lock_guard lock(context_->idle_mutex_);
  context_->idle_events_.push_back(handle_);
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
