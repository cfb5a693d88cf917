#include "track/resting_peaks.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kSamePlace = 8.0 / 1080;          ///< of the picture's height
constexpr Nanoseconds kRounding = kSecond / 1000;  ///< rounding of time stamps
constexpr Nanoseconds kJust = kSecond * 12 / 100 - kRounding, kLate = kSecond + kRounding;

}  // namespace

void RestingPeaks::carry(const PictureMotion& motion) {
  if (!motion.map && motion.shift == Vec2f{}) return;
  for (Seen& each : seen_) each.at = motion.apply(each.at);
}

bool RestingPeaks::rests(Vec2f at, Nanoseconds now, double height_px) const {
  return std::any_of(seen_.begin(), seen_.end(), [&](const Seen& each) {
    const Nanoseconds ago = now - each.pts_ns;
    return ago >= kJust && ago <= kLate && distance(each.at, at) < kSamePlace * height_px;
  });
}

void RestingPeaks::see(Vec2f at, Nanoseconds now, std::int64_t path) {
  const auto kept = std::find_if(seen_.begin(), seen_.end(),
                                 [&](const Seen& each) { return now - each.pts_ns <= kLate; });
  seen_.erase(seen_.begin(), kept);
  seen_.push_back({now, at, path});
}

void RestingPeaks::excuse(std::int64_t path) {
  std::erase_if(seen_, [&](const Seen& each) { return each.path == path; });
}

}  // namespace touchline
