// Pictures in, tensors out: letterbox and forward pass, the same for every kind of head.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "infer/decoder.h"
#include "infer/engine.h"
#include "infer/manifest.h"
#include "infer/network.h"
#include "memory/pool.h"

namespace touchline {

/// One thread's network and its input tensor. On a CPU a batch is run as single images: the input
/// stays in cache, and no picture's result can depend on its neighbours. On one core of a Zen 5 a
/// batch of 8 saved 4 to 12 % (YOLOX-nano, TinyPose, OSNet), and each size that occurs would be one
/// more network to compile and to keep.
class PictureSession {
 public:
  PictureSession(const ModelInput& input, std::unique_ptr<EngineSession> network);

  struct Outputs {
    std::span<const TensorView> tensors;  ///< valid until the next run
    InputPlacement placement;             ///< of the last picture
  };
  /// One input: window() pictures, oldest first.
  Result<Outputs> run(std::span<const Picture> pictures, InferTimes& times);
  [[nodiscard]] int window() const { return static_cast<int>(bordered_.size()); }

 private:
  [[nodiscard]] std::size_t plane() const {
    return static_cast<std::size_t>(spec_.height) * static_cast<std::size_t>(spec_.width);
  }
  /// Of one picture in the input.
  [[nodiscard]] std::size_t floats() const { return (gray_ ? 1 : 3) * plane(); }
  [[nodiscard]] float* input(std::size_t picture = 0) const {
    return reinterpret_cast<float*>(buffer_.get()) + picture * floats();
  }
  const Letterbox& planned(const FrameInfo& info);
  /// Writes one picture into its place in the input.
  InputPlacement place(const Picture& picture, std::size_t at);
  /// Writes its three channels to `out`, where picture `at` was before.
  InputPlacement sample(const Picture& picture, std::size_t at, float* out);

  LetterboxSpec spec_;
  bool gray_;
  std::vector<float> colours_;  ///< three channels of a picture that becomes one
  std::vector<std::int64_t> shape_;
  Pool pool_;
  Buffer buffer_;
  std::unique_ptr<EngineSession> network_;
  std::vector<Letterbox> plans_;
  /// Whose border each picture's place in the tensor holds; null: none.
  std::vector<const Letterbox*> bordered_;
};

/// What engines are told of the manifest's network.
EngineSpec engine_spec(const ModelManifest& manifest);

/// Checks the file that the engine of the options will read against its sha256. It is not read
/// again when an earlier start verified and tried its network and keeps that in the cache, as long
/// as its size, its time and the manifest are what they were.
Status verify_unless_kept(const ModelManifest& manifest, const EngineOptions& options);

/// Whether an earlier start left the network in the cache, compiled and tried, so that this one
/// need not read it.
bool is_kept(const ModelManifest& manifest, const EngineOptions& options);

/// Loads and compiles the manifest's network for single pictures.
Result<std::unique_ptr<InferenceEngine>> make_picture_engine(const ModelManifest& manifest,
                                                             const EngineOptions& options);

/// The same part, left and right exchanged; a whole frame becomes the part that is all of it.
Picture mirror_of(const Picture& picture);

/// A small grey picture: what a network is tried with before it is trusted.
Frame trial_picture();

}  // namespace touchline
