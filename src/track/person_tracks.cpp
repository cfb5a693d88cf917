#include "track/person_tracks.h"

#include <algorithm>
#include <cmath>

#include "track/nested.h"

namespace touchline {
namespace {

constexpr double kBodyMemory_s = 1.0, kPersonKitMemory_s = 4.0;
constexpr double kHalfLost_s = 1.0;    ///< low scores continue only tracks seen this recently
constexpr double kConfirmShare = 0.5;  ///< of its young life a track must have been matched
constexpr float kSamePerson =
    0.7F;  ///< a new track this covered by a matched one is a double detection

double unseen_s(const FrameStamp& now, const FrameStamp& last) {
  return to_seconds(now.pts_ns - last.pts_ns);
}

Cov2 difference(const Cov2& a, const Cov2& b) { return {a.xx - b.xx, a.xy - b.xy, a.yy - b.yy}; }

/// A place with all of its covariance.
std::optional<FieldPoint> told(std::optional<FieldPoint> at, const Cov2& lasting) {
  if (at) at->cov = {at->cov.xx + lasting.xx, at->cov.xy + lasting.xy, at->cov.yy + lasting.yy};
  return at;
}

/// Something that stands on the field was taken for a person, and is withheld.
Event clutter_event(const PersonTrack& track, const FrameStamp& now) {
  Event event = make_event("clutter", 0, track.who.first, now, track.score);
  event.track_ids.clear();
  if (track.confirmed()) event.track_ids = {track.who.id};
  if (track.field.known()) event.field_m = track.field.point().m;
  return event;
}

bool centre_inside(const Box& box, const FrameStamp& frame) {
  const Vec2f c = box.center();
  return c.x >= 0 && c.y >= 0 && c.x <= static_cast<float>(frame.width) &&
         c.y <= static_cast<float>(frame.height);
}

}  // namespace

Event make_event(const char* type, std::int64_t track_id, const FrameStamp& from,
                 const FrameStamp& to, float conf) {
  Event event;
  event.type = type;
  event.start_ns = from.pts_ns;
  event.end_ns = to.pts_ns;
  event.track_ids = {track_id};
  event.conf = conf;
  event.evidence = {from.frame};
  if (to.frame != from.frame) event.evidence.push_back(to.frame);
  return event;
}

PersonTracks::PersonTracks(const TrackerOptions& options, IdLedger& ids)
    : options_(options), ids_(&ids), things_(options.field.standing) {
  const auto usual = index(kUsualPeople);
  tracks_.reserve(usual);
  views_.reserve(usual);
  free_.reserve(usual);
  sightings_.reserve(usual);
  lasting_.reserve(usual);
  free_sightings_.reserve(usual);
  for (auto* ints : {&track_rows_, &detection_columns_, &detection_of_track_}) ints->reserve(usual);
  taken_.reserve(usual);
  displacements_.reserve(usual);
  heights_.reserve(usual);
  reported_.reserve(usual);
  young_.reserve(4 * usual);
}

void PersonTracks::update(const PeopleFrame& frame, TrackUpdate& result) {
  const FrameStamp& now = frame.now;
  detections_ = frame.detections;
  taken_.assign(detections_.size(), false);
  end_expired(now, result.events);
  measure_bodies(now, detections_);
  look(frame);
  predict(now, frame.motion);
  match_all(now, frame.motion != nullptr);
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    if (detection_of_track_[t] >= 0) measure(tracks_[t], detection_of_track_[t], now, result);
  }
  settle_meetings(tracks_, now);
  if (const auto same = settle_nested(tracks_, now)) {
    const Track& gone = tracks_[*same];
    result.events.push_back(make_event("track_end", gone.who.id, gone.last, now, gone.score));
    tracks_.erase(tracks_.begin() + static_cast<std::ptrdiff_t>(*same));
  }
  end_things(now, result.events);
  begin_tracks(now);
  forget_firsts(now, result);
  report(frame, result);
}

void PersonTracks::look(const PeopleFrame& frame) {
  things_.look(frame.view);
  sightings_.clear();
  lasting_.clear();
  for (std::size_t d = 0; d < frame.detections.size(); ++d) {
    Sighting sighting;
    Cov2 lasting;
    if (frame.view != nullptr) {
      const Foot foot =
          foot_of(frame.detections[d].box, options_.foot, frame.now.width, frame.now.height);
      sighting.field = to_field(*frame.view, foot.pixel, foot.jitter_px);
      if (const auto told = to_field(*frame.view, foot.pixel, foot.sigma_px))
        lasting = difference(told->cov, sighting.field->cov);
    }
    if (!frame.kits.empty() && frame.kits[d].weight > 0) {
      sighting.kit = kit_vector(frame.kits[d]);
      sighting.kit_weight = std::min(frame.kits[d].weight, 1.0F);
    }
    sightings_.push_back(sighting);
    lasting_.push_back(lasting);
  }
}

TrackView PersonTracks::view_of(const Track& track) const {
  return {&track.filter, track.filter.box(), &track.field, &track.who.kit};
}

void PersonTracks::confirm_all(const FrameStamp& now, TrackUpdate& result) {
  for (Track& track : tracks_) {
    if (!track.confirmed() && !track.thing.is_likely_thing()) confirm(track, now, result);
  }
}

void PersonTracks::finish(const FrameStamp& now, TrackUpdate& result) {
  for (const Track& track : tracks_) {
    if (track.confirmed()) {
      result.events.push_back(make_event("track_end", track.who.id, track.last, now, track.score));
    }
  }
  tracks_.clear();
  young_.clear();
  camera_ = {};
  body_height_ = 0;
}

void PersonTracks::end_expired(const FrameStamp& now, std::vector<Event>& events) {
  std::erase_if(tracks_, [&](const Track& track) {
    const bool settled = track.confirmed() || track.withheld;
    const double patience = settled ? options_.lost_s : options_.confirm_s;
    if (unseen_s(now, track.last) <= patience + kTimeSlack_s) return false;
    // A tentative track may always miss one frame, however slow the source.
    if (!settled && unseen_s(now, track.last) <= now.dt_s + kTimeSlack_s) return false;
    if (track.confirmed()) {
      events.push_back(make_event("track_end", track.who.id, track.last, now, track.score));
    }
    return true;
  });
}

void PersonTracks::measure_bodies(const FrameStamp& now, std::span<const Detection> detections) {
  heights_.clear();
  for (const Detection& detection : detections) {
    if (detection.score >= options_.high_score) heights_.push_back(detection.box.h);
  }
  if (heights_.empty()) return;
  const auto middle = heights_.begin() + static_cast<std::ptrdiff_t>(heights_.size() / 2);
  std::nth_element(heights_.begin(), middle, heights_.end());
  if (body_height_ == 0) body_height_ = *middle;
  body_height_ += (1 - std::exp(-now.dt_s / kBodyMemory_s)) * (*middle - body_height_);
}

void PersonTracks::predict(const FrameStamp& now, const PictureMotion* motion) {
  for (Track& track : tracks_) {
    const bool seen_last = unseen_s(now, track.last) <= now.dt_s + kTimeSlack_s;
    track.filter.predict(now.dt_s, seen_last);
    track.field.predict(now.dt_s);
    track.detection = -1;
    if (motion == nullptr) continue;
    const Vec2f from = track.filter.box().center(), to = motion->apply(from);
    track.filter.rescale(motion->scale_at(from));
    track.filter.shift(to.x - from.x, to.y - from.y);
  }
  if (motion != nullptr) {
    camera_shift_ = motion->shift;
    const auto rate = static_cast<float>(1 / now.dt_s);
    camera_.follow({rate * camera_shift_.x, rate * camera_shift_.y});
    return;
  }
  camera_shift_ = camera_.predict(now.dt_s);
  shift_all(camera_shift_);
}

void PersonTracks::shift_all(Vec2f shift) {
  if (shift == Vec2f{}) return;
  for (Track& track : tracks_) track.filter.shift(shift.x, shift.y);
}

void PersonTracks::match_all(const FrameStamp& now, bool motion_known) {
  detection_of_track_.assign(tracks_.size(), -1);
  if (now.dt_s <= 0) return;
  Vec2f jump;
  if (!motion_known) {
    views_.clear();
    for (const Track& track : tracks_) {
      if (unseen_s(now, track.last) <= kHalfLost_s) views_.push_back(view_of(track));
    }
    jump = camera_.find_jump(views_, detections_);
    shift_all(jump);
  }
  match_pass(now, true, options_.high_score, 2);
  if (!motion_known) settle_camera(now, jump);
  match_pass(now, true, options_.low_score, options_.high_score);
  match_pass(now, false, options_.low_score, 2);
}

void PersonTracks::settle_camera(const FrameStamp& now, Vec2f jump) {
  displacements_.clear();
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    if (detection_of_track_[t] < 0) continue;
    const Vec2f to = detections_[index(detection_of_track_[t])].box.center();
    const Vec2f from = tracks_[t].filter.box().center();
    displacements_.push_back({to.x - from.x, to.y - from.y});
  }
  const Vec2f residual = camera_.find_residual(displacements_);
  shift_all(residual);
  const Vec2f shift{jump.x + residual.x, jump.y + residual.y};
  camera_shift_ = {camera_shift_.x + shift.x, camera_shift_.y + shift.y};
  camera_.update(shift, displacements_.size() >= 5, now.dt_s);
}

void PersonTracks::match_pass(const FrameStamp& now, bool confirmed, float low, float high) {
  const bool sure = high > 1;
  views_.clear();
  track_rows_.clear();
  for (std::size_t t = 0; t < tracks_.size(); ++t) {
    const Track& track = tracks_[t];
    if (track.confirmed() != confirmed || detection_of_track_[t] >= 0) continue;
    if (!sure && unseen_s(now, track.last) > kHalfLost_s + now.dt_s) continue;
    views_.push_back(view_of(track));
    track_rows_.push_back(static_cast<int>(t));
  }
  free_.clear();
  free_sightings_.clear();
  detection_columns_.clear();
  for (std::size_t d = 0; d < detections_.size(); ++d) {
    const Detection& detection = detections_[d];
    if (taken_[d] || detection.score < low || detection.score >= high) continue;
    free_.push_back(detection);
    free_sightings_.push_back(sightings_[d]);
    detection_columns_.push_back(static_cast<int>(d));
  }
  for (const TrackMatch& match :
       associator_.match(views_, free_, options_.match_distance, free_sightings_)) {
    const int d = detection_columns_[index(match.detection)];
    detection_of_track_[index(track_rows_[index(match.track)])] = d;
    taken_[index(d)] = true;
  }
}

void PersonTracks::measure(Track& track, int found, const FrameStamp& now, TrackUpdate& result) {
  const Detection& detection = detections_[index(found)];
  const Sighting& sighting = sightings_[index(found)];
  const double since = unseen_s(now, track.last);
  track.detection = found;
  track.filter.update(detection.box, detection.score);
  if (sighting.field) {
    track.field.update(*sighting.field);
    if (const auto thing = things_.shows(detection.box, *sighting.field))
      track.thing.add(*thing, std::min(since, kLongestStep_s));
  }
  track.lasting = lasting_[index(found)];
  const double spoken = std::min(since, kLongestStep_s);
  if (sighting.kit_weight > 0) {
    KitAverage& kit = track.has_met() ? track.fresh : track.who.kit;
    kit.add(sighting.kit, sighting.kit_weight * spoken, spoken, kPersonKitMemory_s);
  }
  track.who.votes.add(detection.class_id, detection.score, spoken);
  if (since <= now.dt_s + kTimeSlack_s) track.who.matched_s += since;
  track.last = now;
  track.measured = detection.box;
  track.score = detection.score;
  const double age = unseen_s(now, track.who.first);
  if (!track.confirmed() && age + kTimeSlack_s >= options_.confirm_s &&
      track.who.matched_s >= kConfirmShare * age)
    confirm_unless_thing(track, now, result);
  else if (!track.confirmed())
    keep_first(track);
}

void PersonTracks::confirm_unless_thing(Track& track, const FrameStamp& now, TrackUpdate& result) {
  if (!track.thing.is_likely_thing()) {
    confirm(track, now, result);
    return;
  }
  if (!track.withheld) result.events.push_back(clutter_event(track, now));
  track.withheld = true;
}

void PersonTracks::end_things(const FrameStamp& now, std::vector<Event>& events) {
  std::erase_if(tracks_, [&](const Track& track) {
    if (!track.confirmed() || !track.thing.is_thing()) return false;
    events.push_back(make_event("track_end", track.who.id, track.last, now, track.score));
    events.push_back(clutter_event(track, now));
    return true;
  });
}

void PersonTracks::confirm(Track& track, const FrameStamp& now, TrackUpdate& result) {
  track.who.id = ids_->next();
  result.events.push_back(
      make_event("track_start", track.who.id, track.who.first, now, track.score));
  result.events.back().field_m = track.who.began_m;
  for (Young& young : young_) {
    if (young.birth != track.birth) continue;
    young.first.sample.track_id = track.who.id;
    young.first.sample.class_id = track.who.votes.leader();
    result.firsts.push_back(young.first);
  }
}

void PersonTracks::keep_first(const Track& track) {
  if (!options_.first_samples) return;
  young_.push_back({track.birth,
                    {track.last.frame,
                     {0, 0, track.measured, track.score, SampleSource::measured,
                      told(sightings_[index(track.detection)].field, track.lasting)}}});
}

void PersonTracks::forget_firsts(const FrameStamp& now, TrackUpdate& result) {
  std::erase_if(young_, [&](const Young& young) {
    return std::none_of(tracks_.begin(), tracks_.end(), [&](const Track& track) {
      return track.birth == young.birth && !track.confirmed() && !track.withheld;
    });
  });
  result.open_since = young_.empty() ? now.frame + 1 : young_.front().first.frame;
}

bool PersonTracks::is_seen_twice(std::size_t detection, std::size_t old_tracks,
                                 const FrameStamp& now) const {
  const Box& box = detections_[detection].box;
  for (std::size_t t = 0; t < old_tracks; ++t) {
    const Track& track = tracks_[t];
    if (track.last.frame == now.frame && iou(track.measured, box) > kSamePerson) return true;
  }
  for (std::size_t d = 0; d < detections_.size(); ++d) {
    const bool sure = taken_[d] || detections_[d].score >= options_.high_score;
    if (d != detection && sure && is_part(box, detections_[d].box)) return true;
  }
  return false;
}

void PersonTracks::begin_tracks(const FrameStamp& now) {
  const std::size_t old_tracks = tracks_.size();
  for (std::size_t d = 0; d < detections_.size(); ++d) {
    const Detection& detection = detections_[d];
    if (taken_[d] || detection.score < options_.high_score) continue;
    if (is_seen_twice(d, old_tracks, now)) continue;
    Track track;
    track.filter = BoxFilter(detection.box, detection.score, PersonNoise{});
    track.who.votes.add(detection.class_id, detection.score, std::min(now.dt_s, kLongestStep_s));
    track.who.first = track.last = now;
    track.measured = detection.box;
    track.score = detection.score;
    track.detection = static_cast<int>(d);
    if (const auto& field = sightings_[d].field) {
      track.field.update(*field);
      track.who.began_m = field->m;
    }
    track.lasting = lasting_[d];
    track.birth = ++births_;
    keep_first(track);
    tracks_.push_back(track);
  }
}

void PersonTracks::report(const PeopleFrame& frame, TrackUpdate& result) {
  const FrameStamp& now = frame.now;
  const auto kit_of = [&](int d) { return d < 0 ? KitSample{} : frame.kits[index(d)]; };
  reported_.clear();
  for (const Track& track : tracks_) {
    if (!track.confirmed()) continue;
    const double unseen = unseen_s(now, track.last);
    if (unseen > options_.coast_s + kTimeSlack_s) continue;
    TrackSample sample{track.who.id, track.who.votes.leader(), track.measured, track.score,
                       SampleSource::measured};
    if (track.detection >= 0) {
      sample.field = told(sightings_[index(track.detection)].field, track.lasting);
    } else if (frame.view != nullptr && track.field.known()) {
      sample.field = told(track.field.point(), track.lasting);
    }
    if (unseen > 0) {
      sample.box = track.filter.box();
      if (!centre_inside(sample.box, now)) continue;
      // Half the confidence is gone in half the time that predictions are shown.
      sample.conf *= static_cast<float>(std::exp2(-2 * unseen / options_.coast_s));
      sample.source = SampleSource::predicted;
    }
    reported_.push_back({sample, track.detection});
  }
  std::sort(reported_.begin(), reported_.end(), [](const Reported& a, const Reported& b) {
    return a.sample.track_id < b.sample.track_id;
  });
  for (const Reported& r : reported_) {
    result.people.push_back(r.sample);
    if (!frame.kits.empty()) result.kits.push_back(kit_of(r.detection));
  }
}

}  // namespace touchline
