// Further looks of which a test says what they find, and a sport that remembers what it was told.
#pragma once

#include <gtest/gtest.h>

#include <mutex>

#include "analytics/analysis.h"
#include "pipeline/scripted.h"

namespace touchline::testing {

inline int number_of(const Frame& frame) {
  const auto* bytes = frame.plane(0).row(0);
  return bytes[0] + 256 * bytes[1];
}

/// A network of which a test says what it finds.
template <class Found>
class ScriptedNetwork final : public Network<Found> {
 public:
  using Find = std::function<Result<Found>(std::span<const Picture>)>;
  ScriptedNetwork(Find find, int window = 1) : find_(std::move(find)), window_(window) {}
  Result<std::unique_ptr<NetworkSession<Found>>> session() override {
    return std::unique_ptr<NetworkSession<Found>>(std::make_unique<Session>(*this));
  }
  [[nodiscard]] const EngineInfo& engine() const override { return engine_; }
  [[nodiscard]] int window() const override { return window_; }
  [[nodiscard]] std::size_t largest_call() const { return largest_; }

 private:
  class Session final : public NetworkSession<Found> {
   public:
    explicit Session(ScriptedNetwork& owner) : owner_(owner) {}
    Result<InferTimes> find(std::span<const Picture> pictures, std::span<Found> found) override {
      const auto window = static_cast<std::size_t>(owner_.window_);
      EXPECT_EQ(pictures.size(), found.size() * window);
      {
        const std::lock_guard lock(owner_.mutex_);
        owner_.largest_ = std::max(owner_.largest_, found.size());
      }
      for (std::size_t i = 0; i < found.size(); ++i) {
        TL_ASSIGN(found[i], owner_.find_(pictures.subspan(i * window, window)));
      }
      return InferTimes{};
    }

   private:
    ScriptedNetwork& owner_;
  };

  Find find_;
  int window_;
  EngineInfo engine_;
  std::mutex mutex_;
  std::size_t largest_ = 0;
};

/// One point, at the middle of what is shown, as sure as the frame's number says.
inline Result<Keypoints> middle(std::span<const Picture> pictures) {
  const auto& part = pictures[0].part;
  if (!part) return fail(Errc::internal, "pose", "a whole frame was shown");
  return Keypoints{Keypoint{part->center(), static_cast<float>(number_of(*pictures[0].frame))},
                   std::nullopt};
}

/// For every frame of a window a peak that tells its number and those of the whole window.
inline Result<WindowPeaks> numbers(std::span<const Picture> pictures) {
  WindowPeaks found;
  for (const auto& each : pictures) {
    Peaks peaks;
    for (const auto& other : pictures)
      peaks.push_back({{static_cast<float>(number_of(*each.frame)),
                        static_cast<float>(number_of(*other.frame))},
                       1});
    found.push_back(std::move(peaks));
  }
  return found;
}

/// Keeps what its sport was told, row by row.
struct Told {
  std::vector<Observation> seen;
  int analyses = 0;  ///< that were begun
};

class Remembering final : public Analysis {
 public:
  explicit Remembering(Told& told) : told_(told) { ++told.analyses; }
  Findings push(const FrameRecord&, const Observation& seen) override {
    told_.seen.push_back(seen);
    return {};
  }
  void discount(Nanoseconds, Nanoseconds) override {}
  std::vector<Event> finish() override { return {}; }

 private:
  Told& told_;
};

inline LaneSetup remembering(const SourceScript& script, Told& told, const std::string& dir = {}) {
  auto setup = lane_of(script, dir);
  setup.analyst.analysis = [&told] { return std::make_unique<Remembering>(told); };
  return setup;
}

}  // namespace touchline::testing
