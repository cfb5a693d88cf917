// What the pictures of a batch tell by themselves: of all sources in one launch each, where every
// source would otherwise ask the GPU and wait for its own.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pipeline/clip.h"

namespace touchline {

/// Of one inference stream, behind its networks. Errors are the GPU's: Errc::no_device.
class BatchGlance {
 public:
  /// Its kernels are loaded.
  static Result<std::unique_ptr<BatchGlance>> open(cuda::SharedContext context);
  ~BatchGlance();
  /// Fills, for the moments that need it and whose pictures lie on the GPU, glance, grass and the
  /// kits of what was detected.
  Status see(std::span<Clip> batch);

 private:
  struct State;
  explicit BatchGlance(std::unique_ptr<State> state);
  Status warm_up();
  std::unique_ptr<State> state_;
};

/// One for each of so many streams; none where pictures lie on the host.
Result<std::vector<std::unique_ptr<BatchGlance>>> open_glances(const cuda::SharedContext& gpu,
                                                               int streams);

}  // namespace touchline
