// The head `heatmap_box` for outputs in GPU memory. Private to infer.
#pragma once

#include <span>

#include "infer/detector.h"
#include "infer/device_network.h"
#include "kernels/cuda/heatmap_boxes.h"

namespace touchline {

/// What the manifest and the class map say, as the kernel wants it.
HeatmapBoxOptions heatmap_options(const ModelManifest& manifest, const ClassMap& classes);

/// Errc::bad_model unless `outputs` are a heat map per class and four distances per cell, of one
/// type.
Status check_heatmaps(const ModelManifest& manifest, std::span<const DeviceTensor> outputs);

}  // namespace touchline
