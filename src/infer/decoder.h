// From the output tensors of one input to what was found in it. One file of infer/heads per kind of
// network.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "infer/engine.h"
#include "kernels/crop.h"
#include "kernels/letterbox.h"

namespace touchline {

/// Where a picture lies in a network's input.
struct InputPlacement {
  LetterboxGeometry whole;      ///< of a whole frame
  std::optional<CropMap> part;  ///< of a part; null: the frame is whole

  InputPlacement() = default;
  InputPlacement(const LetterboxGeometry& frame) : whole(frame) {}
  InputPlacement(const CropMap& map) : part(map) {}

  /// A point of the input in source pixels; pixel centres at +0.5 in both.
  [[nodiscard]] Vec2f to_source(Vec2f at) const {
    if (part) return (*part)(at.x, at.y);
    return {(at.x - static_cast<float>(whole.x)) * whole.scale_x,
            (at.y - static_cast<float>(whole.y)) * whole.scale_y};
  }
};

/// One session's decoder: keeps scratch memory, so one thread at a time.
template <class Found>
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Replaces `out` by what input `image` of the batch shows, in source pixels. Where a crop is
  /// seen mirrored too, the outputs of that follow those of the crop. Errc::bad_model when the
  /// tensors are not shaped as the head expects.
  virtual Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                        Found& out) = 0;
};

/// Keeps the outputs of an input while the network runs on another.
class KeptOutputs {
 public:
  void keep(std::span<const TensorView> outputs) {
    kept_.clear();
    values_.resize(outputs.size());
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      std::size_t size = 1;
      for (const auto side : outputs[i].shape) size *= static_cast<std::size_t>(side);
      values_[i].assign(outputs[i].data, outputs[i].data + size);
      kept_.push_back({outputs[i].shape, values_[i].data()});
    }
  }
  /// What was kept, and these.
  std::span<const TensorView> with(std::span<const TensorView> outputs) {
    kept_.insert(kept_.end(), outputs.begin(), outputs.end());
    return kept_;
  }

 private:
  std::vector<std::vector<float>> values_;
  std::vector<TensorView> kept_;
};

/// One for each session.
template <class Found>
using MakeDecoder = std::function<Result<std::unique_ptr<Decoder<Found>>>()>;

}  // namespace touchline
