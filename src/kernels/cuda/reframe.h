// Reframing in GPU memory: the same bytes as the host's.
#pragma once

#include <array>
#include <cstddef>

#include "kernels/reframe.h"
#include "memory/cuda.h"

namespace touchline {

/// The kernel's work: all channels of a picture, whose tables lie in GPU memory.
struct ReframeArgs {
  ReframeChannel of[3];
};

/// Reframe's twin for frames on the GPU of a stream. One thread at a time.
class DeviceReframe {
 public:
  /// `stream` outlives it. Errc::no_device when the build has no GPU code; Errc::usage when there
  /// are no such pictures.
  static Result<DeviceReframe> create(const FrameInfo& source, int width, int height,
                                      cuda::Stream& stream);

  /// Of the pictures: format, colour and device are the source's.
  [[nodiscard]] const FrameInfo& info() const { return info_; }

  /// What `frame`, of the source's info, shows in `window`, in memory of `pictures` (of info());
  /// its ready() is set and waited for by nobody here. `frame` must stay alive until then.
  /// Errc::usage: a frame of another shape or place.
  Result<Frame> sample(const Frame& frame, const Window& window, Pool& pictures);

 private:
  /// Tables of one window; `copied`: the host's may be written again.
  struct Tables {
    Buffer host, device;
    std::size_t bytes = 0;
    cuda::SharedEvent copied;
  };
  DeviceReframe(const FrameInfo& source, cuda::Stream& stream)
      : source_(source), info_(source), stream_(&stream) {}
  Status reserve(Tables& tables, std::size_t bytes) const;

  FrameInfo source_, info_;
  cuda::Stream* stream_;
  cuda::Kernel kernel_;
  std::array<Tables, 2> tables_;  ///< in turn, so that a window is planned while another is drawn
  std::size_t turn_ = 0;
};

}  // namespace touchline
