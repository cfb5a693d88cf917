#include "sports/badminton/match_play.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace touchline::badminton {
namespace {

/// The speed of each player's faster wrist, torso lengths per second, between their samples.
std::vector<WristSpeed> wrist_speeds(const BodySeries& bodies) {
  constexpr Nanoseconds kMost_ns = 200'000'000;  // farther apart two samples give no speed
  std::vector<WristSpeed> speeds;
  std::map<int, const BodyAt*> previous;
  for (const auto& body : bodies) {
    const auto* before = std::exchange(previous[body.number], &body);
    const auto torso = body.torso_px();
    if (before == nullptr || !torso || body.pts_ns - before->pts_ns > kMost_ns) continue;
    const double dt = static_cast<double>(body.pts_ns - before->pts_ns) / 1e9;
    double most = 0;
    if (body.left_wrist && before->left_wrist)
      most = distance(*body.left_wrist, *before->left_wrist);
    if (body.right_wrist && before->right_wrist)
      most = std::max(most, distance(*body.right_wrist, *before->right_wrist));
    if (dt > 0) speeds.push_back({body.pts_ns, most / *torso / dt});
  }
  return speeds;
}

/// Whether what was struck came flying: then a rally's first known stroke is no service, as where a
/// recording begins inside a rally. Before a service it rests, or is let fall.
bool came_flying(const HitCandidate& hit) {
  constexpr double kShare = 0.3;  // of the speed that it left with
  return hit.before && hit.after && length(*hit.before) > kShare * length(*hit.after);
}

/// The shots of one rally whose hits are chosen.
std::vector<PlayedShot> shots_of(const std::vector<Hit>& hits, const BodySeries& bodies,
                                 const PlayRules& rules) {
  std::vector<PlayedShot> shots;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const Hit* next = i + 1 < hits.size() ? &hits[i + 1] : nullptr;
    PlayedShot played;
    played.shot.hit = hits[i];
    played.shot.facts = shot_facts(hits[i], next, i == 0, bodies, rules.shots);
    auto& facts = played.shot.facts;
    // A service is struck below the ribs (Laws of Badminton, 9.1.6).
    const bool served = !came_flying(hits[i].at) && !(facts.overhead && *facts.overhead);
    facts.first = i == 0 && (served || rules.method == HitMethod::signals);
    const auto judged = judge_shot(played.shot.facts, rules.shots);
    played.shot.kind = judged.kind;
    played.shot.confidence = judged.confidence;
    constexpr auto kUnseen = "the player was not seen";
    played.player = Known<int>::none(kUnseen);
    played.feet_m = Known<Vec2d>::none(kUnseen);
    if (const auto* body = hitting_body(hits[i], bodies)) {
      played.player = body->number;
      played.track_id = body->track_id;
      played.feet_m = body->feet_m ? Known<Vec2d>(*body->feet_m)
                                   : Known<Vec2d>::none("the feet have no place on the court");
    }
    shots.push_back(played);
  }
  return shots;
}

/// So long after a moment it is certain whether the course has a kink there, and so long before it
/// nothing tells about it.
constexpr Nanoseconds kSettle = kSecond * 6 / 10, kLookBack = kSecond;
/// What is kept from before a rally: the stroke that serves.
constexpr Nanoseconds kBefore = kSecond;

}  // namespace

std::optional<PlayedRally> PlayFollower::push(const ShuttleSample& shuttle,
                                              std::span<const BodyAt> bodies, double height_px) {
  shuttle_.push_back(shuttle);
  bodies_.insert(bodies_.end(), bodies.begin(), bodies.end());
  height_px_ = height_px;
  if (rules_.method == HitMethod::signals) return {};  // they are scaled by the whole recording
  const auto now = shuttle.pts_ns;
  look_for_kinks(now - kSettle);
  if (candidates_.empty()) {
    forget(now - kSettle - kLookBack - kBefore);
    return {};
  }
  const bool too_long = now - candidates_.front().pts_ns > from_seconds(rules_.rallies.longest_s);
  // A kink that is not certain yet would be of the same rally.
  if (!too_long && !parted(shuttle_, candidates_.back().pts_ns, now - kSettle, rules_.rallies))
    return {};
  auto rally = close();
  forget(now - kSettle - kLookBack - kBefore);
  return rally;
}

std::vector<PlayedRally> PlayFollower::finish() {
  std::vector<PlayedRally> rallies;
  if (shuttle_.empty()) return rallies;
  if (rules_.method == HitMethod::kinks) {
    look_for_kinks(shuttle_.back().pts_ns);
    if (auto rally = close()) rallies.push_back(std::move(*rally));
    return rallies;
  }
  const auto all = find_hits({shuttle_, wrist_speeds(bodies_), height_px_}, rules_.hits);
  for (const auto& found : find_rallies(all, shuttle_, rules_.rallies))
    if (auto rally = rally_of(std::span(all).subspan(found.first, found.hits())))
      rallies.push_back(std::move(*rally));
  return rallies;
}

void PlayFollower::look_for_kinks(Nanoseconds until) {
  const auto begin = std::lower_bound(
      shuttle_.begin(), shuttle_.end(), (told_ == kNoTime ? shuttle_[0].pts_ns : told_) - kLookBack,
      [](const ShuttleSample& s, Nanoseconds t) { return s.pts_ns < t; });
  BreakTime time;
  time.to = until;
  if (told_ != kNoTime) time.from = told_;
  for (auto& kink : find_kinks({begin, shuttle_.end()}, height_px_, time))
    candidates_.push_back(std::move(kink));
  told_ = std::max(told_, until);
}

std::optional<PlayedRally> PlayFollower::close() {
  auto rally = rally_of(candidates_);
  candidates_.clear();
  return rally;
}

std::optional<PlayedRally> PlayFollower::rally_of(std::span<const HitCandidate> candidates) {
  std::vector<EndScores> scores;
  std::vector<double> chances;
  for (const auto& candidate : candidates) {
    scores.push_back(end_scores(candidate, bodies_, rules_.hitters));
    chances.push_back(candidate.score);
  }
  const auto hits = choose_hits(candidates, scores, chances, rules_.hitters);
  if (hits.size() < static_cast<std::size_t>(rules_.rallies.fewest_hits)) return {};
  PlayedRally rally{shots_of(hits, bodies_, rules_), source_of(candidates, shuttle_), {}};
  for (const auto& played : rally.shots)
    if (const auto hand = hand_at(played.shot.hit, bodies_); hand && played.player)
      ++hand_votes_[*played.player][*hand == Hand::left ? 0 : 1];
  tell_hands();
  for (auto& played : rally.shots)
    played.shot.side = played.player
                           ? hitting_side(played.shot.hit, hands_[*played.player], bodies_)
                           : Known<Side>::none(played.player.why);
  tell_recoveries(rally);
  return rally;
}

void PlayFollower::tell_hands() {
  for (const auto& [number, votes] : hand_votes_) hands_[number] = hitting_hand(votes[0], votes[1]);
  for (const auto& [number, hand] : rules_.hands) hands_[number] = hand;
}

void PlayFollower::tell_recoveries(PlayedRally& rally) const {
  std::map<int, Nanoseconds> last;
  for (const auto& played : rally.shots) {
    if (!played.player) continue;
    const auto at = played.shot.hit.at.pts_ns;
    const auto before = last.find(*played.player);
    if (before != last.end() && to_seconds(at - before->second) >= rules_.recovery.least_s)
      rally.recoveries[*played.player].push_back(
          recovery_between(*played.player, before->second, at, bodies_, rules_.recovery));
    last[*played.player] = at;
  }
}

void PlayFollower::forget(Nanoseconds before) {
  const auto first = [&](auto& series) {
    return std::lower_bound(series.begin(), series.end(), before,
                            [](const auto& s, Nanoseconds t) { return s.pts_ns < t; });
  };
  // In blocks, for what is left is moved up.
  if (first(shuttle_) - shuttle_.begin() < 256) return;
  bodies_.erase(bodies_.begin(), first(bodies_));
  shuttle_.erase(shuttle_.begin(), first(shuttle_));
}

MatchPlay play_of(const ShuttleSeries& shuttle, const BodySeries& bodies, double height_px,
                  const PlayRules& rules) {
  PlayFollower follower(rules);
  MatchPlay play;
  const auto keep = [&](PlayedRally rally) {
    play.sums.add(rally);
    play.rallies.push_back(std::move(rally));
  };
  for (const auto& sample : shuttle)
    if (auto rally = follower.push(sample, within(bodies, sample.pts_ns, sample.pts_ns), height_px))
      keep(std::move(*rally));
  for (auto& rally : follower.finish()) keep(std::move(rally));
  play.hands = follower.hands();
  return play;
}

}  // namespace touchline::badminton
