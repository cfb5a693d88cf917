// The letterbox of a whole batch in one launch: frames in GPU memory into a network's input there.
#pragma once

#include <memory>
#include <span>

#include "image/frame.h"
#include "kernels/letterbox.h"
#include "memory/cuda.h"

namespace touchline {

/// What a network's tensors hold.
enum class TensorType { f32, f16 };
constexpr std::size_t bytes_of(TensorType type) { return type == TensorType::f32 ? 4 : 2; }

/// The counterpart of Letterbox for frames on a GPU: the same functor, so f32 is bit-equal to
/// Letterbox::sample_reference() and f16 is that rounded to nearest even. One thread at a time.
class DeviceLetterbox {
 public:
  /// At most `max_batch` pictures per call. Errc::no_device when the build has no GPU code;
  /// Errc::usage when `spec` or `max_batch` cannot be.
  static Result<std::unique_ptr<DeviceLetterbox>> create(const LetterboxSpec& spec, TensorType type,
                                                         int max_batch,
                                                         cuda::SharedContext context);
  ~DeviceLetterbox();

  /// Writes frames[i] (device NV12, I420 or gray8, any mix of sizes) into image i of `tensor`
  /// (device, aligned to 16 bytes, n x 3 x height x width, planar), border included, in one launch
  /// (for every 64 frames), after waiting for every frame's ready(). geometry[i], as many as
  /// frames, says where it lies. Nothing is read back; frames and tensor must stay alive until the
  /// stream's work is done. A shape of frame that was never seen is planned first: that allocates
  /// and waits for its tables to be copied. Errc::usage: too many frames, or one elsewhere.
  Status sample(std::span<const Frame> frames, void* tensor, std::span<LetterboxGeometry> geometry,
                cuda::Stream& stream);

  [[nodiscard]] const LetterboxSpec& spec() const;
  [[nodiscard]] TensorType type() const;

 private:
  struct State;
  explicit DeviceLetterbox(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
