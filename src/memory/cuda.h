// GPU memory, streams and events as types. Every call is safe on a machine without a GPU: opening a
// context fails with a reason and nothing else can be made.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "memory/pool.h"

namespace touchline::cuda {

struct Driver;
struct Copy2D;

struct GpuInfo {
  std::string name, driver;  ///< "NVIDIA H200", "13.0" (the driver's CUDA version)
  int index = 0;
  int major = 0, minor = 0;  ///< compute capability
  int multiprocessors = 0;
  std::size_t bytes = 0;  ///< of its memory
};

/// What crossed the bus since the context was opened, all streams together.
struct Traffic {
  std::int64_t frames_to_host = 0, frames_to_device = 0;  ///< whole pictures
  std::int64_t bytes_to_host = 0, bytes_to_device = 0;    ///< all copies, pictures included
};

/// Whether this machine has a driver that can be loaded. Opens no GPU.
bool driver_installed();

/// One GPU's primary context, which libav and ONNX Runtime share. Thread safe.
class Context : public std::enable_shared_from_this<Context> {
 public:
  /// The context of GPU `index`, one for the life of the process. Errc::no_device: why it cannot be
  /// used.
  static Result<std::shared_ptr<Context>> open(int index);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  [[nodiscard]] const GpuInfo& info() const { return info_; }
  /// Makes it current on the calling thread. Cheap when it already is.
  Status bind() const;
  /// CUcontext, for libraries that want it.
  [[nodiscard]] void* handle() const { return handle_; }
  [[nodiscard]] const Driver& driver() const { return *driver_; }

  struct Memory {
    std::size_t free = 0, total = 0;
  };
  [[nodiscard]] Result<Memory> memory() const;
  [[nodiscard]] Traffic traffic() const;
  /// For those who copy whole pictures.
  void count_frame_to_host() const { ++frames_to_host_; }
  void count_frame_to_device() const { ++frames_to_device_; }

  /// A code of the driver as a Status; `what` was tried.
  Status check(int code, const char* what) const;

 private:
  friend class Stream;
  friend class Event;
  Context(const Driver& driver, int device, GpuInfo info)
      : driver_(&driver), device_(device), info_(std::move(info)) {}
  /// One without timing; null when none is idle.
  void* idle_event() const;

  const Driver* driver_;
  int device_;
  void* handle_ = nullptr;
  GpuInfo info_;
  /// Events that nobody holds, to be recorded again: a frame needs several.
  mutable std::mutex idle_mutex_;
  mutable std::vector<void*> idle_events_;
  mutable std::atomic<std::int64_t> frames_to_host_{0}, frames_to_device_{0}, bytes_to_host_{0},
      bytes_to_device_{0};
};

using SharedContext = std::shared_ptr<Context>;

/// Allocators for Pool. Device memory cannot be read by the host; pinned memory is host memory that
/// the GPU copies to and from without staging. A pool over them gives a null Buffer when memory has
/// run out.
std::shared_ptr<Allocator> device_allocator(SharedContext context);
std::shared_ptr<Allocator> pinned_allocator(SharedContext context);

/// A point in a stream's work. Made by Stream::record().
class Event {
 public:
  Event(SharedContext context, void* handle, bool timed)
      : context_(std::move(context)), handle_(handle), timed_(timed) {}
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// Waits, asleep rather than spinning, until the work before it is done.
  [[nodiscard]] Status wait() const;
  [[nodiscard]] bool done() const;
  /// Milliseconds from `earlier` to this, both done and made with timing.
  [[nodiscard]] Result<float> since(const Event& earlier) const;
  [[nodiscard]] void* handle() const { return handle_; }

 private:
  SharedContext context_;
  void* handle_;
  bool timed_;
};
using SharedEvent = std::shared_ptr<const Event>;

struct Grid {
  unsigned x = 1, y = 1, z = 1;
};

/// A kernel found in a module; lives as long as the process.
struct Kernel {
  void* function = nullptr;
  const char* name = "";
};

/// Whose work the GPU takes up first when both wait: `urgent` is for little work that other units
/// (the video decoder, a lane on the host) wait for, while networks fill the GPU.
enum class Urgency { usual, urgent };

/// An ordered queue of GPU work. One thread at a time. Nothing it is given may be freed or reused
/// before the work is done: wait for an event first.
class Stream {
 public:
  static Result<std::unique_ptr<Stream>> create(SharedContext context,
                                                Urgency urgency = Urgency::usual);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] const SharedContext& context() const { return context_; }
  /// CUstream, for libraries that want it.
  [[nodiscard]] void* handle() const { return handle_; }

  Status to_device(void* device, const void* host, std::size_t bytes);
  Status to_host(void* host, const void* device, std::size_t bytes);
  Status copy(void* device_to, const void* device_from, std::size_t bytes);
  /// The same for `rows` of `row_bytes` that start `pitch` bytes apart.
  Status rows_to_device(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                        std::size_t row_bytes, std::size_t rows);
  Status rows_to_host(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                      std::size_t row_bytes, std::size_t rows);
  Status copy_rows(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                   std::size_t row_bytes, std::size_t rows);
  Status fill(void* device, std::uint8_t value, std::size_t bytes);
  /// Launches `kernel` over `blocks` of `threads`; `arguments` is the one struct it takes by value.
  template <class Arguments>
  Status launch(const Kernel& kernel, Grid blocks, Grid threads, const Arguments& arguments) {
    static_assert(sizeof(Arguments) <= 4000, "kernel parameters are limited to 4 KB");
    return launch_raw(kernel, blocks, threads, &arguments);
  }

  /// A new event after everything given so far; `timed` ones can be subtracted.
  Result<SharedEvent> record(bool timed = false);
  /// Work given from now on waits for `event` (null: nothing).
  Status wait_for(const Event* event);
  /// The calling thread waits until everything given so far is done.
  Status synchronize();

 private:
  Stream(SharedContext context, void* handle) : context_(std::move(context)), handle_(handle) {}
  Status rows(const Copy2D& copy, const char* what);
  Status launch_raw(const Kernel& kernel, Grid blocks, Grid threads, const void* arguments);

  SharedContext context_;
  void* handle_;
};

/// A kernel by name in machine code (`image`: a fatbin), loaded on first use and kept.
/// Errc::no_device when the image is empty (the build has no GPU code) or has none for this GPU.
Result<Kernel> find_kernel(const SharedContext& context, std::span<const unsigned char> image,
                           const char* name);

}  // namespace touchline::cuda
