#include "track/nested.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace touchline {
namespace {

constexpr float kWithin = 0.85F, kEnd = 0.10F, kLeastWide = 0.55F, kMostArea = 0.8F;
constexpr float kLeastHigh = 0.35F, kMostHigh = 0.92F;
constexpr double kSame_s = 0.7;
constexpr float kPlace = 0.1F;  ///< of the whole's size: how far a part of it may stray

/// Where a box lies in another one, in its width and height.
Box within(const Box& part, const Box& whole) {
  return {(part.x - whole.x) / whole.w, (part.y - whole.y) / whole.h, part.w / whole.w,
          part.h / whole.h};
}

bool near(const Box& a, const Box& b) {
  return std::abs(a.x - b.x) < kPlace && std::abs(a.y - b.y) < kPlace &&
         std::abs(a.right() - b.right()) < kPlace && std::abs(a.bottom() - b.bottom()) < kPlace;
}

bool surely_seen(const PersonTrack& track) { return track.confirmed() && track.detection >= 0; }

}  // namespace

bool is_part(const Box& part, const Box& whole) {
  const float area = part.w * part.h;
  if (area > kMostArea * whole.w * whole.h || part.w < kLeastWide * whole.w) return false;
  if (part.h < kLeastHigh * whole.h || part.h > kMostHigh * whole.h) return false;
  const bool upper = std::abs(part.y - whole.y) <= kEnd * whole.h,
             lower = std::abs(part.bottom() - whole.bottom()) <= kEnd * whole.h;
  return (upper || lower) && intersection_area(part, whole) >= kWithin * area;
}

std::optional<std::size_t> settle_nested(std::span<PersonTrack> tracks, const FrameStamp& now) {
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    PersonTrack& part = tracks[i];
    if (!surely_seen(part)) continue;
    const auto whole = std::find_if(tracks.begin(), tracks.end(), [&](const PersonTrack& t) {
      return &t != &part && surely_seen(t) && is_part(part.measured, t.measured);
    });
    auto& nested = part.nested;
    if (whole == tracks.end()) {
      nested = {};
      continue;
    }
    const Box place = within(part.measured, whole->measured);
    if (nested.in != whole->who.id || !near(place, nested.place))
      nested = {whole->who.id, place, 0, now.pts_ns};
    nested.lasted_s += std::min(to_seconds(now.pts_ns - nested.last), kLongestStep_s);
    nested.last = now.pts_ns;
    if (nested.lasted_s < kSame_s) continue;
    if (part.who.first.pts_ns < whole->who.first.pts_ns) std::swap(part.who, whole->who);
    return i;
  }
  return std::nullopt;
}

}  // namespace touchline
