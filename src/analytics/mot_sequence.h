// Two sets of tracks laid side by side: what every metric works on.
#pragma once

#include <cstdint>
#include <vector>

#include "analytics/mot_metrics.h"

namespace touchline {

struct MotFrame {
  std::vector<int> gt, pred;       ///< ids renumbered from 0 without holes, in file order
  std::vector<double> similarity;  ///< IoU, gt x pred, row-major
  [[nodiscard]] double at(std::size_t g, std::size_t p) const {
    return similarity[g * pred.size() + p];
  }
};

struct MotSequence {
  std::vector<MotFrame> frames;
  int gt_ids = 0, pred_ids = 0;
  std::vector<std::int64_t> gt_count, pred_count;  ///< boxes per id
  std::int64_t gt_boxes = 0, pred_boxes = 0;
  [[nodiscard]] std::size_t pair(int g, int p) const {
    return static_cast<std::size_t>(g) * static_cast<std::size_t>(pred_ids) +
           static_cast<std::size_t>(p);
  }
  [[nodiscard]] std::size_t pairs() const {
    return static_cast<std::size_t>(gt_ids) * static_cast<std::size_t>(pred_ids);
  }
};

inline constexpr double kMatchIou = 0.5;
inline constexpr double kSlack = 2.220446049250313e-16;  ///< thresholds give way by this much

ClearScores clear_scores(const MotSequence& sequence);
IdentityScores identity_scores(const MotSequence& sequence);
HotaScores hota_scores(const MotSequence& sequence);

/// a / b, with b at least one: rates of nothing are 0.
inline double ratio(double a, double b) { return a / (b > 1 ? b : 1.0); }

}  // namespace touchline
