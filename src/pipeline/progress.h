// Tells the caller about five times a second how far a run is.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "pipeline/lane.h"
#include "pipeline/settings.h"

namespace touchline {

class ProgressMonitor {
 public:
  ProgressMonitor(const std::vector<std::unique_ptr<Lane>>& lanes, const Callbacks& callbacks,
                  const Settings::Input& input)
      : lanes_(lanes), callbacks_(callbacks), input_(input), begin_(wall_now()) {
    if (callbacks.on_progress)
      thread_ = start_watcher(
          "on_progress", [this](const std::stop_token& stop) { watch(stop); },
          [this](const Error& error) { failed_ = error; });
  }
  /// Stops telling; what the callback threw, if it did.
  std::optional<Error> finish() {
    thread_ = {};
    return failed_;
  }

 private:
  void watch(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any tick;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      tick.wait_for(lock, stop, std::chrono::milliseconds(200), [] { return false; });
      callbacks_.on_progress(now());
    }
  }

  [[nodiscard]] Progress now() const {
    Progress progress{0, 0, 0.0, {}};
    for (const auto& lane : lanes_) {
      progress.frames += lane->frames_done();
      const auto share = share_of(*lane);
      if (!share) progress.share.reset();
      if (progress.share) *progress.share += *share / static_cast<double>(lanes_.size());
    }
    const double seconds = to_seconds(wall_now() - begin_);
    progress.fps = seconds > 0 ? static_cast<double>(progress.frames) / seconds : 0;
    if (progress.share && *progress.share > 0.01)
      progress.seconds_left = seconds / *progress.share * (1 - *progress.share);
    return progress;
  }

  /// By media time, and by frames where a limit or the container's count makes that sooner.
  [[nodiscard]] std::optional<double> share_of(const Lane& lane) const {
    std::optional<double> share;
    const auto consider = [&](double done) {
      share = std::min(1.0, std::max(share.value_or(0), done));
    };
    const double start = input_.start_s;
    const auto duration = lane.media().duration_ns;
    const double end = input_.end_s > 0 ? input_.end_s : duration ? to_seconds(*duration) : 0;
    if (end > start) consider(std::max(0.0, to_seconds(lane.last_pts()) - start) / (end - start));
    if (input_.max_frames > 0)
      consider(static_cast<double>(lane.frames_done()) / static_cast<double>(input_.max_frames));
    return share;
  }

  const std::vector<std::unique_ptr<Lane>>& lanes_;
  const Callbacks& callbacks_;
  const Settings::Input& input_;
  Nanoseconds begin_;
  std::optional<Error> failed_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace touchline
