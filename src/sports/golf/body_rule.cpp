#include "sports/golf/body_rule.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analytics/robust.h"
#include "sports/golf/stance.h"
#include "sports/golf/struck.h"
#include "sports/golf/swing_events.h"

namespace touchline::golf {
namespace {

// How often each event lay within GolfDB's tolerance, of those placed on its labelled swings.
constexpr std::array<double, kSwingEvents> kTrusted = {0.4, 0.7, 0.8, 0.9, 0.95, 0.95, 0.95, 0.4};
constexpr double kTogether = 1.0;  // torso lengths between wrists on one club, at most
constexpr double kBroken_s = 1;    // without any sample no swing goes on
constexpr double kAgree = 0.35;    // of the downswing, between the hands' two cues

Nanoseconds time_of(const HandPath& path, double index) { return from_seconds(path.time(index)); }

const PoseSample& nearest(const PoseSeries& series, Nanoseconds at) {
  const auto after =
      std::lower_bound(series.begin(), series.end(), at,
                       [](const PoseSample& s, Nanoseconds time) { return s.pts_ns < time; });
  if (after == series.end()) return series.back();
  if (after == series.begin()) return *after;
  return at - std::prev(after)->pts_ns <= after->pts_ns - at ? *std::prev(after) : *after;
}

EventMark mark_of(const PoseSeries& series, const HandPath& path, double index, double trusted) {
  const auto at =
      static_cast<std::size_t>(std::clamp(index, 0.0, static_cast<double>(path.size() - 1)));
  if (path.state[at] == Filled::missing) return {{}, kNoTime, 0, "poses_missing"};
  const PoseSample& sample = nearest(series, time_of(path, index));
  EventMark mark{sample.frame, sample.pts_ns, trusted, "from_the_hands_alone"};
  if (index < 0) mark.confidence *= 0.5, mark.reason = "begins_before_the_first_frame";
  if (index > static_cast<double>(path.size() - 1))
    mark.confidence *= 0.5, mark.reason = "ends_after_the_last_frame";
  if (path.state[at] == Filled::interpolated)
    mark.confidence *= 0.5, mark.reason = "poses_interpolated";
  return mark;
}

/// Each event no earlier than the one before; what had to be moved is not trusted.
void put_in_order(Swing& swing) {
  const EventMark* last = nullptr;
  for (EventMark& mark : swing.events) {
    if (!mark.frame) continue;
    if (last && *mark.frame < *last->frame) {
      mark.frame = last->frame;
      mark.pts_ns = last->pts_ns;
      mark.confidence *= 0.3;
      mark.reason = "out_of_order";
    }
    last = &mark;
  }
}

/// When the hands are fastest on their way down.
double fastest_at(const HandPath& path, const SwingMoments& m) {
  const double from = m.at(SwingEvent::top), to = m.low;
  const double seconds = (m.low - m.half_down) * path.step_s;
  const auto x = smoothed(path, path.side, seconds), y = smoothed(path, path.height, seconds);
  double best = m.low, most = 0;
  for (auto i = static_cast<std::size_t>(std::max(from, 1.0));
       i + 1 < path.size() && static_cast<double>(i) <= to; ++i) {
    const double speed = std::hypot(x[i + 1] - x[i - 1], y[i + 1] - y[i - 1]);
    if (speed > most) most = speed, best = static_cast<double>(i);
  }
  return best;
}

struct Contact {
  double index = 0;
  ContactCue cue = ContactCue::wrist_path;
  double confidence = 1;
  const char* reason = nullptr;
};

Contact contact_of(const HandPath& path, const SwingMoments& m,
                   std::span<const Nanoseconds> clicks) {
  Contact found{m.at(SwingEvent::contact), ContactCue::wrist_path,
                kTrusted[static_cast<std::size_t>(SwingEvent::contact)], "from_the_hands_alone"};
  const auto state = [&](double index) {
    return path.state[static_cast<std::size_t>(
        std::clamp(index, 0.0, static_cast<double>(path.size() - 1)))];
  };
  const double fastest = fastest_at(path, m);
  if (state(m.low) == Filled::missing && state(fastest) == Filled::measured) {
    found = {fastest, ContactCue::wrist_speed, 0.3, "hands_not_seen_at_the_ball"};
  } else if (state(m.low) != Filled::measured) {
    found.confidence = 0.4;
    found.reason = "poses_interpolated";
  } else if (std::abs(fastest - m.low) > 2 * kAgree * (m.low - m.half_down)) {
    found.confidence = 0.7;
    found.reason = "cues_disagree";
  }
  double nearest = kClickNear_s;
  for (const Nanoseconds click : clicks) {
    const double off = to_seconds(click) - path.time(m.at(SwingEvent::contact));
    if (std::abs(off) > nearest) continue;
    nearest = std::abs(off);
    found = {path.index(to_seconds(click)), ContactCue::audio_click, 1, nullptr};
  }
  return found;
}

void put_times(Swing& swing, const SwingMoments& m, const HandPath& path, const SwingPlan& plan) {
  const auto between = [&](SwingEvent a, SwingEvent b) -> Known<double> {
    if (!swing.at(a).frame || !swing.at(b).frame) return Known<double>::none("poses_missing");
    return (m.at(b) - m.at(a)) * path.step_s / plan.slowed;
  };
  swing.backswing_s = between(SwingEvent::address, SwingEvent::top);
  swing.downswing_s = between(SwingEvent::top, SwingEvent::contact);
  if (!swing.backswing_s || !swing.downswing_s || *swing.downswing_s <= 0)
    swing.tempo = Known<double>::none("poses_missing");
  else
    swing.tempo = *swing.backswing_s / *swing.downswing_s;
  swing.torso_px = path.torso_px;
  swing.top_height = m.high - m.base;
}

/// Seconds that the hands stay up after the follow-through, of at most `most`.
double held_s(const HandPath& path, const SwingMoments& m, double most) {
  const double level = (m.lowest + m.through) / 2;
  auto i = static_cast<std::size_t>(std::ceil(m.half_through));
  const std::size_t first = i;
  while (i < path.size() && path.height[i] >= level &&
         static_cast<double>(i - first) * path.step_s < most)
    ++i;
  return i >= path.size() ? most : static_cast<double>(i - first) * path.step_s;
}

double seen_share(const HandPath& path, const SwingMoments& m) {
  const auto from = static_cast<std::size_t>(std::max(0.0, m.at(SwingEvent::toe_up)));
  const auto to = std::min(path.size() - 1, static_cast<std::size_t>(m.half_through));
  std::size_t seen = 0;
  for (std::size_t i = from; i <= to; ++i) seen += path.state[i] == Filled::measured;
  return static_cast<double>(seen) / static_cast<double>(to - from + 1);
}

/// The wrists from one another on the way through, torso lengths.
double apart_after(const HandPath& path, const SwingMoments& m) {
  const auto from = static_cast<std::size_t>(std::max(0.0, m.low));
  const auto to = std::min(path.size(), static_cast<std::size_t>(2 * m.half_through - m.low) + 1);
  return *middle_of(std::span(path.apart).subspan(from, std::max<std::size_t>(1, to - from)));
}

/// The first doubt, from the one that weighs most.
void judge(Swing& swing, const HandPath& path, const SwingMoments& m, const SwingPlan& plan) {
  const BodyRule& rule = plan.body;
  const auto doubt = [&](double confidence, const char* reason) {
    if (confidence >= swing.confidence) return;
    swing.confidence = confidence;
    swing.reason = reason;
  };
  swing.confidence = 1;
  const double seen = seen_share(path, m);
  if (seen < 0.9) doubt(seen, "poses_missing");
  if (!swing.at(SwingEvent::contact).frame) doubt(0, swing.at(SwingEvent::contact).reason);
  if (!swing.at(SwingEvent::top).frame) doubt(0, swing.at(SwingEvent::top).reason);
  if (apart_after(path, m) > kTogether) doubt(0.4, "hands_apart");
  if (held_s(path, m, rule.held_least_s * plan.slowed) < rule.held_least_s * plan.slowed)
    doubt(0.4, "finish_not_held");
  if (m.high - m.base < rule.full_torso) doubt(0.4, "short_backswing");
  if (m.high - m.lowest < rule.full_torso) doubt(0.3, "short_downswing");
  if (!swing.backswing_s || !swing.downswing_s) return;
  if (*swing.downswing_s > rule.slow_downswing_s) doubt(0.45, "slow_downswing");
  if (*swing.backswing_s < rule.backswing_least_s || *swing.backswing_s > rule.backswing_most_s)
    doubt(0.45, "odd_tempo");
}

Swing swing_of(const PoseSeries& series, const HandPath& path, const SwingShape& shape,
               const SwingPlan& plan, std::span<const Nanoseconds> clicks) {
  SwingMoments m = swing_moments(path, shape);
  Swing swing;
  for (std::size_t e = 0; e < kSwingEvents; ++e)
    swing.events[e] = mark_of(series, path, m.events[e], kTrusted[e]);
  const Contact contact = contact_of(path, m, clicks);
  m.events[static_cast<std::size_t>(SwingEvent::contact)] = contact.index;
  EventMark& mark = swing.at(SwingEvent::contact);
  if (m.low < 1 || m.low + 2 > static_cast<double>(path.size())) {
    mark = {{}, kNoTime, 0, "at_the_windows_edge"};
  } else if (mark.frame || contact.cue != ContactCue::wrist_path) {
    const PoseSample& sample = nearest(series, time_of(path, contact.index));
    mark = {sample.frame, sample.pts_ns, contact.confidence, contact.reason};
    swing.cue = contact.cue;
  }
  put_in_order(swing);
  put_times(swing, m, path, plan);
  const Stance stance = stance_of(series, time_of(path, m.at(SwingEvent::address)),
                                  time_of(path, m.at(SwingEvent::mid_backswing)), plan);
  swing.hand = stance.hand;
  swing.view = stance.view;
  judge(swing, path, m, plan);
  return swing;
}

void find_in_stretch(const PoseSeries& series, const SwingPlan& plan,
                     std::span<const Nanoseconds> clicks, std::vector<Swing>& swings) {
  const HandPath path = hand_path(series, plan);
  for (const SwingShape& shape : swing_shapes(path, plan))
    swings.push_back(swing_of(series, path, shape, plan, clicks));
}

}  // namespace

std::vector<Swing> find_body_swings(const PoseSeries& series, const SwingPlan& plan,
                                    std::span<const Nanoseconds> clicks) {
  // A path has even steps: over a pause it would be as long as the pause.
  std::vector<std::size_t> ends = pauses(series, from_seconds(kBroken_s * plan.slowed));
  std::vector<Swing> swings;
  if (ends.empty()) {
    find_in_stretch(series, plan, clicks, swings);
    return swings;
  }
  ends.push_back(series.size());
  auto from = series.begin();
  for (const std::size_t end : ends) {
    const auto to = series.begin() + static_cast<std::ptrdiff_t>(end);
    find_in_stretch(PoseSeries(from, to), plan, clicks, swings);
    from = to;
  }
  return swings;
}

const char* unlike(double top_height, std::span<const double> others, const BodyRule& rule) {
  if (others.size() < 3) return nullptr;
  const double allowed = rule.mad_times * std::max(*mad_of(others), rule.mad_floor_torso);
  return top_height < *middle_of(others) - allowed ? "low_top" : nullptr;
}

}  // namespace touchline::golf
