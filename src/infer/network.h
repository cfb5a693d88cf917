// What every network is to its caller, whatever it finds: pictures in, one `Found` for each.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "geometry/box.h"
#include "image/frame.h"
#include "infer/engine.h"

namespace touchline {

/// Where the time went, nanoseconds of the calling thread's wall clock.
struct InferTimes {
  Nanoseconds prepare_ns = 0, network_ns = 0, decode_ns = 0;
};

/// What a network is shown of a frame, which must outlive the call: all of it, or a part, in source
/// pixels, that may reach beyond the frame and is widened or heightened to the input's shape.
struct Picture {
  const Frame* frame = nullptr;
  std::optional<Box> part = {};
  bool mirrored = false;  ///< left and right of a part are exchanged
};
std::vector<Picture> pictures_of(std::span<const Frame> frames);

/// One thread's view of a network: owns its input tensor and its copy of the network, and on a GPU
/// a stream. There frames may lie on that GPU or on the host (those are uploaded, counted), and
/// find() returns when the GPU is done with them.
template <class Found>
class NetworkSession {
 public:
  virtual ~NetworkSession() = default;
  /// What each of `found` is to hold, in source pixels, from the Network::window() pictures that
  /// belong to it, oldest first. Pictures may differ in size, but not within a window, and show
  /// either whole frames or parts. What is found does not depend on the rest of the call.
  virtual Result<InferTimes> find(std::span<const Picture> pictures, std::span<Found> found) = 0;
  /// Does now what a thread's first calls would have to do before they are as fast as later ones.
  virtual Status warm_up() { return {}; }

  Result<InferTimes> find(const Frame& frame, Found& found) {
    const Picture picture{&frame};
    return find({&picture, 1}, {&found, 1});
  }
};

/// One run on as many copies of `frame` as a window has: what a network is tried and warmed with.
template <class Found>
Status run_once(NetworkSession<Found>& session, const Frame& frame, int window) {
  const std::vector<Picture> pictures(static_cast<std::size_t>(window), Picture{&frame});
  Found found;
  if (const auto times = session.find(pictures, {&found, 1}); !times) return times.error();
  return {};
}

/// Thread safe; its sessions run at the same time.
template <class Found>
class Network {
 public:
  virtual ~Network() = default;
  virtual Result<std::unique_ptr<NetworkSession<Found>>> session() = 0;
  /// What runs the network, for the log, the manifest and doctor.
  [[nodiscard]] virtual const EngineInfo& engine() const = 0;
  /// Consecutive frames that it sees at once.
  [[nodiscard]] virtual int window() const { return 1; }
};

}  // namespace touchline
