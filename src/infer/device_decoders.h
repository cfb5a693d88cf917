// Decoders that work where the outputs lie, on a GPU, as far as there are kernels for it. Private
// to infer.
#pragma once

#include <memory>

#include "infer/detector.h"
#include "infer/device_picture_network.h"
#include "records/keypoint.h"
#include "records/landmark.h"

namespace touchline {

Result<std::unique_ptr<DeviceDecoder<Detections>>> make_device_head(const ModelManifest& manifest,
                                                                    const ClassMap& classes,
                                                                    DevicePictureSession& pictures);
Result<std::unique_ptr<DeviceDecoder<Landmarks>>> make_device_landmarks(
    const ModelManifest& manifest, DevicePictureSession& pictures);

/// Heat maps where they lie, by one launch for a batch; other heads on the host.
Result<std::unique_ptr<DeviceDecoder<Keypoints>>> make_device_bodies(
    const ModelManifest& manifest, DevicePictureSession& pictures);

}  // namespace touchline
