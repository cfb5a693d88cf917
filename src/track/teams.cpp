#include "track/teams.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"
#include "kernels/lab.h"
#include "track/person_track.h"

namespace touchline {
namespace {

constexpr double kKitMemory_s = 3, kVoteMemory_s = 10, kFollow_s = 15, kOfficials_s = 10;
constexpr double kCorrelated_s = 0.4;  ///< samples this close in time say the same
constexpr double kMostPerSample = 2.5, kMostVotes = 12, kDecided = 2.2;
constexpr double kFirstVote_s = 0.5;  ///< all that was seen before the teams were known
constexpr double kCluster_s = 0.5;    ///< between two looks at everybody's kit
constexpr double kAgreed_s = 1;       ///< the same two teams must be seen this long
constexpr double kSame = 0.35;        ///< of their distance: centres of the same teams agree
constexpr double kRecent_s = 2, kForget_s = 5;
constexpr double kEnough_s = 0.4;    ///< of kit before a person can be odd
constexpr double kCounts_s = 0.5;    ///< and before one counts among the teams
constexpr double kFullWeight_s = 2;  ///< and to count fully
constexpr double kOddShare = 0.8, kLeastOdd = 12, kMostOdd = 25;  ///< units
constexpr double kOdd2 = 16;  ///< squared standard deviations of the teams' players
constexpr double kEndMemory_s = 10, kEndReach_m = 20, kEnd_s = 4;
constexpr double kSideMemory_s = 20;
constexpr std::size_t kMostPeople = 64;

double posterior(double votes) { return 1 / (1 + std::exp(-std::abs(votes))); }

}  // namespace

Teams::Teams(TeamsOptions options) : options_(std::move(options)) {
  people_.reserve(kMostPeople);
  points_.reserve(kMostPeople);
}

void Teams::update(Nanoseconds pts_ns, std::span<TrackSample> people,
                   std::span<const KitSample> kits) {
  TL_ASSERT(kits.empty() || kits.size() == people.size());
  const double dt = started_ ? std::min(to_seconds(pts_ns - last_), kLongestStep_s) : 0;
  if (!started_) clustered_ = pts_ns;
  started_ = true;
  last_ = pts_ns;
  std::erase_if(people_, [&](const Person& p) { return to_seconds(pts_ns - p.seen) > kForget_s; });
  for (std::size_t k = 0; k < people.size(); ++k) {
    Person& who = person(people[k].track_id, pts_ns);
    see(who, people[k], kits.empty() ? KitSample{} : kits[k], pts_ns);
    people[k].on_field = !who.presence.beside();
  }
  if (to_seconds(pts_ns - clustered_) >= kCluster_s - 1e-6) cluster(pts_ns);
  if (!known_) return;
  const auto settle = [&](auto&& rule) {
    for (TrackSample& sample : people) {
      Person& who = person(sample.track_id, pts_ns);
      rule(who, sample);
      sample.class_id = who.role;
      sample.team = who.team;
      sample.team_conf =
          who.team == Team::none
              ? 0.0F
              : static_cast<float>(posterior(
                    is_class(who.role, options_.guard_class) ? who.side_votes : who.votes));
    }
  };
  settle([&](Person& who, const TrackSample&) {
    settle_role(who);
    settle_team(who);
  });
  sides_.update(people, options_.player_class, dt);
  const double keep = std::exp(-dt / kSideMemory_s);
  settle([&](Person& who, const TrackSample& sample) {
    if (!is_class(who.role, options_.guard_class)) return;
    if (sample.source == SampleSource::measured) {
      const double step = sides_.evidence(sample) * dt / kCorrelated_s;
      who.side_votes = std::clamp(who.side_votes * keep + step, -kMostVotes, kMostVotes);
    }
    if (std::abs(who.side_votes) >= kDecided) who.team = who.side_votes > 0 ? Team::a : Team::b;
  });
}

Teams::Person& Teams::person(std::int64_t id, Nanoseconds now) {
  const auto at = std::lower_bound(people_.begin(), people_.end(), id,
                                   [](const Person& p, std::int64_t i) { return p.id < i; });
  if (at != people_.end() && at->id == id) return *at;
  Person fresh;
  fresh.id = id;
  fresh.seen = fresh.kit_seen = now;
  return *people_.insert(at, fresh);
}

void Teams::see(Person& who, const TrackSample& sample, const KitSample& kit, Nanoseconds now) {
  const double passed = std::min(to_seconds(now - who.seen), kLongestStep_s);
  who.seen = now;
  who.voted = sample.class_id;
  if (who.role < 0) who.role = sample.class_id;
  note_place(who, sample, passed);
  if (!(kit.weight > 0) || sample.source != SampleSource::measured) return;
  const double since = std::min(to_seconds(now - who.kit_seen), kLongestStep_s);
  who.kit_seen = now;
  const KitVector v = kit_vector(kit);
  const double seconds = std::clamp(static_cast<double>(kit.weight), 0.0, 1.0) * since;
  who.kit.add(v, seconds, since, kKitMemory_s);
  if (known_) vote(who, v, seconds, since);
}

void Teams::note_place(Person& who, const TrackSample& sample, double passed_s) const {
  who.end_s *= std::exp(-passed_s / kEndMemory_s);
  if (!sample.field || sample.source != SampleSource::measured) return;
  const double x = std::abs(sample.field->m.x), y = std::abs(sample.field->m.y);
  if (x > options_.field_half_length_m - kEndReach_m) who.end_s += passed_s;
  if (!(options_.field_half_width_m > 0)) return;
  who.line.see(sample.field->m.x, y - options_.field_half_width_m, std::sqrt(sample.field->cov.yy),
               options_.field_half_length_m - x, passed_s);
  const double beyond = std::max(x - options_.field_half_length_m, y - options_.field_half_width_m);
  who.presence.see(beyond, sample.field->cov.sigma(), passed_s,
                   is_class(who.role, options_.official_class));
}

void Teams::vote(Person& who, const KitVector& kit, double seconds, double passed_s) {
  double ratio = 0;
  for (std::size_t d = 0; d < kit.size(); ++d) {
    const double a = teams_.centre[0][d], b = teams_.centre[1][d];
    ratio += (a - b) * (kit[d] - (a + b) / 2) / teams_.noise[d];
  }
  const double step = std::clamp(ratio, -kMostPerSample, kMostPerSample) * seconds / kCorrelated_s;
  const double kept = who.votes * std::exp(-passed_s / kVoteMemory_s);
  who.votes = std::clamp(kept + step, -kMostVotes, kMostVotes);
  // Somebody in nobody's kit leans to one team or the other by chance: no change of person in that.
  if (who.odd || std::abs(who.votes) < kDecided) return;
  const Team worn = who.votes > 0 ? Team::a : Team::b;
  if (worn == other(who.worn) && who.worn != Team::none) who.kit = {};
  who.worn = worn;
}

void Teams::cluster(Nanoseconds now) {
  const double dt = to_seconds(now - clustered_);
  clustered_ = now;
  points_.clear();
  for (const Person& p : people_) {
    if (to_seconds(now - p.seen) > kRecent_s || p.kit.total_s() < kCounts_s) continue;
    // Whom the detector calls an official or a guard wears something else.
    if (options_.player_class >= 0 && p.role != options_.player_class) continue;
    if (p.presence.beside()) continue;
    points_.push_back({p.kit.mean(), p.kit.variance(), std::min(p.kit.seconds(), kFullWeight_s)});
  }
  const std::optional<KitClusters> found = finder_.find(points_);
  const bool two = found && is_two_teams(*found);
  if (known_) {
    if (two) follow(*found, dt);
    learn_officials(dt);
    return;
  }
  wait_for_teams(two ? &*found : nullptr, dt);
}

void Teams::wait_for_teams(const KitClusters* found, double dt_s) {
  if (found == nullptr) {
    agreed_s_ = 0;
    return;
  }
  const auto off = [&](bool crossed) {
    return std::max(kit_distance(found->centre[0], seen_before_.centre[crossed ? 1 : 0]),
                    kit_distance(found->centre[1], seen_before_.centre[crossed ? 0 : 1]));
  };
  const bool same = agreed_s_ > 0 && std::min(off(false), off(true)) < kSame * found->distance();
  agreed_s_ = same ? agreed_s_ + dt_s : dt_s;
  seen_before_ = *found;
  if (agreed_s_ >= kAgreed_s - 1e-6) establish(*found);
}

void Teams::establish(const KitClusters& found) {
  teams_ = found;
  known_ = true;
  const auto swap = [&] {
    std::swap(teams_.centre[0], teams_.centre[1]);
    std::swap(teams_.members[0], teams_.members[1]);
    std::swap(teams_.weight[0], teams_.weight[1]);
  };
  double as_is = 0, swapped = 0;
  for (std::size_t t = 0; t < 2; ++t) {
    if (!options_.colours[t]) continue;
    const Lab wanted = to_lab(*options_.colours[t]);
    const KitVector v = kit_vector({wanted, {}, 1});
    const auto off = [&](const KitVector& c) {
      return std::hypot(c[0] - v[0], c[1] - v[1], c[2] - v[2]);
    };
    as_is += off(teams_.centre[t]);
    swapped += off(teams_.centre[1 - t]);
  }
  if (as_is != swapped ? swapped < as_is : teams_.centre[1] > teams_.centre[0]) swap();
  // What was seen so far votes as one.
  for (Person& p : people_)
    if (p.kit.total_s() > 0) vote(p, p.kit.mean(), std::min(p.kit.seconds(), kFirstVote_s), 0);
  known_s_ = kAgreed_s;
}

void Teams::follow(const KitClusters& found, double dt_s) {
  const double as_is = kit_distance2(found.centre[0], teams_.centre[0]) +
                       kit_distance2(found.centre[1], teams_.centre[1]);
  const double crossed = kit_distance2(found.centre[0], teams_.centre[1]) +
                         kit_distance2(found.centre[1], teams_.centre[0]);
  // Young kits are plain averages of what was seen: the first look may have been a poor one.
  known_s_ = std::min(known_s_ + dt_s, kFollow_s);
  const double gain = dt_s / known_s_;
  for (std::size_t t = 0; t < 2; ++t) {
    const KitVector& to = found.centre[crossed < as_is ? 1 - t : t];
    for (std::size_t d = 0; d < to.size(); ++d)
      teams_.centre[t][d] += gain * (to[d] - teams_.centre[t][d]);
  }
  for (std::size_t d = 0; d < teams_.noise.size(); ++d) {
    teams_.noise[d] += gain * (found.noise[d] - teams_.noise[d]);
    teams_.spread[d] += gain * (found.spread[d] - teams_.spread[d]);
  }
}

void Teams::learn_officials(double dt_s) {
  for (const Person& p : people_) {
    if (!is_class(p.voted, options_.official_class) || !p.odd || p.kit.total_s() < kEnough_s)
      continue;
    const double gain = officials_s_ > 0 ? 1 - std::exp(-dt_s / kOfficials_s) : 1;
    for (std::size_t d = 0; d < officials_.size(); ++d)
      officials_[d] += gain * (p.kit.mean()[d] - officials_[d]);
    officials_s_ += dt_s;
  }
}

double Teams::outlier_limit() const {
  return std::clamp(kOddShare * teams_.distance(), kLeastOdd, kMostOdd);
}

double Teams::nearest_team(const KitVector& kit) const {
  return std::min(kit_distance(kit, teams_.centre[0]), kit_distance(kit, teams_.centre[1]));
}

double Teams::scatter2_from_teams(const KitVector& kit) const {
  return std::min(kit_distance2(kit, teams_.centre[0], teams_.spread),
                  kit_distance2(kit, teams_.centre[1], teams_.spread));
}

bool Teams::in_team_kit(const Person& who) const {
  return !who.odd && who.kit.total_s() >= 2 * kEnough_s &&
         nearest_team(who.kit.mean()) < 0.6 * outlier_limit() &&
         std::abs(who.votes) >= 2 * kDecided && !in_officials_kit(who);
}

bool Teams::in_officials_kit(const Person& who) const {
  if (!(officials_s_ > 0) || who.kit.total_s() < 2 * kEnough_s) return false;
  const double apart = kit_distance(who.kit.mean(), officials_);
  return apart < 0.6 * outlier_limit() && apart < nearest_team(who.kit.mean());
}

void Teams::settle_role(Person& who) const {
  if (who.kit.total_s() >= kEnough_s) {
    const double apart = nearest_team(who.kit.mean());
    const double slack = who.odd ? 0.8 : 1.0;
    who.odd =
        apart > outlier_limit() * slack && scatter2_from_teams(who.kit.mean()) > kOdd2 * slack;
  }
  who.role = who.voted;
  if (options_.player_class < 0) return;
  const bool at_end = who.end_s >= kEnd_s;
  if (is_class(who.voted, options_.official_class)) {
    if (in_team_kit(who)) who.role = options_.player_class;
  } else if (is_class(who.voted, options_.guard_class)) {
    if (in_team_kit(who) && !at_end) {
      who.role = options_.player_class;
    } else if (options_.official_class >= 0 && who.line.is_assistant()) {
      who.role = options_.official_class;
    }
  } else if (who.odd) {
    if (options_.official_class >= 0 && in_officials_kit(who)) {
      who.role = options_.official_class;
    } else if (options_.guard_class >= 0 && at_end) {
      who.role = options_.guard_class;
    }
  }
}

void Teams::settle_team(Person& who) const {
  if (is_class(who.role, options_.guard_class)) {
    if (std::abs(who.side_votes) < kDecided) who.team = Team::none;
    return;  // by side, once the players have theirs
  }
  if (who.odd || is_class(who.role, options_.official_class) || who.presence.beside()) {
    who.team = Team::none;
  } else if (std::abs(who.votes) >= kDecided) {
    who.team = who.votes > 0 ? Team::a : Team::b;
  }
}

std::array<std::optional<Rgb>, 2> Teams::palette() const {
  if (!known_) return {};
  return {to_rgb(shirt_of(teams_.centre[0])), to_rgb(shirt_of(teams_.centre[1]))};
}

const std::string& Teams::name(Team team) const {
  static const std::string kNone = "none";
  if (team == Team::none) return kNone;
  return options_.names[team == Team::a ? 0 : 1];
}

}  // namespace touchline
