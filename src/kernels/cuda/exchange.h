// A question to the GPU with a small answer: one kernel, its input and output in pinned memory that
// is kept from call to call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "memory/cuda.h"

namespace touchline {

/// One thread at a time. Memory grows to the largest call and stays.
class Exchange {
 public:
  /// Of `kernel` in kernels/cuda/`file`.cu; work goes to `stream`, which outlives this.
  Exchange(cuda::Stream& stream, const char* file, const char* kernel);

  /// Before anything else of a call: bytes sent to the kernel (0: none) and made by it.
  Status reserve(std::size_t input_bytes, std::size_t output_bytes);
  [[nodiscard]] std::uint8_t* input() const { return input_.pinned.get(); }  ///< to be filled
  [[nodiscard]] const std::uint8_t* device_input() const { return input_.device.get(); }
  [[nodiscard]] std::uint8_t* device_output() const { return output_.device.get(); }

  /// Sends the input, runs the kernel after `ready` (null: at once), fetches the output, and waits
  /// for it. Nothing is under way any more when it returns.
  template <class Arguments>
  Status run(const cuda::Event* ready, cuda::Grid blocks, cuda::Grid threads,
             const Arguments& args) {
    Status sent = send(ready);
    if (sent) sent = stream_.launch(kernel_, blocks, threads, args);
    return fetch(std::move(sent));
  }
  /// What the kernel made; until the next call.
  [[nodiscard]] const std::uint8_t* output() const { return output_.pinned.get(); }

 private:
  struct Memory {
    Buffer pinned, device;
    std::size_t capacity = 0, used = 0;
  };
  Status grow(Memory& memory, std::size_t bytes);
  Status send(const cuda::Event* ready);
  Status fetch(Status so_far);
  Status copy_back();

  cuda::Stream& stream_;
  const char *file_, *name_;
  cuda::Kernel kernel_;
  Memory input_, output_;
};

}  // namespace touchline
