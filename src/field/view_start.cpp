#include "field/view_start.h"

namespace touchline {
namespace {

constexpr double kPointsAgree = 0.6;   // share of the line points
constexpr int kEnoughLinePoints = 12;  // for a view measured by lines
constexpr double kWidestInit_m = 8;    // worse than this, lines cannot be told apart

}  // namespace

bool lines_agree(const HomographyFit& fitted, std::size_t count) {
  return fitted.lines >= kEnoughLinePoints &&
         fitted.lines >= kPointsAgree * static_cast<double>(count);
}

ViewStart::ViewStart(const CalibratorOptions& options)
    : options_(options), estimating_(options.estimate) {
  estimating_.field = options.field;
}

Estimate ViewStart::find(std::vector<Correspondence>& matches, const Lens& lens, Vec2d size,
                         LineFinder* lines, std::span<const Box> people) {
  Estimate found = estimate(matches, estimating_, size);
  Estimate refined = found;
  // Lines make up for landmarks that were too few.
  if (lines && found.found && refine(refined, matches, lens, size, *lines) &&
      (found.usable || usable_with_lines(refined, size))) {
    found = refined;
    found.usable = true;
  }
  if (!found.usable) return found;
  const auto& h = found.fit.h;
  if (const auto& tall = options_.people)
    found.why = giants(median_height(h, lens, size, people, *tall), *tall);
  if (lines && found.why.empty())
    found.why = check_paint(*lines, h, lens, size, found.fit.points, options_.paint, points_).why;
  found.usable = found.why.empty();
  return found;
}

bool ViewStart::refine(Estimate& found, std::vector<Correspondence>& matches, const Lens& lens,
                       Vec2d size, LineFinder& lines) {
  if (found.fit.points < 2) return false;
  const CornerFrame frame(size);
  const double diagonal = frame.diagonal();
  const auto middle = middle_of_view(found.fit.h, options_.field, size);
  if (!middle || !(ground_sigma(found.fit.h, found.fit.cov, size, *middle) < kWidestInit_m))
    return false;
  const std::size_t marks = matches.size();
  bool good = true;
  for (int round = 0; good && round < 2; ++round) {
    lines.find(found.fit.h, lens, options_.search * diagonal, points_);
    append_line_matches(points_, lens, {options_.line_sigma * diagonal, options_.line_votes},
                        static_cast<int>(marks), matches);
    constexpr double kWidths[] = {6, 2};
    const auto fitted = fit(frame, found.fit.h, matches, &found.prior, kWidths);
    good = fitted && lines_agree(*fitted, matches.size() - marks);
    if (good) found.fit = *fitted;
    matches.resize(marks);
  }
  return good;
}

bool ViewStart::usable_with_lines(const Estimate& found, Vec2d size) const {
  const auto& fitted = found.fit;
  const auto middle = middle_of_view(fitted.h, options_.field, size);
  return middle && fitted.points >= 3 &&
         sigma_over_view(fitted.h, fitted.cov, options_.field, size) <= estimating_.max_sigma_m &&
         *impossible(fitted.h, size, options_.field.length_m, *middle) == 0;
}

}  // namespace touchline
