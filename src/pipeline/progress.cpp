#include "pipeline/progress.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/guarded.h"

namespace touchline {

std::optional<double> share_of(const Lane& lane, const Settings::Input& input) {
  std::optional<double> share;
  const auto consider = [&](double done) {
    share = std::min(1.0, std::max(share.value_or(0), done));
  };
  const double start = input.start_s;
  const auto duration = lane.media().duration_ns;
  const double end = input.end_s > 0 ? input.end_s : duration ? to_seconds(*duration) : 0;
  if (end > start) consider(std::max(0.0, to_seconds(lane.last_pts()) - start) / (end - start));
  if (input.max_frames > 0)
    consider(static_cast<double>(lane.frames_done()) / static_cast<double>(input.max_frames));
  return share;
}

ProgressMonitor::ProgressMonitor(std::function<void(const Progress&)> tell,
                                 std::function<Progress()> how_far)
    : tell_(std::move(tell)), how_far_(std::move(how_far)), begin_(wall_now()) {
  if (!tell_) return;
  thread_ = start_watcher(
      "on_progress", [this](const std::stop_token& stop) { watch(stop); },
      [this](const Error& error) {
        const std::lock_guard lock(mutex_);
        failed_ = error;
      });
}

std::optional<Error> ProgressMonitor::failure() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

void ProgressMonitor::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any tick;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    tick.wait_for(lock, stop, std::chrono::milliseconds(200), [] { return false; });
    Progress progress = how_far_();
    const double seconds = to_seconds(wall_now() - begin_);
    progress.fps = seconds > 0 ? static_cast<double>(progress.frames) / seconds : 0;
    if (progress.share && *progress.share > 0.01)
      progress.seconds_left = seconds / *progress.share * (1 - *progress.share);
    tell_(progress);
  }
}

}  // namespace touchline
