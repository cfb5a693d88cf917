// Detections from a heat map and a box per cell, all on the GPU: peaks, suppression and the way
// back to source pixels. Only the detections are copied to the host.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/cuda/letterbox_batch.h"
#include "memory/cuda.h"
#include "records/detection.h"

namespace touchline {

/// One channel of the heat map.
struct HeatmapClass {
  int class_id = -1;    ///< the sport's; below 0: the channel is ignored
  float threshold = 0;  ///< lowest score that counts
  int group = 0;        ///< only detections of one group suppress each other
};

struct HeatmapBoxOptions {
  int width = 0, height = 0;          ///< cells
  int stride = 1;                     ///< input pixels per cell
  float max_iou = 0.5F;               ///< two of a group that overlap more are one
  std::vector<HeatmapClass> classes;  ///< at most kHeatmapClasses
};
inline constexpr int kHeatmapClasses = 64;

/// The counterpart of the head `heatmap_box` (infer/heads): on the same f32 tensors the same
/// detections, bit for bit and in the same order. One thread at a time.
class DeviceHeatmapBoxes {
 public:
  /// At most `max_batch` images per launch. Errc::no_device: no GPU code, no memory.
  static Result<std::unique_ptr<DeviceHeatmapBoxes>> create(const HeatmapBoxOptions& options,
                                                            int max_batch,
                                                            cuda::SharedContext context);
  ~DeviceHeatmapBoxes();

  /// Decodes heat (n x classes x height x width, 0..1) and box (n x 4 x height x width: distances
  /// left, top, right, bottom in input pixels from the cell's centre), which are on the device and
  /// must stay until read() returns; n = geometry.size(). Returns at once; read() before the next
  /// launch. Errc::usage: too many images.
  Status launch(const void* heat, const void* box, TensorType type,
                std::span<const LetterboxGeometry> geometry, cuda::Stream& stream);

  /// Waits for the last launch and gives image i's detections, best first, in `out[i]`, for all of
  /// its images. Allocates only while `out` grows.
  Status read(std::vector<Detections>& out);

 private:
  struct State;
  explicit DeviceHeatmapBoxes(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
