// Identity: one pairing of whole tracks that explains the most boxes.
#include "analytics/mot_sequence.h"
#include "geometry/assignment.h"

namespace touchline {

IdentityScores identity_scores(const MotSequence& sequence) {
  IdentityScores scores;
  // Pairing g with p saves one miss and one false box per frame in which they overlap, so the least
  // cost of Ristani et al. is the largest sum of overlaps, and leaving a track alone is a pair that
  // never overlaps.
  std::vector<double> cost(sequence.pairs(), 0.0);
  for (const MotFrame& frame : sequence.frames) {
    for (std::size_t g = 0; g < frame.gt.size(); ++g) {
      for (std::size_t p = 0; p < frame.pred.size(); ++p) {
        if (frame.at(g, p) >= kMatchIou) cost[sequence.pair(frame.gt[g], frame.pred[p])] -= 1;
      }
    }
  }
  std::vector<int> pred_of_gt(static_cast<std::size_t>(sequence.gt_ids));
  Assignment().solve(cost, sequence.gt_ids, sequence.pred_ids, pred_of_gt);
  for (int g = 0; g < sequence.gt_ids; ++g) {
    const int p = pred_of_gt[static_cast<std::size_t>(g)];
    if (p >= 0) scores.idtp -= static_cast<std::int64_t>(cost[sequence.pair(g, p)]);
  }
  scores.idfn = sequence.gt_boxes - scores.idtp;
  scores.idfp = sequence.pred_boxes - scores.idtp;
  const auto tp = static_cast<double>(scores.idtp), fn = static_cast<double>(scores.idfn),
             fp = static_cast<double>(scores.idfp);
  scores.idr = ratio(tp, tp + fn);
  scores.idp = ratio(tp, tp + fp);
  scores.idf1 = ratio(tp, tp + 0.5 * fp + 0.5 * fn);
  return scores;
}

}  // namespace touchline
