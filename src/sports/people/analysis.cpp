#include "sports/people/analysis.h"

#include <algorithm>
#include <bitset>
#include <utility>

#include "analytics/zone_presence.h"
#include "base/decimal.h"
#include "sports/people/shot_marks.h"

namespace touchline {
namespace {

constexpr const char* kUncounted = "a replay or close-up, which does not count";
constexpr const char* kUnseen = "the network did not look at this frame";
constexpr const char* kNoneYet = "no frame has counted yet";

/// Which tracks have been seen: ids begin at 1, are given in order and never again, so of those
/// long ago nothing need be kept.
class SeenTracks {
 public:
  /// Whether the track is a new one.
  bool add(std::int64_t id) {
    for (; newest_ < id; ++newest_) seen_.reset(slot(newest_ + 1));
    if (id <= newest_ - static_cast<std::int64_t>(kKept) || seen_.test(slot(id))) return false;
    seen_.set(slot(id));
    return true;
  }

 private:
  static constexpr std::size_t kKept = 4096;
  static std::size_t slot(std::int64_t id) { return static_cast<std::size_t>(id) % kKept; }
  std::bitset<kKept> seen_;
  std::int64_t newest_ = 0;
};

class PeopleAnalysis final : public Analysis {
 public:
  explicit PeopleAnalysis(std::shared_ptr<const PeoplePlan> plan) : plan_(std::move(plan)) {
    for (const auto& zone : plan_->zones.zones)
      zones_.push_back({ZonePresence(zone.polygon, plan_->zones.times)});
  }

  Findings push(const FrameRecord& row, const Observation&) override {
    Findings found;
    found.events = std::exchange(due_, {});
    if (marks_.empty() || row.shot != shot_) begin_shot(row, found.events);
    const bool counts = row.counted && row.processed;
    counted_ |= counts;
    if (counts) count_tracks(row);
    for (std::size_t i = 0; i < zones_.size(); ++i)
      if (counts && can_place(row, i)) follow(row, i, found.events);
    for (auto& event : found.events) event.row = row.frame;
    found.record = record_of(row, counts);
    return found;
  }

  void discount(Nanoseconds from, Nanoseconds to) override;

  std::vector<Event> finish() override {
    auto events = std::exchange(due_, {});
    end_visits(events);
    return events;
  }

 private:
  struct Followed {
    ZonePresence presence;
    bool placed = false;  ///< somebody could have been seen in it in some frame
  };

  [[nodiscard]] bool is_person(const TrackSample& sample) const {
    return sample.class_id != plan_->ball_class;
  }
  /// A stale calibration shows places but measures nothing.
  [[nodiscard]] bool can_place(const FrameRecord& row, std::size_t zone) const {
    return plan_->zones.zones[zone].in == ZoneSpace::picture ||
           row.calibration == CalibrationState::measured ||
           row.calibration == CalibrationState::propagated;
  }

  void count_tracks(const FrameRecord& row);
  void follow(const FrameRecord& row, std::size_t zone, std::vector<Event>& events);
  void add_events(std::size_t zone, std::int64_t frame, std::vector<Event>& events);
  void end_visits(std::vector<Event>& events);
  void begin_shot(const FrameRecord& row, std::vector<Event>& events);
  [[nodiscard]] ShotMarks::Counters counters() const;
  [[nodiscard]] std::unique_ptr<PeopleRecord> record_of(const FrameRecord& row, bool counts) const;
  [[nodiscard]] ZoneFigures figures_of(const FrameRecord& row, bool counts, std::size_t zone) const;

  std::shared_ptr<const PeoplePlan> plan_;
  std::vector<Followed> zones_;
  SeenTracks seen_;
  std::int64_t visitors_ = 0;
  bool counted_ = false;  ///< some frame has counted
  int shot_ = 0;
  ShotMarks marks_;
  std::vector<Event> due_;  ///< of the next frame
  std::vector<ZoneSighting> sightings_;
  std::vector<ZoneChange> changes_;
};

void PeopleAnalysis::count_tracks(const FrameRecord& row) {
  for (const auto& sample : row.objects)
    if (is_person(sample) && sample.source != SampleSource::predicted && seen_.add(sample.track_id))
      ++visitors_;
}

void PeopleAnalysis::follow(const FrameRecord& row, std::size_t zone, std::vector<Event>& events) {
  const bool on_field = plan_->zones.zones[zone].in == ZoneSpace::field;
  sightings_.clear();
  for (const auto& sample : row.objects) {
    if (!is_person(sample) || sample.source == SampleSource::predicted) continue;
    if (on_field) {
      if (sample.field) sightings_.push_back({sample.track_id, sample.field->m});
    } else {
      const Vec2f foot = sample.box.foot();
      sightings_.push_back(
          {sample.track_id, {static_cast<double>(foot.x), static_cast<double>(foot.y)}});
    }
  }
  zones_[zone].placed = true;
  changes_.clear();
  zones_[zone].presence.push({row.frame, row.pts_ns}, sightings_, changes_);
  add_events(zone, row.frame, events);
}

/// `frame`: in which the changes became certain; -1: in none.
void PeopleAnalysis::add_events(std::size_t zone, std::int64_t frame, std::vector<Event>& events) {
  const Zone& of = plan_->zones.zones[zone];
  for (const auto& [entered, visit] : changes_) {
    const ZonePlace& at = entered ? visit.entered : visit.left;
    Event& event = events.emplace_back();
    event.type = entered ? "zone_enter" : "zone_leave";
    event.subtype = of.name;
    event.start_ns = event.end_ns = at.pts_ns;
    event.track_ids = {visit.track_id};
    if (of.in == ZoneSpace::field) event.field_m = at.at;
    event.evidence = {at.frame};
    if (frame >= 0 && frame != at.frame) event.evidence.push_back(frame);
    if (!entered) event.values = {{"dwell_s", to_seconds(visit.dwell_ns)}};
  }
}

void PeopleAnalysis::end_visits(std::vector<Event>& events) {
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    changes_.clear();
    zones_[i].presence.end(changes_);
    add_events(i, -1, events);
  }
}

ShotMarks::Counters PeopleAnalysis::counters() const {
  ShotMarks::Counters counters{visitors_};
  for (const auto& zone : zones_) {
    counters.push_back(zone.presence.visits());
    counters.push_back(zone.presence.dwell_ns());
  }
  return counters;
}

/// Another picture: tracks do not go on, and a place in it is another place.
void PeopleAnalysis::begin_shot(const FrameRecord& row, std::vector<Event>& events) {
  end_visits(events);
  shot_ = row.shot;
  marks_.begin_shot(row.pts_ns, counters());
}

void PeopleAnalysis::discount(Nanoseconds from, Nanoseconds to) {
  const auto replay = marks_.take_back(from, to, counters());
  if (!replay) return;
  if (replay->goes_on) end_visits(due_);  // they are the replay's
  visitors_ -= replay->gained[0];
  for (std::size_t i = 0; i < zones_.size(); ++i)
    zones_[i].presence.take_back(replay->gained[2 * i + 1], replay->gained[2 * i + 2]);
}

ZoneFigures PeopleAnalysis::figures_of(const FrameRecord& row, bool counts,
                                       std::size_t zone) const {
  const auto& [presence, placed] = zones_[zone];
  ZoneFigures figures;
  if (!row.processed)
    figures.inside = Known<int>::none(kUnseen);
  else if (!counts)
    figures.inside = Known<int>::none(kUncounted);
  else if (!can_place(row, zone))
    figures.inside = Known<int>::none("no calibration");
  else
    figures.inside = presence.inside();
  if (!placed) {
    const char* why = counted_ ? "no frame has been calibrated yet" : kNoneYet;
    figures.visits = Known<std::int64_t>::none(why);
    figures.dwell_total_s = figures.dwell_mean_s = Known<double>::none(why);
    return figures;
  }
  const double total = to_seconds(presence.dwell_ns());
  figures.visits = presence.visits();
  figures.dwell_total_s = round_decimal<3>(total);
  figures.dwell_mean_s = presence.visits() > 0
                             ? round_decimal<3>(total / static_cast<double>(presence.visits()))
                             : Known<double>::none("nobody has been inside yet");
  return figures;
}

std::unique_ptr<PeopleRecord> PeopleAnalysis::record_of(const FrameRecord& row, bool counts) const {
  auto record = std::make_unique<PeopleRecord>();
  record->plan = plan_;
  record->frame = row.frame;
  record->pts_ns = row.pts_ns;
  record->people = Known<std::vector<int>>::none(kUnseen);
  if (row.processed) {
    std::vector<int> people(plan_->classes.size());
    for (const auto& sample : row.objects)
      if (const auto id = static_cast<std::size_t>(sample.class_id);
          is_person(sample) && id < people.size())
        ++people[id];
    record->people = std::move(people);
  }
  record->visitors =
      counted_ ? Known<std::int64_t>(visitors_) : Known<std::int64_t>::none(kNoneYet);
  for (std::size_t i = 0; i < zones_.size(); ++i)
    record->zones.push_back(figures_of(row, counts, i));
  return record;
}

}  // namespace

MakeAnalysis people_analyses(PeoplePlan plan) {
  const auto shared = std::make_shared<const PeoplePlan>(std::move(plan));
  return [shared] { return std::make_unique<PeopleAnalysis>(shared); };
}

}  // namespace touchline
