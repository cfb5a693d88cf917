// One network's share of a batch: what it is shown, and where what it finds goes.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "infer/detector.h"
#include "infer/landmark_detector.h"
#include "infer/point_networks.h"
#include "pipeline/clip.h"

namespace touchline {

/// One inference stream's.
class Look {
 public:
  virtual ~Look() = default;
  /// Fills the moments for which it is due, and their times. After an error some may be filled.
  virtual Status see(std::span<Clip> batch) = 0;
  /// Does now what the first batch would have to wait for.
  virtual Status warm_up() = 0;
  /// Where the time of all calls so far went.
  [[nodiscard]] virtual InferTimes spent() const = 0;
};

/// A look of a sport, in the order in which they see a batch: what one finds the next may use.
struct LookSetup {
  std::string network;  ///< its name, for messages
  /// Opens a network of the stream's own. Thread safe.
  std::function<Result<std::unique_ptr<Look>>()> open;
  /// It sees a frame this often, seconds of media time; 0: every frame. What is seldom used is
  /// opened when the first frame is due for it, unless frames come at their own pace.
  double every_s = 0;
};

/// Of whole frames; the networks outlive the looks.
std::function<Result<std::unique_ptr<Look>>()> frame_look(Detector& network);
std::function<Result<std::unique_ptr<Look>>()> frame_look(LandmarkDetector& network,
                                                          std::size_t index);

/// Of the boxes that a look before it found, gathered from all frames and sources of a batch.
std::function<Result<std::unique_ptr<Look>>()> crop_look(Network<Keypoints>& network, CropRule rule,
                                                         std::size_t index);
/// Of consecutive frames. At the start of a source its first frame stands for those before it.
std::function<Result<std::unique_ptr<Look>>()> window_look(Network<WindowPeaks>& network,
                                                           std::size_t index);

}  // namespace touchline
