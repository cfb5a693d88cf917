#include "analytics/zone_presence.h"

#include <algorithm>
#include <utility>

namespace touchline {
namespace {

constexpr Nanoseconds kStampSlack = 1000;  // time stamps are rounded

}  // namespace

ZonePresence::ZonePresence(Polygon polygon, ZoneTimes times)
    : polygon_(std::move(polygon)),
      enter_ns_(from_seconds(times.enter_s)),
      leave_ns_(from_seconds(times.leave_s)) {}

bool ZonePresence::over(const Stay& stay, Nanoseconds now) const {
  const Nanoseconds since = now - stay.visit.left.pts_ns;
  // What may become a visit must be seen: nobody enters unseen.
  return since < 0 || since > (stay.sure ? leave_ns_ : kLongestUnseen) + kStampSlack;
}

void ZonePresence::push(const ZoneFrame& now, std::span<const ZoneSighting> seen,
                        std::vector<ZoneChange>& changes) {
  std::erase_if(stays_, [&](const Stay& stay) {
    if (!over(stay, now.pts_ns)) return false;
    if (stay.sure) changes.push_back({false, stay.visit});
    return true;
  });
  for (const ZoneSighting& one : seen) see(now, one, changes);
}

void ZonePresence::see(const ZoneFrame& now, const ZoneSighting& one,
                       std::vector<ZoneChange>& changes) {
  const auto stay = std::find_if(stays_.begin(), stays_.end(), [&](const Stay& other) {
    return other.visit.track_id == one.track_id;
  });
  if (!contains(polygon_, one.at)) {
    if (stay != stays_.end() && !stay->sure) stays_.erase(stay);
    return;
  }
  const ZonePlace here{now, one.at};
  if (stay == stays_.end()) {
    confirm(stays_.emplace_back(Stay{{one.track_id, here, here, 0}, false}), changes);
    return;
  }
  ZoneVisit& visit = stay->visit;
  const Nanoseconds since = now.pts_ns - visit.left.pts_ns;
  if (since <= kLongestUnseen + kStampSlack) {
    visit.dwell_ns += since;
    if (stay->sure) dwell_ns_ += since;
  }
  visit.left = here;
  confirm(*stay, changes);
}

void ZonePresence::confirm(Stay& stay, std::vector<ZoneChange>& changes) {
  const ZoneVisit& visit = stay.visit;
  if (stay.sure || visit.left.pts_ns - visit.entered.pts_ns + kStampSlack < enter_ns_) return;
  stay.sure = true;
  ++visits_;
  dwell_ns_ += visit.dwell_ns;
  changes.push_back({true, visit});
}

void ZonePresence::end(std::vector<ZoneChange>& changes) {
  for (const Stay& stay : stays_)
    if (stay.sure) changes.push_back({false, stay.visit});
  stays_.clear();
}

int ZonePresence::inside() const {
  return static_cast<int>(
      std::count_if(stays_.begin(), stays_.end(), [](const Stay& stay) { return stay.sure; }));
}

}  // namespace touchline
