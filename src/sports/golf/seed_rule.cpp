#include "sports/golf/seed_rule.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analytics/peaks.h"
#include "analytics/resample.h"
#include "analytics/robust.h"
#include "analytics/savgol.h"

namespace touchline::golf {
namespace {

using Signal = std::vector<double>;
using Index = std::ptrdiff_t;

Signal piece(const Signal& signal, Index from, Index to) {
  const Index size = std::ssize(signal);
  from = std::clamp<Index>(from, 0, size);
  return {signal.begin() + from, signal.begin() + std::clamp<Index>(to, from, size)};
}

double value(const Signal& signal, Index at) {
  return signal[static_cast<std::size_t>(std::clamp<Index>(at, 0, std::ssize(signal) - 1))];
}

Index lowest(const Signal& signal, Index from, Index to) {
  const Signal part = piece(signal, from, to);
  return from + (std::min_element(part.begin(), part.end()) - part.begin());
}

Index highest(const Signal& signal, Index from, Index to) {
  const Signal part = piece(signal, from, to);
  return from + (std::max_element(part.begin(), part.end()) - part.begin());
}

double deviation_of_steps(const Signal& signal, Index from, Index to) {
  const Signal part = piece(signal, from, to + 1);
  if (part.size() < 2) return 0;
  const auto steps = static_cast<double>(part.size() - 1);
  const double mean = (part.back() - part.front()) / steps;
  double squares = 0;
  for (std::size_t i = 0; i + 1 < part.size(); ++i)
    squares += std::pow(part[i + 1] - part[i] - mean, 2);
  return std::sqrt(squares / steps);
}

/// One coordinate of one joint, straight lines where it is not seen, however long.
Signal coordinate(const PoseSeries& series, Joint which, double least, float Vec2f::* axis) {
  std::vector<double> times;
  std::vector<std::optional<double>> seen;
  for (const PoseSample& sample : series) {
    const auto at = joint(sample, which, least);
    seen.push_back(at ? std::optional<double>(*at.*axis) : std::nullopt);
    times.push_back(static_cast<double>(times.size()));
  }
  const FilledSignal filled = fill_gaps(times, seen, std::numeric_limits<double>::infinity());
  std::vector<double> t, y;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (filled.state[i] != Filled::missing) t.push_back(times[i]), y.push_back(filled.values[i]);
  if (t.empty()) return {};
  Signal out = filled.values;
  std::fill(out.begin(), out.begin() + static_cast<Index>(t.front()), y.front());
  std::fill(out.begin() + static_cast<Index>(t.back()), out.end(), y.back());
  return out;
}

struct Signals {
  Signal raw, fine, coarse;
  Signal offset;  ///< |wrists - shoulders| along x; empty where shoulders were never seen
};

Signals signals_of(const PoseSeries& series, const SeedRule& rule) {
  Signals out;
  const auto get = [&](Joint which, float Vec2f::* axis) {
    return coordinate(series, which, rule.least_score, axis);
  };
  const Signal lx = get(Joint::left_wrist, &Vec2f::x), ly = get(Joint::left_wrist, &Vec2f::y);
  const Signal rx = get(Joint::right_wrist, &Vec2f::x), ry = get(Joint::right_wrist, &Vec2f::y);
  if (lx.empty() || rx.empty()) return out;
  const Signal ls = get(Joint::left_shoulder, &Vec2f::x),
               rs = get(Joint::right_shoulder, &Vec2f::x);
  for (std::size_t i = 0; i < series.size(); ++i) {
    out.raw.push_back((lx[i] + rx[i]) / 2 + (ly[i] + ry[i]) / 2);
    if (!ls.empty() && !rs.empty())
      out.offset.push_back(std::abs((lx[i] + rx[i]) / 2 - (ls[i] + rs[i]) / 2));
  }
  out.fine = savgol(out.raw, {rule.fine_window, rule.order});
  out.coarse = savgol(out.raw, {rule.coarse_window, rule.order});
  return out;
}

/// The top that belongs to an anchor: among the coarse path's turns before it, and itself, where
/// the hands were quiet before and move most after.
Index top_before(const Signals& s, Index anchor, const SeedRule& rule) {
  Index best = anchor;
  double least = std::numeric_limits<double>::infinity();
  const auto weigh = [&](Index i) {
    const double score = deviation_of_steps(s.fine, i - rule.before, i) -
                         rule.rise_weight * (value(s.fine, i + rule.after - 1) - value(s.fine, i));
    if (score < least) least = score, best = i;
  };
  const auto step = [&](Index i) { return value(s.coarse, i + 1) - value(s.coarse, i); };
  for (Index i = std::max<Index>(0, anchor - rule.search_back) + 1; i < anchor; ++i)
    if (step(i - 1) <= 0 && step(i) > 0) weigh(i);
  weigh(anchor);
  return lowest(s.fine, best, best + rule.refine + 1);
}

struct Top {
  Index at = 0;
  const char* rejected = nullptr;
};

void reject_close(std::vector<Top>& tops, const Signals& s, const SeedRule& rule) {
  Top* last = nullptr;
  for (Top& top : tops) {
    if (top.rejected) continue;
    if (last && top.at - last->at < rule.distance) {
      Top& worse = value(s.fine, top.at) < value(s.fine, last->at) ? *last : top;
      worse.rejected = "too_close";
      if (&worse == &top) continue;
    }
    last = &top;
  }
}

void reject_outliers(std::vector<Top>& tops, const Signal& signal, double times, double floor,
                     const char* reason) {
  std::vector<double> values;
  for (const Top& top : tops)
    if (!top.rejected) values.push_back(value(signal, top.at));
  if (values.size() < 3) return;
  const double limit = *middle_of(values) + times * std::max(*mad_of(values), floor);
  for (Top& top : tops)
    if (!top.rejected && value(signal, top.at) > limit) top.rejected = reason;
}

std::vector<Top> tops_of(const Signals& s, const SeedRule& rule) {
  Signal upside_down = s.fine;
  for (double& v : upside_down) v = -v;
  const auto end = static_cast<Index>(static_cast<double>(s.raw.size()) * (1 - rule.masked_end));
  std::vector<Top> tops;
  for (const SignalPeak& peak :
       find_peaks(upside_down, rule.prominence_px, static_cast<std::size_t>(rule.distance))) {
    const auto anchor = static_cast<Index>(peak.at);
    if (anchor >= end) continue;
    const Index at = top_before(s, anchor, rule);
    if (!tops.empty() && tops.back().at == at) continue;
    tops.push_back({at, at >= end ? "end_of_video" : nullptr});
  }
  reject_close(tops, s, rule);
  reject_outliers(tops, s.fine, rule.mad_times, rule.mad_floor_px, "mad_outlier");
  if (!s.offset.empty())
    reject_outliers(tops, s.offset, rule.mad_times, rule.follow_mad_floor_px, "follow_through");
  return tops;
}

EventMark mark_at(const PoseSeries& series, Index at) {
  const PoseSample& sample = series[static_cast<std::size_t>(at)];
  return {sample.frame, sample.pts_ns, 1, nullptr};
}

EventMark contact_of(const PoseSeries& series, const Signals& s, const Signal& smooth, Index top,
                     const SeedRule& rule) {
  const Index first = top + rule.contact_first;
  const Index last = std::min<Index>(top + rule.contact_last, std::ssize(s.raw) - 1);
  if (first > last) return {{}, kNoTime, 0, "end_of_video"};
  const Index rough = highest(smooth, first, last + 1);
  const Index at = highest(s.raw, std::max(first, rough - rule.contact_refine),
                           std::min(last, rough + rule.contact_refine) + 1);
  EventMark mark = mark_at(series, at);
  if (at == first || at == last)
    mark.confidence = 0, mark.reason = "at_the_windows_edge";
  else if (at - top > rule.longest_downswing)
    mark.confidence = 0.3, mark.reason = "long_downswing";
  return mark;
}

}  // namespace

std::vector<Swing> find_seed_swings(const PoseSeries& series, const SeedRule& rule) {
  const Signals s = signals_of(series, rule);
  std::vector<Swing> swings;
  if (s.raw.empty()) return swings;
  const Signal smooth = savgol(s.raw, {5, 2});
  std::int64_t kept = 0;
  for (const Top& top : tops_of(s, rule)) {
    Swing swing;
    if (!top.rejected) swing.number = ++kept;
    for (EventMark& mark : swing.events) mark.reason = "not_of_this_preset";
    swing.at(SwingEvent::top) = mark_at(series, top.at);
    swing.at(SwingEvent::contact) = contact_of(series, s, smooth, top.at, rule);
    swing.cue = swing.at(SwingEvent::contact).frame ? ContactCue::wrist_path : ContactCue::none;
    swing.rejected = top.rejected;
    swing.confidence = top.rejected ? 0 : swing.at(SwingEvent::contact).confidence;
    swing.reason = swing.at(SwingEvent::contact).reason;
    swings.push_back(swing);
  }
  return swings;
}

}  // namespace touchline::golf
