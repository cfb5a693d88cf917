#include "sports/badminton/shots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace touchline::badminton {
namespace {

constexpr Nanoseconds kNear_ns = 100'000'000;

/// 0.5 at the threshold and 1 from a third of it away.
double sureness(double value, double threshold) {
  return 0.5 + 0.5 * std::min(1.0, std::abs(value - threshold) / (threshold / 3));
}

Known<double> depth_of(const Hit& hit, const BodySeries& bodies) {
  const auto* body = hitting_body(hit, bodies);
  if (body == nullptr) return Known<double>::none("the player was not seen");
  if (!body->feet_m) return Known<double>::none("the feet have no place on the court");
  return std::abs(body->feet_m->x);
}

Known<bool> overhead_of(const Hit& hit, const BodySeries& bodies, const ShotRule& rule) {
  const auto* hitter = hitting_body(hit, bodies);
  if (hitter == nullptr) return Known<bool>::none("the player was not seen");
  const auto reach = static_cast<Nanoseconds>(rule.overhead_s * 1e9);
  bool known = false;
  for (const auto& body : within(bodies, hit.at.pts_ns - reach, hit.at.pts_ns + reach)) {
    if (body.number != hitter->number || !body.head) continue;
    for (const auto& wrist : {body.left_wrist, body.right_wrist}) {
      if (!wrist) continue;
      known = true;
      if (wrist->y < body.head->y) return true;  // y points down
    }
  }
  if (!known) return Known<bool>::none("wrists and head were not seen");
  return false;
}

}  // namespace

const char* to_string(Side side) { return side == Side::forehand ? "forehand" : "backhand"; }
const char* to_string(Hand hand) { return hand == Hand::left ? "left" : "right"; }

const BodyAt* hitting_body(const Hit& hit, const BodySeries& bodies) {
  const BodyAt* best = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const auto* body : nearest(bodies, hit.at.pts_ns, kNear_ns)) {
    if (body->end != hit.hitter) continue;
    double off = std::numeric_limits<double>::max();
    for (const auto& wrist : {body->left_wrist, body->right_wrist})
      if (wrist) off = std::min(off, distance(*wrist, hit.at.at_px));
    if (off < least) {
      least = off;
      best = body;
    }
  }
  return best;
}

JudgedShot judge_shot(const ShotFacts& facts, const ShotRule& rule) {
  const auto none = [](const char* why) { return JudgedShot{Known<StrokeKind>::none(why), 0}; };
  const char* unanswered = "it was not answered";
  if (facts.first) {
    if (!facts.reply_depth_m) return none(unanswered);
    const bool is_long = *facts.reply_depth_m >= rule.long_service_m;
    return {is_long ? StrokeKind::long_service : StrokeKind::short_service,
            sureness(*facts.reply_depth_m, rule.long_service_m)};
  }
  if (!facts.overhead) return none(facts.overhead.why);
  if (!facts.depth_m) return none(facts.depth_m.why);
  if (!facts.reply_depth_m || !facts.flight_s) return none(unanswered);
  const double reply = *facts.reply_depth_m;
  const double m_s = (*facts.depth_m + reply) / std::max(*facts.flight_s, 0.04);
  if (*facts.overhead && *facts.depth_m > rule.rear_m) {
    const double rear = sureness(*facts.depth_m, rule.rear_m);
    const double fast = sureness(m_s, rule.smash_m_s);
    if (m_s >= rule.smash_m_s) return {StrokeKind::smash, std::min(rear, fast)};
    const double sure = std::min({rear, fast, sureness(reply, rule.clear_reply_m)});
    return {reply >= rule.clear_reply_m ? StrokeKind::clear : StrokeKind::drop, sure};
  }
  const double net = sureness(reply, rule.net_reply_m);
  const double pace = sureness(m_s, rule.drive_m_s);
  if (reply < rule.net_reply_m)
    return {m_s < rule.drive_m_s ? StrokeKind::net_shot : StrokeKind::drive, std::min(net, pace)};
  return {m_s < rule.lift_m_s ? StrokeKind::lift : StrokeKind::drive,
          std::min(net, sureness(m_s, rule.lift_m_s))};
}

ShotFacts shot_facts(const Hit& hit, const Hit* next, bool first, const BodySeries& bodies,
                     const ShotRule& rule) {
  ShotFacts facts;
  facts.first = first;
  facts.overhead = overhead_of(hit, bodies, rule);
  facts.depth_m = depth_of(hit, bodies);
  const char* unanswered = "it was not answered";
  facts.reply_depth_m = next == nullptr ? Known<double>::none(unanswered) : depth_of(*next, bodies);
  facts.flight_s = next == nullptr ? Known<double>::none(unanswered)
                                   : static_cast<double>(next->at.pts_ns - hit.at.pts_ns) / 1e9;
  return facts;
}

std::optional<Hand> hand_at(const Hit& hit, const BodySeries& bodies) {
  const auto* body = hitting_body(hit, bodies);
  if (body == nullptr || !body->left_wrist || !body->right_wrist) return {};
  const double left = distance(*body->left_wrist, hit.at.at_px);
  return left < distance(*body->right_wrist, hit.at.at_px) ? Hand::left : Hand::right;
}

Known<Hand> hitting_hand(int left, int right) {
  constexpr int kFewest = 3;
  if (left + right < kFewest) return Known<Hand>::none("too few hits with both wrists seen");
  if (3 * std::max(left, right) < 2 * (left + right))
    return Known<Hand>::none("both wrists are near the shuttle as often");
  return left > right ? Hand::left : Hand::right;
}

Known<Side> hitting_side(const Hit& hit, const Known<Hand>& hand, const BodySeries& bodies) {
  constexpr Nanoseconds kBefore_ns = 500'000'000;
  if (!hand) return Known<Side>::none(hand.why);
  const auto* hitter = hitting_body(hit, bodies);
  if (hitter == nullptr) return Known<Side>::none("the player was not seen");
  double farthest = 0;  // along the player's own left-to-right axis, in shoulder widths
  for (const auto& body : within(bodies, hit.at.pts_ns - kBefore_ns, hit.at.pts_ns)) {
    const auto& wrist = *hand == Hand::left ? body.left_wrist : body.right_wrist;
    const auto middle = body.shoulders();
    if (body.number != hitter->number || !wrist || !middle) continue;
    const auto across = *body.right_shoulder - *body.left_shoulder;
    const double width2 = dot(across, across);
    if (!(width2 > 0)) continue;
    const double off = dot(*wrist - *middle, across) / width2;
    if (std::abs(off) > std::abs(farthest)) farthest = off;
  }
  if (farthest == 0) return Known<Side>::none("wrist and shoulders were not seen");
  return (farthest > 0) == (*hand == Hand::right) ? Side::forehand : Side::backhand;
}

}  // namespace touchline::badminton
