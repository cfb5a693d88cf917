// The inference lane of a device: several streams that share the networks and serve all sources.
#pragma once

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "infer/detector.h"
#include "infer/landmark_detector.h"
#include "pipeline/batcher.h"
#include "pipeline/lane.h"

namespace touchline {

class Inference {
 public:
  /// `landmarks` may be null: the sport has no field, or it is not to be calibrated.
  Inference(Detector& detector, LandmarkDetector* landmarks, int streams, Batcher& batcher,
            std::vector<std::unique_ptr<Lane>>& lanes);
  ~Inference() { join(); }
  /// Starts the streams; each opens its own sessions, so that networks compile side by side.
  /// `warm`: with all networks, for frames that come at their own pace; otherwise a stream compiles
  /// the landmarks' once a look falls to it, and the first frames do not wait for it.
  void start(bool warm);
  /// Returns when all streams have opened what they start with.
  void wait_until_warm() { warm_.wait(); }
  void join();
  /// Mean number of frames per network call so far; call after join().
  [[nodiscard]] double mean_batch() const {
    return calls_ ? static_cast<double>(frames_) / static_cast<double>(calls_) : 0;
  }

 private:
  /// A stream's own networks.
  struct Sessions {
    std::unique_ptr<DetectorSession> detector;
    std::unique_ptr<LandmarkSession> landmarks;
    struct {
      std::vector<Frame> frames;
      std::vector<Detections> found;
    } scratch;  ///< of one batch
  };
  Result<Sessions> open_sessions(bool warm);
  Status open_landmarks(Sessions& sessions);
  void serve(bool warm);
  /// Fills the moments' detections and times.
  Status detect(Sessions& sessions, std::vector<Moment>& batch);
  Status see_landmarks(Sessions& sessions, Moment& moment);

  Detector& detector_;
  LandmarkDetector* landmarks_;
  int streams_;
  Batcher& batcher_;
  std::vector<std::unique_ptr<Lane>>& lanes_;
  std::latch warm_;  ///< counts the streams that are not yet
  std::vector<std::thread> threads_;
  std::atomic<std::int64_t> calls_{0}, frames_{0};
};

}  // namespace touchline
