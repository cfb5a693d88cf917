#include "pipeline/clip_cutter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchline {
namespace {

/// Of the detector's steps to a clip: each further one saves less and holds more frames.
constexpr int kStepsOfClip = 2;

}  // namespace

int frames_between_detections(double every_s, double frames_per_s) {
  constexpr double kUsual = 30, kUneven = 1.25;  // frames a second, and where they come unevenly
  constexpr int kMost = 256;
  if (!(every_s > 0)) return 1;
  const double rate = frames_per_s > 0 ? frames_per_s : kUsual;
  return static_cast<int>(
      std::min<double>(kMost, 1 + std::ceil(kStepsOfClip * every_s * rate * kUneven)));
}

ClipCutter::ClipCutter(ClipShape shape, std::vector<double> every_s)
    : shape_(shape),
      every_s_(std::move(every_s)),
      step_(kStepsOfClip * from_seconds(every_s_.empty() ? 0 : every_s_.front())),
      clocks_(every_s_.begin(), every_s_.end()) {}

bool ClipCutter::begins(const SourceFrame& picture) const {
  if (clip_.empty()) return false;
  const auto& last = clip_.back().picture;
  return picture.epoch != last.epoch || (sparse() && picture.pts_ns / step_ != last.pts_ns / step_);
}

std::optional<ClipCutter::Cut> ClipCutter::push(Moment&& moment) {
  std::optional<Cut> whole;
  if (begins(moment.picture)) whole = cut();
  if (moment.picture.epoch != std::exchange(epoch_, moment.picture.epoch)) {
    before_.clear();
    clocks_ = std::vector<LookClock>(every_s_.begin(), every_s_.end());
  }
  moment.sequence = sequence_++;
  for (std::size_t i = 0; i < clocks_.size(); ++i)
    moment.due.set(i, clocks_[i].is_due(moment.picture.pts_ns));
  if (sparse() && clip_.empty()) moment.due.set(0);
  clip_.push_back(std::move(moment));
  // Never both: what follows a cut is alone in its clip, and one of a single frame is cut at once.
  if (clip_.size() >= static_cast<std::size_t>(shape_.stride)) whole = cut();
  return whole;
}

std::optional<ClipCutter::Cut> ClipCutter::finish() {
  if (clip_.empty()) return std::nullopt;
  return cut();
}

ClipCutter::Cut ClipCutter::cut() {
  const auto reach = static_cast<std::size_t>(shape_.frames - 1);
  Cut whole{{}, before_};
  if (reach > 0)
    for (const auto& moment : clip_) before_.push_back(moment.picture.frame);
  if (before_.size() > reach)
    before_.erase(before_.begin(), before_.end() - static_cast<std::ptrdiff_t>(reach));
  if (sparse()) clip_.back().due.set(0);
  whole.moments = std::exchange(clip_, {});
  return whole;
}

}  // namespace touchline
