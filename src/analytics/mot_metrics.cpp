#include "analytics/mot_metrics.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "analytics/mot_sequence.h"

namespace touchline {
namespace {

/// Intersection over union from corners; 0 when either box has no area.
double box_iou(const MotRow& a, const MotRow& b) {
  const double ar = a.x + a.w, ab = a.y + a.h, br = b.x + b.w, bb = b.y + b.h;
  const double w = std::max(std::min(ar, br) - std::max(a.x, b.x), 0.0);
  const double h = std::max(std::min(ab, bb) - std::max(a.y, b.y), 0.0);
  const double area_a = (ar - a.x) * (ab - a.y), area_b = (br - b.x) * (bb - b.y);
  const double all = area_a + area_b - w * h;
  if (area_a <= kSlack || area_b <= kSlack || all <= kSlack) return 0;
  return w * h / all;
}

using FrameRows = std::vector<std::vector<const MotRow*>>;

FrameRows by_frame(const MotRows& rows, int frames, bool skip_zero_conf) {
  FrameRows out(static_cast<std::size_t>(frames));
  for (const MotRow& row : rows) {
    if (skip_zero_conf && std::trunc(row.conf) == 0) continue;
    out[static_cast<std::size_t>(row.frame - 1)].push_back(&row);
  }
  return out;
}

/// Ids in ascending order get 0, 1, 2...
std::map<std::int64_t, int> renumber(const FrameRows& frames) {
  std::map<std::int64_t, int> ids;
  for (const auto& frame : frames) {
    for (const MotRow* row : frame) ids.emplace(row->id, 0);
  }
  int next = 0;
  for (auto& [id, number] : ids) number = next++;
  return ids;
}

MotSequence lay_side_by_side(const MotRows& gt, const MotRows& pred, int frames) {
  const FrameRows gt_rows = by_frame(gt, frames, true), pred_rows = by_frame(pred, frames, false);
  const auto gt_ids = renumber(gt_rows), pred_ids = renumber(pred_rows);
  MotSequence out;
  out.gt_ids = static_cast<int>(gt_ids.size());
  out.pred_ids = static_cast<int>(pred_ids.size());
  out.gt_count.assign(gt_ids.size(), 0);
  out.pred_count.assign(pred_ids.size(), 0);
  for (std::size_t f = 0; f < static_cast<std::size_t>(frames); ++f) {
    MotFrame frame;
    for (const MotRow* row : gt_rows[f]) {
      frame.gt.push_back(gt_ids.at(row->id));
      ++out.gt_count[static_cast<std::size_t>(frame.gt.back())];
      for (const MotRow* other : pred_rows[f]) frame.similarity.push_back(box_iou(*row, *other));
    }
    for (const MotRow* row : pred_rows[f]) {
      frame.pred.push_back(pred_ids.at(row->id));
      ++out.pred_count[static_cast<std::size_t>(frame.pred.back())];
    }
    out.gt_boxes += static_cast<std::int64_t>(frame.gt.size());
    out.pred_boxes += static_cast<std::int64_t>(frame.pred.size());
    out.frames.push_back(std::move(frame));
  }
  return out;
}

}  // namespace

Result<MotScores> evaluate_mot(const MotRows& gt, const MotRows& pred, int frames) {
  int last = 0;
  for (const MotRows* rows : {&gt, &pred}) {
    for (const MotRow& row : *rows) last = std::max(last, row.frame);
  }
  if (frames != 0 && last > frames) {
    return fail(Errc::bad_input, "", "a box lies in frame {}, but the sequence has {} frames", last,
                frames);
  }
  const MotSequence sequence = lay_side_by_side(gt, pred, frames != 0 ? frames : last);
  return MotScores{clear_scores(sequence), identity_scores(sequence),
                   hota_scores(sequence),  static_cast<std::int64_t>(sequence.frames.size()),
                   sequence.gt_boxes,      sequence.pred_boxes,
                   sequence.gt_ids,        sequence.pred_ids};
}

Result<MotScores> evaluate_mot_files(const std::string& gt_path, const std::string& pred_path,
                                     int frames) {
  TL_ASSIGN(const MotRows gt, read_mot(gt_path));
  TL_ASSIGN(const MotRows pred, read_mot(pred_path));
  return evaluate_mot(gt, pred, frames);
}

}  // namespace touchline
