// Pictures in GPU memory in, tensors out: letterbox and forward pass of a batch. The counterpart of
// picture_network.h.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "image/transfer.h"
#include "infer/device_network.h"
#include "infer/manifest.h"
#include "infer/picture_network.h"

namespace touchline {

/// The manifest's network, for pictures on options.device.
Result<std::unique_ptr<DeviceNetwork>> make_picture_network(const ModelManifest& manifest,
                                                            const EngineOptions& options);

/// One thread's network with its stream. The frames of the last run are held until release().
class DevicePictureSession {
 public:
  static Result<std::unique_ptr<DevicePictureSession>> create(const ModelInput& input,
                                                              DeviceNetwork& network,
                                                              const cuda::SharedContext& context);

  /// Queues letterbox and forward pass of at most batch() frames. Frames in host memory are
  /// uploaded first, which is waited for and counted in Traffic.
  Status run(std::span<const Frame> frames, InferTimes& times);
  /// Lets the frames go: after the results were taken, or when a run failed, `waiting` for what is
  /// still queued.
  void release(bool waiting = false);

  [[nodiscard]] int batch() const { return batch_; }
  [[nodiscard]] cuda::Stream& stream() { return *stream_; }
  [[nodiscard]] DeviceNetworkSession& network() { return *network_; }
  /// Where the frames of the last run lie in the input.
  [[nodiscard]] std::span<const LetterboxGeometry> geometry() const { return geometry_; }

 private:
  DevicePictureSession() = default;
  Result<Frame> on_device(const Frame& frame);

  std::unique_ptr<cuda::Stream> stream_;  ///< first, so that it goes last
  std::unique_ptr<DeviceLetterbox> letterbox_;
  std::unique_ptr<DeviceNetworkSession> network_;
  std::vector<std::pair<FrameInfo, Pool>> uploads_;
  std::vector<Frame> frames_;
  std::vector<LetterboxGeometry> geometry_;
  int batch_ = 1;
};

/// trial_picture() made on the GPU.
Result<Frame> trial_picture(const cuda::SharedContext& context);

}  // namespace touchline
