#include "field/paint_check.h"

#include <fmt/format.h>

namespace touchline {

PaintCheck check_paint(LineFinder& lines, const Mat3& image_from_field, const Lens& lens,
                       Vec2d size, int landmarks, const PaintCheckOptions& options,
                       std::vector<LinePoint>& scratch) {
  constexpr int kPlaces = 4;  // fewer tell nothing of a marking
  lines.find(image_from_field, lens, options.search * length(size), scratch);
  PaintCheck check;
  for (const MarkingCount& count : lines.counts()) {
    check.looked += count.looked;
    check.found += count.found;
    check.markings += count.found >= kPlaces && 2 * count.found >= count.looked;
    check.bare += count.looked >= 2 * kPlaces && 4 * count.found < count.looked;
  }
  const int needed = options.least_markings - (landmarks >= options.sure_landmarks ? 1 : 0);
  const char* what = "landmarks found, but the paint does not confirm the pitch";
  if (check.found < options.least_share * check.looked) {
    check.why = fmt::format("{}: {:.0f} % of the visible markings have a line", what,
                            100.0 * check.found / check.looked);
  } else if (check.found < options.least_found || check.markings < needed) {
    check.why = fmt::format("{}: only {} places on {} markings have a line", what, check.found,
                            check.markings);
  } else if (check.bare > check.markings) {
    check.why =
        fmt::format("{}: {} markings have a line, {} have none", what, check.markings, check.bare);
  } else {
    check.confirmed = true;
  }
  return check;
}

}  // namespace touchline
