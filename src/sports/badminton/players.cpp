#include "sports/badminton/players.h"

#include <algorithm>
#include <cmath>

#include "sports/badminton/court.h"

namespace touchline::badminton {
namespace {

constexpr double kClaimFades_s = 4;  // time constant
// So far outside the court nobody claims to play: an umpire's chair is near a side line.
constexpr double kClaimEndsBehind_m = 1.5, kClaimEndsBeside_m = 0.4;
constexpr double kReach_m = 2.5;     // and this far outside nobody takes over as a player
constexpr double kTopSpeed_m_s = 7;  // of a player, to take over from a lost track
constexpr double kForgets_s = 2;     // after so long anybody at the end may be the player
constexpr double kBetter = 2, kBetter_s = 0.5;  // a claim that takes over from another
constexpr double kNetMargin_m = 0.3;            // over the net by more is at the other end
constexpr double kChanges_s = 1;                // for so long: ends are changed
constexpr double kSpeedOver_s = 0.5, kLeastOver_s = 0.15;
constexpr double kPairsFade_s = 4, kPairsWatched_s = 1.5, kPairsShare = 0.6;

constexpr const char* kNobody = "no player is seen at this end";
constexpr const char* kNoView = "where the camera looks is not known";
constexpr const char* kReplay = "a replay";
constexpr const char* kNotLooked = "the network did not look at this frame";
constexpr const char* kTooShort = "not seen for long enough";

End end_at(Vec2d p) { return p.x < 0 ? End::near : End::far; }

/// How much of a player whoever stands there is: 1 on the court, 0 well outside.
double share_of(Vec2d at) {
  const double behind = (std::abs(at.x) - kLength_m / 2) / kClaimEndsBehind_m,
               beside = (std::abs(at.y) - kWidth_m / 2) / kClaimEndsBeside_m;
  return 1 - std::max({0.0, behind, beside});
}

const char* why_nobody(const FrameRecord& row) {
  if (!row.counted) return kReplay;
  if (!row.processed) return kNotLooked;
  if (row.calibration == CalibrationState::lost) return kNoView;
  return kNobody;
}

}  // namespace

Known<double> speed_of(std::span<const Vec2d> places, std::span<const double> times_s) {
  const auto n = static_cast<double>(places.size());
  if (places.size() < 3 || times_s.back() - times_s.front() < kLeastOver_s)
    return Known<double>::none(kTooShort);
  double mean_t = 0;
  Vec2d mean;
  for (std::size_t i = 0; i < places.size(); ++i) {
    mean_t += times_s[i] / n;
    mean = mean + (1 / n) * places[i];
  }
  double tt = 0;
  Vec2d slope;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double t = times_s[i] - mean_t;
    tt += t * t;
    slope = slope + t * (places[i] - mean);
  }
  return std::round(100 * length((1 / tt) * slope)) / 100;  // as the file has it
}

PlayerFinder::PlayerFinder(Format format, int ball_class)
    : format_(format), ball_class_(ball_class), players_{{1, End::near}, {2, End::far}} {
  if (format == Format::doubles) {
    players_.push_back({3, End::near});
    players_.push_back({4, End::far});
  }
}

const TrackSample* PlayerFinder::sample_of(const FrameRecord& row, std::int64_t track_id) const {
  for (const TrackSample& one : row.objects)
    if (one.track_id == track_id && one.class_id != ball_class_ && one.field) return &one;
  return nullptr;
}

double PlayerFinder::claim_of(std::int64_t track_id) const {
  const auto found = claims_.find(track_id);
  return found == claims_.end() ? 0 : found->second.weight_s;
}

bool PlayerFinder::taken(std::int64_t track_id, const Player& by) const {
  return std::any_of(players_.begin(), players_.end(), [&](const Player& other) {
    return &other != &by && other.track_id == track_id;
  });
}

void PlayerFinder::weigh(const FrameRecord& row) {
  if (last_ns_ == kNoTime) last_ns_ = row.pts_ns;
  const double dt = std::clamp(to_seconds(row.pts_ns - last_ns_), 0.0, 0.5);
  const double kept = std::exp(-dt / kClaimFades_s);
  for (auto claim = claims_.begin(); claim != claims_.end();) {
    claim->second.weight_s *= kept;
    const bool stale = to_seconds(row.pts_ns - claim->second.seen_ns) > 4 * kClaimFades_s;
    claim = stale ? claims_.erase(claim) : std::next(claim);
  }
  constexpr double kFirst_s = 1e-3;  // so that the first frame tells too
  for (const TrackSample& one : row.objects) {
    if (one.class_id == ball_class_ || !one.field) continue;
    const double share = share_of(one.field->m);
    if (share <= 0) continue;
    auto& claim = claims_[one.track_id];
    claim.weight_s += share * std::max(dt, kFirst_s);
    claim.seen_ns = row.pts_ns;
  }
  if (format_ == Format::automatic && players_.size() == 2) watch_pairs(row, dt);
}

/// Two at both ends most of the time: doubles, for good.
void PlayerFinder::watch_pairs(const FrameRecord& row, double dt) {
  int at[2] = {0, 0};
  for (const TrackSample& one : row.objects)
    if (one.class_id != ball_class_ && one.field && beyond_court_m(one.field->m) <= 0)
      ++at[static_cast<int>(end_at(one.field->m))];
  const double kept = std::exp(-dt / kPairsFade_s);
  pairs_ = kept * pairs_ + (at[0] >= 2 && at[1] >= 2 ? dt : 0);
  watched_s_ = kept * watched_s_ + dt;
  if (watched_s_ < kPairsWatched_s || pairs_ < kPairsShare * watched_s_) return;
  players_.push_back({3, End::near});
  players_.push_back({4, End::far});
}

/// The strongest claim that nobody else has, of whoever could have come there.
std::optional<std::int64_t> PlayerFinder::best_for(const Player& player,
                                                   const FrameRecord& row) const {
  std::optional<std::int64_t> best;
  double most = 0;
  const double gap = player.last ? to_seconds(row.pts_ns - player.last->pts_ns) : kForgets_s;
  for (const TrackSample& one : row.objects) {
    if (one.class_id == ball_class_ || !one.field || taken(one.track_id, player)) continue;
    const Vec2d at = one.field->m;
    if (end_at(at) != player.end || beyond_court_m(at) > kReach_m) continue;
    if (gap < kForgets_s &&
        distance(at, player.last->at) > 1 + one.field->cov.sigma() + kTopSpeed_m_s * gap)
      continue;
    if (const double claim = claim_of(one.track_id); claim > most) {
      most = claim;
      best = one.track_id;
    }
  }
  return best;
}

/// Gives a track to every player who has lost one, or whose track is not the player's.
void PlayerFinder::bind(const FrameRecord& row) {
  for (Player& player : players_) {
    const bool has = player.track_id && sample_of(row, *player.track_id);
    Player anywhere = player;
    if (has) anywhere.last.reset();  // a mistaken track tells nothing of the place
    const auto best = best_for(has ? anywhere : player, row);
    if (!best || best == player.track_id) continue;
    if (has && claim_of(*best) < kBetter * claim_of(*player.track_id) + kBetter_s) continue;
    player.track_id = best;
    player.steps.clear();
    player.across_s = 0;
  }
}

void PlayerFinder::follow(Player& player, const TrackSample& sample, Nanoseconds now,
                          double dt) const {
  const Vec2d at = sample.field->m;
  player.last = {now, at};
  const bool across = end_at(at) != player.end && std::abs(at.x) > kNetMargin_m;
  player.across_s = across ? player.across_s + dt : 0;
  if (player.across_s >= kChanges_s) {
    player.end = other(player.end);
    player.across_s = 0;
  }
  if (sample.source != SampleSource::predicted) player.steps.push_back({now, at});
}

std::vector<PlayerNow> PlayerFinder::push(const FrameRecord& row) {
  const double dt = last_ns_ == kNoTime ? 0 : std::max(0.0, to_seconds(row.pts_ns - last_ns_));
  if (row.counted) {
    weigh(row);
    bind(row);
  }
  last_ns_ = row.pts_ns;
  std::vector<PlayerNow> all;
  for (Player& player : players_) {
    while (!player.steps.empty() &&
           to_seconds(row.pts_ns - player.steps.front().pts_ns) > kSpeedOver_s)
      player.steps.pop_front();
    PlayerNow now;
    now.number = player.number;
    const TrackSample* sample =
        row.counted && player.track_id ? sample_of(row, *player.track_id) : nullptr;
    if (sample) follow(player, *sample, row.pts_ns, dt);
    now.end = player.end;
    const char* why = sample ? nullptr : why_nobody(row);
    now.track_id = Known<std::int64_t>::none(why);
    now.court_m = Known<Vec2d>::none(why);
    now.speed_m_s = Known<double>::none(why);
    if (sample) {
      now.track_id = sample->track_id;
      now.source = sample->source;
      now.court_m = sample->field->m;
      now.cov_m2 = sample->field->cov;
      std::vector<Vec2d> places;
      std::vector<double> times;
      for (const Step& step : player.steps) {
        places.push_back(step.at);
        times.push_back(to_seconds(step.pts_ns - row.pts_ns));
      }
      now.speed_m_s = speed_of(places, times);
    }
    all.push_back(std::move(now));
  }
  return all;
}

}  // namespace touchline::badminton
