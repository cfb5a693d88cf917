// What the kernels of heatmap_boxes are given. Private to heatmap_boxes.
#pragma once

#include <cstdint>

#include "kernels/cuda/heatmap_boxes.h"
#include "kernels/heatmap.h"

namespace touchline {

/// Images of one launch: what kernel parameters have room for.
inline constexpr int kHeatmapImages = 64;

/// The detections of one image, best first: what is copied to the host.
struct ImageDetections {
  int count = 0;
  Detection detection[kMaxDetections];
};

/// The tensors of a batch, and where its candidates wait between the two kernels.
struct HeatmapBatch {
  const void *heat = nullptr, *box = nullptr;  ///< float or Half, of the first image
  int width = 0, height = 0, stride = 1, classes = 0;
  HeatmapClass channel[kHeatmapClasses];
  int capacity = 0;               ///< keys per image
  unsigned* found = nullptr;      ///< per image: its keys so far; 0 between launches
  std::uint64_t* keys = nullptr;  ///< capacity per image, in any order
};

struct HeatmapSuppression {
  HeatmapBatch batch;
  float max_iou = 0;
  Candidate* sorted = nullptr;  ///< kMaxCandidates per image
  ImageDetections* out = nullptr;
  LetterboxGeometry geometry[kHeatmapImages];
};

/// Threads of a block that suppresses one image's candidates, and keys that it sorts at a time.
inline constexpr int kSuppressThreads = 512, kSortedKeys = 4096;

}  // namespace touchline
