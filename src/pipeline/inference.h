// The inference lane of a device: several streams that share the networks and serve all sources.
#pragma once

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "base/channel.h"
#include "pipeline/batch_glance.h"
#include "pipeline/batcher.h"
#include "pipeline/look.h"

namespace touchline {

class Inference {
 public:
  /// `glances`: a stream's each, where pictures lie on a GPU.
  Inference(std::vector<LookSetup> looks, int streams, Batcher& batcher,
            std::vector<std::unique_ptr<BatchGlance>> glances = {});
  ~Inference() { join(); }
  /// Starts the streams; each opens networks of its own, so that they compile side by side. `warm`:
  /// all of them, for frames that come at their own pace; otherwise a stream opens what is seldom
  /// used once a frame is due for it, and the first frames do not wait for it.
  void start(bool warm);
  /// Returns when all streams have opened what they start with.
  void wait_until_warm() { warm_.wait(); }
  /// Once the batcher has come to its end.
  void join();
  /// Mean number of frames per network call so far; call after join().
  [[nodiscard]] double mean_batch() const {
    return calls_ ? static_cast<double>(frames_) / static_cast<double>(calls_) : 0;
  }

 private:
  using Looks = std::vector<std::unique_ptr<Look>>;  ///< a stream's; null: not opened yet
  Result<std::unique_ptr<Look>> open(const LookSetup& setup);
  Result<Looks> open_all(bool warm);
  void serve(bool warm, BatchGlance* glance);
  void see(Looks& looks, std::vector<Clip>& batch);
  /// Glances at the batches that the networks have seen, while they see the next.
  void glance_at(BatchGlance& glance, Channel<std::vector<Clip>>& seen);
  static void send_home(std::vector<Clip>& batch);

  std::vector<LookSetup> setups_;
  int streams_;
  Batcher& batcher_;
  std::latch warm_;                                    ///< counts the streams that are not yet
  std::vector<std::unique_ptr<BatchGlance>> glances_;  ///< a stream's each; none on the host
  std::vector<std::thread> threads_;
  std::atomic<std::int64_t> calls_{0}, frames_{0};
};

}  // namespace touchline
