// HOTA: detection and association weighed alike, over all localisation thresholds.
#include <cmath>
#include <numeric>

#include "analytics/mot_sequence.h"
#include "geometry/assignment.h"

namespace touchline {
namespace {

double alpha(std::size_t a) { return 0.05 + 0.05 * static_cast<double>(a); }

struct MatchedBox {
  std::size_t pair;
  double similarity;
};

/// How well two tracks go together over the whole sequence: their soft overlap over the union of
/// their boxes.
std::vector<double> track_alignment(const MotSequence& sequence) {
  std::vector<double> together(sequence.pairs(), 0.0);
  for (const MotFrame& frame : sequence.frames) {
    std::vector<double> gt_sum(frame.gt.size(), 0.0), pred_sum(frame.pred.size(), 0.0);
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      for (std::size_t p = 0; p < frame.pred.size(); ++p) {
        gt_sum[g] += frame.at(g, p);
        pred_sum[p] += frame.at(g, p);
      }
    }
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      for (std::size_t p = 0; p < frame.pred.size(); ++p) {
        const double s = frame.at(g, p), all = gt_sum[g] + pred_sum[p] - s;
        if (all > kSlack) together[sequence.pair(frame.gt[g], frame.pred[p])] += s / all;
      }
    }
  }
  for (int g = 0; g < sequence.gt_ids; ++g) {
    for (int p = 0; p < sequence.pred_ids; ++p) {
      double& value = together[sequence.pair(g, p)];
      const auto boxes = static_cast<double>(sequence.gt_count[static_cast<std::size_t>(g)] +
                                             sequence.pred_count[static_cast<std::size_t>(p)]);
      value /= boxes - value;
    }
  }
  return together;
}

/// One matching per frame serves every alpha: a pair counts at alpha when its similarity reaches
/// it.
std::vector<MatchedBox> match_frames(const MotSequence& sequence) {
  const std::vector<double> alignment = track_alignment(sequence);
  std::vector<MatchedBox> matches;
  Assignment assignment;
  std::vector<double> cost;
  std::vector<int> column_of_row;
  for (const MotFrame& frame : sequence.frames) {
    cost.resize(frame.similarity.size());
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      for (std::size_t p = 0; p < frame.pred.size(); ++p) {
        cost[g * frame.pred.size() + p] =
            -alignment[sequence.pair(frame.gt[g], frame.pred[p])] * frame.at(g, p);
      }
    }
    column_of_row.resize(frame.gt.size());
    assignment.solve(cost, static_cast<int>(frame.gt.size()), static_cast<int>(frame.pred.size()),
                     column_of_row);
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      if (column_of_row[g] < 0) continue;
      const auto p = static_cast<std::size_t>(column_of_row[g]);
      matches.push_back({sequence.pair(frame.gt[g], frame.pred[p]), frame.at(g, p)});
    }
  }
  return matches;
}

void score_alpha(const MotSequence& sequence, const std::vector<MatchedBox>& matches, std::size_t a,
                 std::vector<double>& counts, HotaScores& out) {
  std::fill(counts.begin(), counts.end(), 0.0);
  double tp = 0, similarity = 0;
  for (const MatchedBox& match : matches) {
    if (match.similarity < alpha(a) - kSlack) continue;
    ++tp;
    similarity += match.similarity;
    ++counts[match.pair];
  }
  double ass_a = 0, ass_re = 0, ass_pr = 0;
  for (int g = 0; g < sequence.gt_ids; ++g) {
    const auto gt = static_cast<double>(sequence.gt_count[static_cast<std::size_t>(g)]);
    for (int p = 0; p < sequence.pred_ids; ++p) {
      const double n = counts[sequence.pair(g, p)];
      if (n == 0) continue;
      const auto pred = static_cast<double>(sequence.pred_count[static_cast<std::size_t>(p)]);
      ass_a += n * n / (gt + pred - n);
      ass_re += n * n / gt;
      ass_pr += n * n / pred;
    }
  }
  const auto gt = static_cast<double>(sequence.gt_boxes),
             pred = static_cast<double>(sequence.pred_boxes);
  out.tp[a] = tp;
  out.fn[a] = gt - tp;
  out.fp[a] = pred - tp;
  out.ass_a[a] = ratio(ass_a, tp);
  out.ass_re[a] = ratio(ass_re, tp);
  out.ass_pr[a] = ratio(ass_pr, tp);
  // Without a match the localisation is undefined and reported as perfect, as TrackEval does.
  out.loc_a[a] = tp > 0 ? similarity / tp : 1.0;
  out.det_re[a] = ratio(tp, gt);
  out.det_pr[a] = ratio(tp, pred);
  out.det_a[a] = ratio(tp, gt + pred - tp);
  out.hota[a] = std::sqrt(out.det_a[a] * out.ass_a[a]);
  out.owta[a] = std::sqrt(out.det_re[a] * out.ass_a[a]);
}

}  // namespace

double HotaScores::mean(const Curve& curve) {
  return std::accumulate(curve.begin(), curve.end(), 0.0) / static_cast<double>(kAlphas);
}

HotaScores hota_scores(const MotSequence& sequence) {
  HotaScores out;
  if (sequence.gt_boxes == 0 || sequence.pred_boxes == 0) {
    out.fn.fill(static_cast<double>(sequence.gt_boxes));
    out.fp.fill(static_cast<double>(sequence.pred_boxes));
    out.loc_a.fill(1.0);
    out.loc_a0 = 1;
    return out;
  }
  const std::vector<MatchedBox> matches = match_frames(sequence);
  std::vector<double> counts(sequence.pairs());
  for (std::size_t a = 0; a < HotaScores::kAlphas; ++a)
    score_alpha(sequence, matches, a, counts, out);
  out.hota0 = out.hota[0];
  out.loc_a0 = out.loc_a[0];
  out.hota_loc_a0 = out.hota0 * out.loc_a0;
  return out;
}

}  // namespace touchline
