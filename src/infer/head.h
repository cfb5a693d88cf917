// A head turns the output tensors of one image into detections. One file of infer/heads per kind of
// network.
#pragma once

#include <memory>
#include <span>

#include "base/result.h"
#include "infer/detector.h"
#include "infer/engine.h"
#include "infer/manifest.h"
#include "kernels/letterbox.h"
#include "records/detection.h"

namespace touchline {

/// One session's decoder: keeps scratch memory, so one thread at a time.
class HeadDecoder {
 public:
  virtual ~HeadDecoder() = default;
  /// Replaces `out` by the detections of image `image` of the batch, best first, in source pixels.
  /// Errc::bad_model when the tensors are not shaped as the head expects.
  virtual Status decode(std::span<const TensorView> outputs, int image,
                        const LetterboxGeometry& geometry, Detections& out) = 0;
};

/// Errc::bad_model when the manifest does not fit its head (number of outputs, strides, classes),
/// Errc::usage when `classes` does not fit the manifest.
Result<std::unique_ptr<HeadDecoder>> make_head(const ModelManifest& manifest,
                                               const ClassMap& classes);

}  // namespace touchline
