#include "track/meetings.h"

#include <algorithm>

namespace touchline {
namespace {

constexpr double kTouching = 0.1;    ///< of the smaller box
constexpr double kKnownKit_s = 0.3;  ///< of kit, before it can tell anybody apart
constexpr double kFresh_s = 0.2;     ///< after the meeting
constexpr double kOver_s = 2;        ///< since the last contact
constexpr double kSureEnough = 8;    ///< twice the logarithm of the likelihood ratio
constexpr double kDistinct = 5;      ///< D of two kits that can be told apart
constexpr double kUnmistakable = 9;  ///< of a person out of sight: D to what is seen

double covered(const Box& a, const Box& b) {
  const double w = static_cast<double>(std::min(a.right(), b.right())) - std::max(a.x, b.x);
  const double h = static_cast<double>(std::min(a.bottom(), b.bottom())) - std::max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return w * h / std::min(static_cast<double>(a.w) * a.h, static_cast<double>(b.w) * b.h);
}

bool seen_now(const PersonTrack& track) { return track.detection >= 0; }

Box place(const PersonTrack& track) {
  return seen_now(track) ? track.measured : track.filter.box();
}

bool knows(const PersonTrack& track, std::int64_t id) {
  return std::find(track.who.met.begin(), track.who.met.end(), id) != track.who.met.end();
}

/// Adds the one met; of more than there is room for the oldest is forgotten.
void remember(PersonTrack& track, std::int64_t id) {
  auto& met = track.who.met;
  if (knows(track, id)) return;
  std::move_backward(met.begin(), met.end() - 1, met.end());
  met[0] = id;
}

/// How much better the kits agree if the two change places.
double gain_of_change(const PersonTrack& a, const PersonTrack& b) {
  const auto &ka = a.who.kit, &kb = b.who.kit;
  KitVector scatter;
  for (std::size_t d = 0; d < scatter.size(); ++d)
    scatter[d] = (ka.variance()[d] + kb.variance()[d]) / 2 + kLeastScatter2;
  const auto apart = [&](const KitAverage& x, const KitAverage& y) {
    return kit_distance2(x.mean(), y.mean(), scatter);
  };
  if (apart(ka, kb) < kDistinct) return 0;
  const bool fresh_a = a.fresh.seconds() >= kFresh_s, fresh_b = b.fresh.seconds() >= kFresh_s;
  if (fresh_a && fresh_b)
    return apart(ka, a.fresh) + apart(kb, b.fresh) - apart(ka, b.fresh) - apart(kb, a.fresh);
  if (fresh_a && !seen_now(b) && apart(kb, a.fresh) < kUnmistakable)
    return apart(ka, a.fresh) - apart(kb, a.fresh);
  if (fresh_b && !seen_now(a) && apart(ka, b.fresh) < kUnmistakable)
    return apart(kb, b.fresh) - apart(ka, b.fresh);
  return 0;
}

void end_meeting(PersonTrack& track) {
  track.who.met = {};
  if (track.fresh.seconds() > 0) track.who.kit.merge(track.fresh);
  track.fresh = {};
}

void touch(PersonTrack& a, PersonTrack& b, const FrameStamp& now) {
  for (auto [one, other] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
    remember(*one, other->who.id);
    one->who.met_last = now.pts_ns;
    one->fresh = {};
  }
}

bool settle_one(std::span<PersonTrack> tracks) {
  PersonTrack *first = nullptr, *second = nullptr;
  double most = kSureEnough;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (!tracks[i].confirmed() || !tracks[i].has_met()) continue;
    for (std::size_t k = i + 1; k < tracks.size(); ++k) {
      if (!tracks[k].confirmed() || !knows(tracks[i], tracks[k].who.id)) continue;
      const double gain = gain_of_change(tracks[i], tracks[k]);
      if (gain > most) most = gain, first = &tracks[i], second = &tracks[k];
    }
  }
  if (first == nullptr) return false;
  std::swap(first->who, second->who);
  return true;
}

}  // namespace

void settle_meetings(std::span<PersonTrack> tracks, const FrameStamp& now) {
  const auto able = [](const PersonTrack& t) {
    return t.confirmed() && t.who.kit.total_s() >= kKnownKit_s;
  };
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (!able(tracks[i])) continue;
    for (std::size_t k = i + 1; k < tracks.size(); ++k) {
      if (!able(tracks[k]) || (!seen_now(tracks[i]) && !seen_now(tracks[k]))) continue;
      if (covered(place(tracks[i]), place(tracks[k])) > kTouching) touch(tracks[i], tracks[k], now);
    }
  }
  for (std::size_t round = 0; round < tracks.size() && settle_one(tracks); ++round) {
  }
  for (PersonTrack& track : tracks) {
    if (track.has_met() && to_seconds(now.pts_ns - track.who.met_last) > kOver_s)
      end_meeting(track);
  }
}

}  // namespace touchline
