#include "field/marked_camera.h"

#include "field/line_matches.h"

namespace touchline {
namespace {

struct PaintCount {
  int looked = 0, found = 0;
};

PaintCount count_of(const LineFinder& lines) {
  PaintCount all;
  for (const MarkingCount& count : lines.counts()) {
    all.looked += count.looked;
    all.found += count.found;
  }
  return all;
}

}  // namespace

Status MarkedCamera::update(Nanoseconds pts_ns, Vec2d size, bool cut, LineFinder& lines) {
  const bool resized = !marked_ || marked_->view.size != size;
  if (resized) {
    TL_ASSIGN(marked_, view_of_corners(options_.corners, options_.field, size, options_.section));
  }
  if (resized || cut) {
    view_ = marked_->view;
    refined_ = false;
    checked_ns_ = kNoTime;
  }
  if (checked_ns_ == kNoTime || pts_ns - checked_ns_ >= from_seconds(options_.check_s)) {
    checked_ns_ = pts_ns;
    check(lines);
  }
  return {};
}

void MarkedCamera::check(LineFinder& lines) {
  const FieldView& from = refined_ ? view_ : marked_->view;
  const Vec2d size = from.size;
  lines.find(from.image_from_field, from.lens, options_.search * length(size), points_);
  const PaintCount paint = count_of(lines);
  if (paint.looked >= options_.absent_looked &&
      paint.found < options_.absent_share * paint.looked) {
    view_ = {};
    view_.size = size;
    view_.lens = marked_->view.lens;
    view_.why = "the painted lines are not where the corners were marked";
    refined_ = false;
    return;
  }
  if (refined_) return;
  view_ = marked_->view;
  const bool enough =
      paint.found >= options_.least_found && paint.found >= options_.least_share * paint.looked;
  refined_ = enough && refine(lines);
}

bool MarkedCamera::refine(LineFinder& lines) {
  const Vec2d size = marked_->view.size;
  const CornerFrame frame(size);
  constexpr double kWidths[] = {10, 3};
  const LineMatchOptions how{options_.line_sigma * frame.diagonal(), options_.line_votes};
  Mat3 h = marked_->view.image_from_field;
  std::optional<HomographyFit> fitted;
  for (int round = 0; round < 2; ++round) {
    matches_.assign(marked_->corners.begin(), marked_->corners.end());
    append_line_matches(points_, view_.lens, how, 4, matches_);
    fitted = fit(frame, h, matches_, &marked_->prior, kWidths);
    if (!fitted || fitted->lines < options_.least_found) return false;
    h = fitted->h;
    if (round == 0) lines.find(h, view_.lens, options_.narrow * frame.diagonal(), points_);
  }
  const auto error =
      held_out_error(frame, *fitted, matches_, &marked_->prior, 1, group_count(matches_));
  view_ = view_of(*fitted, options_.field, size);
  view_.rmse_px = error.px;
  view_.rmse_m = error.m;
  return true;
}

}  // namespace touchline
