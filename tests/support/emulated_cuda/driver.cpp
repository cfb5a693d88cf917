// libcuda for machines without a GPU: device memory is host memory, every stream runs at once, and
// kernels run thread by thread from the same sources that nvcc compiles. Tests load it through
// TOUCHLINE_CUDA_DRIVER, so all host code of the GPU path and all kernels run in CI.
// It says nothing about speed or races, and has no codecs and no networks.
#include <dlfcn.h>
#include <ucontext.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "emulated_cuda/kernel.h"
#include "memory/cuda_driver.h"

namespace touchline::emulated {

Index thread_index, block_index, block_size, grid_size;

namespace {

constexpr std::size_t kStack = 128 * 1024;
constexpr int kInvalid = 1, kOutOfMemory = 2, kNotFound = 500;

std::mutex& mutex() {
  static std::mutex one;
  return one;
}

/// The threads of a block that meets at barriers: one stack each, run in turn from barrier to
/// barrier.
struct Block {
  struct Thread {
    ucontext_t context;
    std::vector<char> stack;
    bool done = false;
  };
  std::vector<Thread> threads;
  ucontext_t scheduler;
  std::size_t running = 0;
  const EmulatedKernel* kernel = nullptr;
  const void* args = nullptr;
};
Block block;

Index index_in(std::size_t i, const Index& size) {
  const auto n = static_cast<unsigned>(i);
  return {n % size.x, n / size.x % size.y, n / (size.x * size.y)};
}

void thread_main() {
  block.kernel->run(block.args);
  block.threads[block.running].done = true;
  swapcontext(&block.threads[block.running].context, &block.scheduler);
}

void start(Block::Thread& thread) {
  thread.done = false;
  getcontext(&thread.context);
  thread.context.uc_stack = {thread.stack.data(), 0, thread.stack.size()};
  thread.context.uc_link = nullptr;
  makecontext(&thread.context, thread_main, 0);
}

void run_meeting(const EmulatedKernel& kernel, const void* args, std::size_t count) {
  block.kernel = &kernel;
  block.args = args;
  if (block.threads.size() < count) block.threads.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto& thread = block.threads[i];
    if (thread.stack.empty()) thread.stack.resize(kStack);
    start(thread);
  }
  for (bool any = true; any;) {
    any = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (block.threads[i].done) continue;
      any = true;
      block.running = i;
      thread_index = index_in(i, block_size);
      swapcontext(&block.scheduler, &block.threads[i].context);
    }
  }
}

void run_block(const EmulatedKernel& kernel, const void* args) {
  const std::size_t count = std::size_t{block_size.x} * block_size.y * block_size.z;
  if (kernel.synchronises) return run_meeting(kernel, args, count);
  for (std::size_t i = 0; i < count; ++i) {
    thread_index = index_in(i, block_size);
    kernel.run(args);
  }
}

/// Bytes that may still be allocated: TOUCHLINE_EMULATED_CUDA_BYTES, so that tests can run out.
std::size_t& left() {
  static std::size_t bytes = [] {
    const char* text = std::getenv("TOUCHLINE_EMULATED_CUDA_BYTES");
    return text ? static_cast<std::size_t>(std::strtoull(text, nullptr, 10)) : std::size_t{1} << 34;
  }();
  return bytes;
}
std::map<void*, std::size_t>& allocations() {
  static auto& all = *new std::map<void*, std::size_t>();
  return all;
}

struct Event {
  std::chrono::steady_clock::time_point at;
};

void* pointer(touchline::cuda::DevicePointer address) { return reinterpret_cast<void*>(address); }

}  // namespace

void meet_all_threads() {
  const std::size_t self = block.running;
  swapcontext(&block.threads[self].context, &block.scheduler);
  thread_index = index_in(self, block_size);
}

}  // namespace touchline::emulated

// NOLINTBEGIN: the names are the driver's.
using namespace touchline::emulated;
using touchline::cuda::Copy2D;
using touchline::cuda::DevicePointer;

extern "C" {

int cuInit(unsigned) { return 0; }
int cuDriverGetVersion(int* version) { return *version = 13000, 0; }
int cuGetErrorName(int code, const char** name) {
  *name = code == kOutOfMemory ? "CUDA_ERROR_OUT_OF_MEMORY" : "CUDA_ERROR_EMULATED";
  return 0;
}
int cuGetErrorString(int code, const char** text) {
  *text = code == kOutOfMemory ? "out of memory" : "an error of the emulated driver";
  return 0;
}
int cuDeviceGetCount(int* count) { return *count = 1, 0; }
int cuDeviceGet(int* device, int index) { return *device = index, index == 0 ? 0 : kInvalid; }
int cuDeviceGetName(char* name, int size, int) {
  std::strncpy(name, "emulated GPU", static_cast<std::size_t>(size));
  return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int) {
  constexpr int kMultiprocessors = 16, kMajor = 75;
  *value = attribute == kMajor ? 9 : attribute == kMultiprocessors ? 1 : 0;
  return 0;
}
int cuDeviceTotalMem_v2(std::size_t* bytes, int) { return *bytes = std::size_t{1} << 34, 0; }
int cuDevicePrimaryCtxSetFlags_v2(int, unsigned) { return 0; }
int cuDevicePrimaryCtxRetain(void** context, int) {
  static int one;
  return *context = &one, 0;
}
int cuDevicePrimaryCtxRelease_v2(int) { return 0; }
static thread_local void* current_context = nullptr;
int cuCtxSetCurrent(void* context) { return current_context = context, 0; }
int cuThreadExchangeStreamCaptureMode(int* mode) { return *mode = 0, 0; }
int cuCtxGetCurrent(void** context) { return *context = current_context, 0; }
int cuMemGetInfo_v2(std::size_t* free_bytes, std::size_t* total) {
  std::lock_guard lock(mutex());
  return *free_bytes = left(), *total = std::size_t{1} << 34, 0;
}
int cuMemAlloc_v2(DevicePointer* memory, std::size_t bytes) {
  std::lock_guard lock(mutex());
  if (bytes > left()) return kOutOfMemory;
  void* p = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  if (!p) return kOutOfMemory;
  std::memset(p, 0xA5, bytes);  // what nobody wrote must not look right
  left() -= bytes;
  allocations()[p] = bytes;
  *memory = reinterpret_cast<DevicePointer>(p);
  return 0;
}
int cuMemFree_v2(DevicePointer memory) {
  std::lock_guard lock(mutex());
  const auto at = allocations().find(pointer(memory));
  if (at == allocations().end()) return kInvalid;
  left() += at->second;
  std::free(at->first);
  allocations().erase(at);
  return 0;
}
int cuMemHostAlloc(void** memory, std::size_t bytes, unsigned) {
  *memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  return *memory ? 0 : kOutOfMemory;
}
int cuMemFreeHost(void* memory) { return std::free(memory), 0; }
int cuMemcpyHtoDAsync_v2(DevicePointer to, const void* from, std::size_t bytes, void*) {
  return std::memcpy(pointer(to), from, bytes), 0;
}
int cuMemcpyDtoHAsync_v2(void* to, DevicePointer from, std::size_t bytes, void*) {
  return std::memcpy(to, pointer(from), bytes), 0;
}
int cuMemcpyDtoDAsync_v2(DevicePointer to, DevicePointer from, std::size_t bytes, void*) {
  return std::memcpy(pointer(to), pointer(from), bytes), 0;
}
int cuMemcpy2DAsync_v2(const Copy2D* c, void*) {
  const bool from_host = c->src_kind == touchline::cuda::kHostMemory,
             to_host = c->dst_kind == touchline::cuda::kHostMemory;
  const auto* from = static_cast<const char*>(from_host ? c->src_host : pointer(c->src_device));
  auto* to = static_cast<char*>(to_host ? c->dst_host : pointer(c->dst_device));
  for (std::size_t y = 0; y < c->height; ++y)
    std::memcpy(to + (c->dst_y + y) * c->dst_pitch + c->dst_x,
                from + (c->src_y + y) * c->src_pitch + c->src_x, c->width_bytes);
  return 0;
}
int cuMemsetD8Async(DevicePointer to, unsigned char value, std::size_t bytes, void*) {
  return std::memset(pointer(to), value, bytes), 0;
}
int cuCtxGetStreamPriorityRange(int* least, int* greatest) { return *least = 0, *greatest = -5, 0; }
int cuStreamCreateWithPriority(void** stream, unsigned, int) { return *stream = new char, 0; }
int cuStreamDestroy_v2(void* stream) { return delete static_cast<char*>(stream), 0; }
int cuStreamSynchronize(void*) { return 0; }
int cuStreamWaitEvent(void*, void*, unsigned) { return 0; }
int cuEventCreate(void** event, unsigned) { return *event = new Event, 0; }
int cuEventDestroy_v2(void* event) { return delete static_cast<Event*>(event), 0; }
int cuEventRecord(void* event, void*) {
  static_cast<Event*>(event)->at = std::chrono::steady_clock::now();
  return 0;
}
int cuEventQuery(void*) { return 0; }
int cuEventSynchronize(void*) { return 0; }
int cuEventElapsedTime(float* ms, void* from, void* to) {
  *ms = std::chrono::duration<float, std::milli>(static_cast<Event*>(to)->at -
                                                 static_cast<Event*>(from)->at)
            .count();
  return 0;
}
int cuModuleLoadData(void** module, const void*) {
  static int one;
  return *module = &one, 0;
}
int cuModuleUnload(void*) { return 0; }
int cuModuleGetFunction(void** function, void*, const char* name) {
  // Of this library, wherever it was loaded from.
  Dl_info self{};
  dladdr(reinterpret_cast<void*>(&cuInit), &self);
  void* handle = dlopen(self.dli_fname, RTLD_NOW | RTLD_NOLOAD);
  *function = handle ? dlsym(handle, name) : nullptr;
  return *function ? 0 : kNotFound;
}
int cuLaunchKernel(void* function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,
                   unsigned bz, unsigned, void*, void** parameters, void**) {
  constexpr unsigned kMostThreads = 1024;
  if (!gx || !gy || !gz || !bx || !by || !bz || bx * by * bz > kMostThreads || gy > 65535 ||
      gz > 65535)
    return kInvalid;
  std::lock_guard lock(mutex());
  grid_size = {gx, gy, gz};
  block_size = {bx, by, bz};
  for (unsigned z = 0; z < gz; ++z)
    for (unsigned y = 0; y < gy; ++y)
      for (unsigned x = 0; x < gx; ++x) {
        block_index = {x, y, z};
        run_block(*static_cast<const EmulatedKernel*>(function), parameters[0]);
      }
  return 0;
}

}  // extern "C"
// NOLINTEND
