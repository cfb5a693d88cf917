// The heads that turn a detector's output tensors into detections.
#pragma once

#include <memory>

#include "base/result.h"
#include "infer/decoder.h"
#include "infer/detector.h"
#include "infer/manifest.h"
#include "records/detection.h"

namespace touchline {

/// Detections best first.
using HeadDecoder = Decoder<Detections>;

/// Errc::bad_model when the manifest does not fit its head (number of outputs, strides, classes),
/// Errc::usage when `classes` does not fit the manifest.
Result<std::unique_ptr<HeadDecoder>> make_head(const ModelManifest& manifest,
                                               const ClassMap& classes);

}  // namespace touchline
