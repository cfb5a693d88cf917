// The points of a hand in a part of a picture: the palm first, then the hand around it, turned
// upright.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "geometry/box.h"
#include "image/frame.h"
#include "infer/decoder.h"
#include "infer/engine.h"
#include "infer/manifest.h"
#include "records/keypoint.h"

namespace touchline {

/// Of a hand: the wrist, then four points of each finger from its root to its tip, thumb first.
inline constexpr std::size_t kHandPoints = 21;

/// Where the hand of a palm is, for its second network.
struct HandPlace {
  Box box;             ///< source pixels, square
  float turn_rad = 0;  ///< clockwise in the picture; 0: the fingers point up
};
/// `palm`: corners of its box, wrist, then the roots of the fingers from the first to the last. The
/// square is 2.6 times the palm's box, half its height further towards the fingers.
HandPlace hand_place(const Keypoints& palm);

/// One thread's. Runs on the CPU, on frames on the host.
class HandReader {
 public:
  /// Errc::bad_model: a network is missing, damaged, or not one of a palm (corners of its box and
  /// seven points) and one of a hand (21 points).
  static Result<HandReader> open(const ModelManifest& palm, const ModelManifest& hand);
  /// The points of the hand in `part` of the frame, source pixels; null: none is seen.
  Result<std::optional<Keypoints>> find(const Frame& frame, const Box& part);

 private:
  struct Net {
    ModelInput shown;
    std::unique_ptr<InferenceEngine> engine;
    std::unique_ptr<EngineSession> session;
    std::unique_ptr<Decoder<Keypoints>> decoder;
    std::vector<float> input;

    static Result<Net> open(const ModelManifest& manifest, std::size_t points);
    Result<Keypoints> run(const Frame& frame, const HandPlace& place);
  };
  HandReader(Net palm, Net hand) : palm_(std::move(palm)), hand_(std::move(hand)) {}

  Net palm_, hand_;
};

}  // namespace touchline
