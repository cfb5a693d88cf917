// Tells the caller about five times a second how far a run is.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.h"
#include "pipeline/lane.h"
#include "pipeline/settings.h"

namespace touchline {

/// How much of a source is done, 0..1: by media time, and by frames where a limit or the
/// container's count makes that sooner. Null where neither is known.
std::optional<double> share_of(const Lane& lane, const Settings::Input& input);

class ProgressMonitor {
 public:
  /// `how_far` leaves the speed to the monitor. With no `tell` nothing is told.
  ProgressMonitor(std::function<void(const Progress&)> tell, std::function<Progress()> how_far);
  /// What `tell` threw, if it did: it is told no further.
  [[nodiscard]] std::optional<Error> failure() const;

 private:
  void watch(const std::stop_token& stop);

  std::function<void(const Progress&)> tell_;
  std::function<Progress()> how_far_;
  Nanoseconds begin_;
  mutable std::mutex mutex_;
  std::optional<Error> failed_;
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace touchline
