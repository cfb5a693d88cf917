// What the pictures of a batch tell by themselves: of all sources in one launch each, where every
// source would otherwise ask the GPU and wait for its own.
#pragma once

#include <memory>
#include <span>

#include "pipeline/clip.h"

namespace touchline {

/// Of one inference stream, behind its networks. Errors are the GPU's: Errc::no_device.
class BatchGlance {
 public:
  static Result<std::unique_ptr<BatchGlance>> open(cuda::SharedContext context);
  ~BatchGlance();
  /// Loads the kernels, on a grey picture.
  Status warm_up();
  /// Fills, for the moments that need it and whose pictures lie on the GPU, glance, grass and the
  /// kits of what was detected.
  Status see(std::span<Clip> batch);

 private:
  struct State;
  explicit BatchGlance(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace touchline
