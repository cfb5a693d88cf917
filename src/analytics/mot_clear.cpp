// CLEAR MOT: matches frame by frame, keeping the previous frame's pairs where they still hold.
#include <cmath>

#include "analytics/mot_sequence.h"
#include "geometry/assignment.h"

namespace touchline {
namespace {

constexpr double kKeepPair =
    1000;  ///< outweighs any sum of IoUs, so continuing comes before fitting

struct Histories {
  explicit Histories(int gt_ids)
      : last(static_cast<std::size_t>(gt_ids), -1),
        previous(last),
        matched(last.size(), 0),
        runs(last.size(), 0) {}
  std::vector<int> last;      ///< pred id this gt id was matched with most recently; -1 never
  std::vector<int> previous;  ///< in the frame before; -1 none
  std::vector<std::int64_t> matched, runs;  ///< frames matched; stretches of them
};

class ClearMatcher {
 public:
  explicit ClearMatcher(const MotSequence& sequence) : history(sequence.gt_ids) {}

  void add(const MotFrame& frame, ClearScores& scores) {
    // A frame that lacks one side leaves the memory of the frame before as it is, as in TrackEval.
    if (frame.gt.empty() || frame.pred.empty()) {
      scores.fp += static_cast<std::int64_t>(frame.pred.size());
      scores.fn += static_cast<std::int64_t>(frame.gt.size());
      return;
    }
    match(frame);
    std::vector<int> now(history.previous.size(), -1);
    std::int64_t matches = 0;
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      const int column = column_of_row_[g];
      if (column < 0) continue;
      const auto p = static_cast<std::size_t>(column);
      if (cost_[g * frame.pred.size() + p] >= -kSlack) continue;
      const auto id = static_cast<std::size_t>(frame.gt[g]);
      const int pred = frame.pred[p];
      scores.id_switches += history.last[id] >= 0 && history.last[id] != pred;
      history.runs[id] += history.previous[id] < 0;
      history.last[id] = now[id] = pred;
      ++history.matched[id];
      similarity_sum += frame.at(g, p);
      ++matches;
    }
    history.previous.swap(now);
    scores.tp += matches;
    scores.fn += static_cast<std::int64_t>(frame.gt.size()) - matches;
    scores.fp += static_cast<std::int64_t>(frame.pred.size()) - matches;
  }

  Histories history;
  double similarity_sum = 0;

 private:
  void match(const MotFrame& frame) {
    cost_.assign(frame.similarity.size(), 0.0);
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      for (std::size_t p = 0; p < frame.pred.size(); ++p) {
        const double similarity = frame.at(g, p);
        if (similarity < kMatchIou - kSlack) continue;
        const bool again = history.previous[static_cast<std::size_t>(frame.gt[g])] == frame.pred[p];
        cost_[g * frame.pred.size() + p] = -((again ? kKeepPair : 0.0) + similarity);
      }
    }
    column_of_row_.resize(frame.gt.size());
    assignment_.solve(cost_, static_cast<int>(frame.gt.size()), static_cast<int>(frame.pred.size()),
                      column_of_row_);
  }

  Assignment assignment_;
  std::vector<double> cost_;
  std::vector<int> column_of_row_;
};

void count_lifetimes(const MotSequence& sequence, const Histories& history, ClearScores& scores) {
  for (std::size_t id = 0; id < history.matched.size(); ++id) {
    const double tracked =
        static_cast<double>(history.matched[id]) / static_cast<double>(sequence.gt_count[id]);
    if (tracked > 0.8) {
      ++scores.mostly_tracked;
    } else if (tracked >= 0.2) {
      ++scores.partly_tracked;
    }
    if (history.runs[id] > 0) scores.fragments += history.runs[id] - 1;
  }
  scores.mostly_lost = sequence.gt_ids - scores.mostly_tracked - scores.partly_tracked;
}

void finish(ClearScores& s, double similarity_sum, int gt_ids) {
  const auto tp = static_cast<double>(s.tp), fn = static_cast<double>(s.fn),
             fp = static_cast<double>(s.fp);
  const auto switches = static_cast<double>(s.id_switches);
  s.mt_ratio = ratio(static_cast<double>(s.mostly_tracked), gt_ids);
  s.pt_ratio = ratio(static_cast<double>(s.partly_tracked), gt_ids);
  s.ml_ratio = ratio(static_cast<double>(s.mostly_lost), gt_ids);
  s.recall = ratio(tp, tp + fn);
  s.precision = ratio(tp, tp + fp);
  s.f1 = ratio(tp, tp + 0.5 * fn + 0.5 * fp);
  s.moda = ratio(tp - fp, tp + fn);
  s.mota = ratio(tp - fp - switches, tp + fn);
  s.motal = ratio(tp - fp - (s.id_switches > 0 ? std::log10(switches) : 0.0), tp + fn);
  s.motp = ratio(similarity_sum, tp);
  s.smota = ratio(similarity_sum - fp - switches, tp + fn);
  s.fp_per_frame = ratio(fp, static_cast<double>(s.frames));
}

}  // namespace

ClearScores clear_scores(const MotSequence& sequence) {
  ClearScores scores;
  // With one side empty TrackEval gives the counts and leaves the rates at 0; so do we.
  if (sequence.pred_boxes == 0 || sequence.gt_boxes == 0) {
    scores.fn = sequence.gt_boxes;
    scores.fp = sequence.pred_boxes;
    scores.mostly_lost = sequence.gt_ids;
    scores.ml_ratio = 1;
    return scores;
  }
  ClearMatcher matcher(sequence);
  for (const MotFrame& frame : sequence.frames) matcher.add(frame, scores);
  scores.frames = static_cast<std::int64_t>(sequence.frames.size());
  count_lifetimes(sequence, matcher.history, scores);
  finish(scores, matcher.similarity_sum, sequence.gt_ids);
  return scores;
}

}  // namespace touchline
