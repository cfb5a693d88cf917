// Pictures in GPU memory in, tensors out: letterbox and forward pass of a batch. The counterpart of
// picture_network.h.
#pragma once

#include <memory>
#include <shared_mutex>
#include <span>
#include <utility>
#include <vector>

#include "image/transfer.h"
#include "infer/device_network.h"
#include "infer/manifest.h"
#include "infer/picture_network.h"
#include "kernels/cuda/crop_batch.h"

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

  /// Queues the letterbox, or the cropping, of at most batch() inputs of window() pictures each,
  /// and the forward pass. Frames in host memory are uploaded first, which is waited for and
  /// counted in Traffic.
  Status run(std::span<const Picture> pictures, InferTimes& times);
  /// Lets the frames go: after the results were taken, or when a run failed, `waiting` for what is
  /// still queued.
  void release(bool waiting = false);

  [[nodiscard]] int batch() const { return batch_; }
  [[nodiscard]] int window() const { return window_; }
  [[nodiscard]] cuda::Stream& stream() { return *stream_; }
  [[nodiscard]] DeviceNetworkSession& network() { return *network_; }
  /// Where the whole frames of the last run lie in the input.
  [[nodiscard]] std::span<const LetterboxGeometry> geometry() const { return geometry_; }
  /// Of the last picture of one of its inputs.
  [[nodiscard]] InputPlacement placement(std::size_t input) const;

 private:
  DevicePictureSession() = default;
  Result<Frame> on_device(const Frame& frame);
  /// Of every picture of the run.
  Status sample_whole();
  Status sample_parts(std::span<const Picture> pictures);

  std::unique_ptr<cuda::Stream> stream_;  ///< first, so that it goes last
  std::unique_ptr<DeviceLetterbox> letterbox_;
  std::optional<DeviceCrops> cropping_;
  std::unique_ptr<DeviceNetworkSession> network_;
  std::vector<std::pair<FrameInfo, Pool>> uploads_;
  std::vector<Frame> frames_;
  std::vector<LetterboxGeometry> geometry_;
  std::vector<DeviceCrop> crops_;  ///< of the last run, or none: its frames were whole
  int batch_ = 1, window_ = 1;
};

/// Held by all who make a session, or alone by one that records its graph: meanwhile the library
/// takes no memory for another, of whichever network.
std::shared_mutex& recording_turn();

/// trial_picture() made on the GPU.
Result<Frame> trial_picture(const cuda::SharedContext& context);

}  // namespace touchline
