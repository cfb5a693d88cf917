#include "field/line_points.h"

#include <algorithm>
#include <cmath>

namespace touchline {
namespace {

constexpr double kLeastWidthPx = 0.35;  // thinner paint melts into the grass
constexpr double kRivalShare = 0.6;     // of the best ridge's height makes a second one a rival
constexpr double kFoot = 0.2;  // of the ridge's height counts as its sides: mown stripes end there

double length_of(const Marking& m) {
  return m.kind == Marking::Kind::segment ? distance(m.a, m.b)
                                          : m.radius_m * (m.to_rad - m.from_rad);
}

/// Point and unit direction of a marking, `s` metres from its beginning.
void walk(const Marking& m, double s, Vec2d& point, Vec2d& along) {
  if (m.kind == Marking::Kind::segment) {
    along = (1 / distance(m.a, m.b)) * (m.b - m.a);
    point = m.a + s * along;
    return;
  }
  const double angle = m.from_rad + s / m.radius_m;
  along = {-std::sin(angle), std::cos(angle)};
  point = m.centre + m.radius_m * Vec2d{std::cos(angle), std::sin(angle)};
}

/// What a step of one metre along `direction` from `p` is in the picture, in pixels.
Vec2d picture_step(const Mat3& h, Vec2d p, Vec2d pixel, Vec2d direction) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  const double dw = h(2, 0) * direction.x + h(2, 1) * direction.y;
  return {(h(0, 0) * direction.x + h(0, 1) * direction.y - pixel.x * dw) / w,
          (h(1, 0) * direction.x + h(1, 1) * direction.y - pixel.y * dw) / w};
}

/// Brightness between the four pixels around (x, y); pixel centres at +0.5, inside the picture.
float bilinear(const Plane<const std::uint8_t>& plane, double x, double y) {
  const double px = x - 0.5, py = y - 0.5;
  const int ix = static_cast<int>(px), iy = static_cast<int>(py);
  const float fx = static_cast<float>(px - ix), fy = static_cast<float>(py - iy);
  const std::uint8_t* top = plane.row(iy) + ix;
  const std::uint8_t* low = top + plane.pitch;
  const float a = static_cast<float>(top[0]) + fx * static_cast<float>(top[1] - top[0]);
  const float b = static_cast<float>(low[0]) + fx * static_cast<float>(low[1] - low[0]);
  return a + fy * (b - a);
}

/// The layout of one profile in samples: the ridge and the sides it is compared with.
struct Ruler {
  double step = 1;                  // pixels a sample
  int half = 0, gap = 0, side = 0;  // samples: half the ridge, ridge to side, side
  [[nodiscard]] int reach() const { return half + gap + side; }
};

Ruler make_ruler(double width_px) {
  Ruler r;
  r.step = std::clamp(width_px / 3, 0.75, 2.0);
  r.half = static_cast<int>(std::lround(width_px / 2 / r.step));
  r.gap = static_cast<int>(std::lround(1.5 / r.step));
  r.side = static_cast<int>(std::lround(std::clamp(width_px, 2.5, 6.0) / r.step));
  return r;
}

struct Side {
  double left = 0, right = 0;
};

/// Mean brightness of samples [from, to) by their running sums.
double mean(const std::vector<float>& sums, int from, int to) {
  return static_cast<double>(sums[static_cast<std::size_t>(to)] -
                             sums[static_cast<std::size_t>(from)]) /
         (to - from);
}

Side sides(const std::vector<float>& sums, const Ruler& r, int at) {
  return {mean(sums, at - r.reach(), at - r.half - r.gap),
          mean(sums, at + r.half + r.gap + 1, at + r.reach() + 1)};
}

double ridge_height(const std::vector<float>& sums, const Ruler& r, int at) {
  const Side s = sides(sums, r, at);
  return mean(sums, at - r.half, at + r.half + 1) - std::max(s.left, s.right);
}

/// The highest ridge whose height no other comes near, or -1.
int find_ridge(const std::vector<float>& sums, const Ruler& r, int samples, double least) {
  const int first = r.reach(), last = samples - 1 - r.reach();
  int best = -1;
  double height = least;
  for (int i = first; i <= last; ++i)
    if (const double h = ridge_height(sums, r, i); h > height) height = h, best = i;
  if (best < 0) return -1;
  const int apart = 2 * r.half + r.gap + 1;
  for (int i = first; i <= last; ++i)
    if (std::abs(i - best) > apart && ridge_height(sums, r, i) > kRivalShare * height) return -1;
  return best;
}

struct Centre {
  double at = 0, sigma = 0;  // samples
  bool sharp = false;        // a ridge that is not much wider than the paint
};

/// Centroid of what rises above the line through the two sides, found twice so that the window sits
/// on it. sigma follows from the sides' noise.
Centre centroid(const std::vector<float>& profile, const std::vector<float>& sums, const Ruler& r,
                int peak) {
  Centre c{static_cast<double>(peak), 0, false};
  const int window = r.half + r.gap;
  for (int pass = 0; pass < 2; ++pass) {
    const int middle = std::clamp(static_cast<int>(std::lround(c.at)), r.reach(),
                                  static_cast<int>(profile.size()) - 1 - r.reach());
    const Side s = sides(sums, r, middle);
    const double arm = r.half + r.gap + 0.5 * (r.side + 1);
    const double foot = kFoot * ridge_height(sums, r, middle);
    double total = 0, moment = 0, second = 0, spread = 0, noise = 0;
    for (int k = -window; k <= window; ++k) {
      const double base = s.left + (s.right - s.left) * (0.5 + 0.5 * k / arm) + foot;
      const double up =
          std::max(0.0, static_cast<double>(profile[static_cast<std::size_t>(middle + k)]) - base);
      total += up, moment += up * k, second += up * k * k, spread += static_cast<double>(k) * k;
    }
    for (int k = 1; k <= r.side; ++k) {
      const auto at = [&](int i) {
        return static_cast<double>(profile[static_cast<std::size_t>(i)]);
      };
      const double a = at(middle - window - k) - s.left, b = at(middle + window + k) - s.right;
      noise += a * a + b * b;
    }
    if (total <= 0) return c;
    noise = noise / (2 * r.side);
    const double mean_k = moment / total, variance = second / total - mean_k * mean_k;
    c.at = middle + std::clamp(mean_k, -2.0 * window, 2.0 * window);
    c.sigma = std::sqrt(2 * noise * spread) / total;
    c.sharp = variance < (r.half + 0.6 * r.gap + 1.0) * (r.half + 0.6 * r.gap + 1.0);
  }
  return c;
}

}  // namespace

FrameLineFinder::FrameLineFinder(const PitchSpec& pitch, const LineFinderOptions& options)
    : markings_(markings(pitch)), options_(options) {}

void FrameLineFinder::look_at(const Frame& frame, const GrassColour& grass,
                              std::span<const Box> people) {
  frame_ = frame;
  grass_ = grass;
  chroma_ = ChromaReader(frame);
  people_.assign(people.begin(), people.end());
}

void FrameLineFinder::find(const Mat3& image_from_field, double search_px,
                           std::vector<LinePoint>& out) {
  out.clear();
  if (!frame_ || !(search_px > 0)) return;
  expect_points(image_from_field, search_px);
  const std::size_t count = expected_.size(), most = static_cast<std::size_t>(options_.max_points);
  const std::size_t take = std::min(count, most);
  for (std::size_t i = 0; i < take; ++i) {  // evenly spread over all of them
    LinePoint point;
    if (measure(expected_[i * count / take], search_px, point)) out.push_back(point);
  }
}

void FrameLineFinder::expect_points(const Mat3& image_from_field, double search_px) {
  expected_.clear();
  const double spacing = options_.spacing_px * std::max(1.0, frame_.height() / 720.0);
  for (const Marking& marking : markings_)
    expect_marking(marking, image_from_field, spacing, search_px);
  // The whole profile must lie in the picture.
  std::erase_if(expected_, [&](const Expected& e) {
    const double reach = search_px + 2 + 1.5 * e.width_px + 8;
    const double x = reach * std::abs(e.normal.x) + 6, y = reach * std::abs(e.normal.y) + 6;
    return e.pixel.x < x || e.pixel.y < y || e.pixel.x > frame_.width() - x ||
           e.pixel.y > frame_.height() - y || near_person(e.pixel);
  });
}

void FrameLineFinder::expect_marking(const Marking& marking, const Mat3& image_from_field,
                                     double spacing_px, double search_px) {
  const bool closed =
      marking.kind == Marking::Kind::arc && marking.to_rad - marking.from_rad > 6.28;
  const double whole = length_of(marking);
  // A line seen a little along itself must still be there: its ends are left out.
  const auto end_margin = [&](double at) {
    Vec2d point, along;
    walk(marking, at, point, along);
    const auto pixel = closed ? std::nullopt : project(image_from_field, point);
    if (!pixel) return 0.0;
    const double scale = length(picture_step(image_from_field, point, *pixel, along));
    const double pixels = (search_px + 3) * (marking.kind == Marking::Kind::arc ? 2 : 1);
    return std::min(pixels / std::max(scale, 1.0), whole / 4);
  };
  const double end = whole - end_margin(whole);
  double s = end_margin(0);
  while (s < end) {
    Expected e;
    Vec2d along;
    walk(marking, s, e.field, along);
    const auto pixel = project(image_from_field, e.field);
    if (!pixel) {
      s += 1;
      continue;
    }
    e.pixel = *pixel;
    const Vec2d step = picture_step(image_from_field, e.field, e.pixel, along);
    const Vec2d side = picture_step(image_from_field, e.field, e.pixel, {-along.y, along.x});
    const double scale = length(step);
    const bool near = e.pixel.x > -spacing_px && e.pixel.y > -spacing_px &&
                      e.pixel.x < frame_.width() + spacing_px &&
                      e.pixel.y < frame_.height() + spacing_px;
    // Far outside the picture the scale says little about where the line comes back in.
    s += near && scale > 0 ? std::clamp(spacing_px / scale, 0.05, 4.0) : 0.5;
    if (!near || !(scale > 0)) continue;
    e.normal = {-step.y / scale, step.x / scale};
    e.straight_px = marking.kind == Marking::Kind::arc ? 1.5 : 4;
    e.width_px = options_.paint_m * std::abs(dot(side, e.normal));
    if (e.width_px >= kLeastWidthPx) expected_.push_back(e);
  }
}

void FrameLineFinder::read_profile(const Expected& e, double reach, double step) {
  const int half = static_cast<int>(reach / step);
  const std::size_t samples = static_cast<std::size_t>(2 * half + 1);
  profile_.resize(samples);
  sums_.resize(samples + 1);
  const Vec2d along{e.normal.y, -e.normal.x};
  sums_[0] = 0;
  for (int i = -half; i <= half; ++i) {
    const Vec2d at = e.pixel + (i * step) * e.normal;
    float sum = 0;
    for (const double k : {-e.straight_px, 0.0, e.straight_px})
      sum += bilinear(frame_.plane(0), at.x + k * along.x, at.y + k * along.y);
    const std::size_t j = static_cast<std::size_t>(i + half);
    profile_[j] = sum / 3;
    sums_[j + 1] = sums_[j] + profile_[j];
  }
}

bool FrameLineFinder::measure(const Expected& e, double search_px, LinePoint& point) {
  const Ruler ruler = make_ruler(e.width_px);
  const double reach = search_px + ruler.reach() * ruler.step;
  read_profile(e, reach, ruler.step);
  const int samples = static_cast<int>(profile_.size());
  // Paint thinner than a pixel shows only its share of it.
  const double least = options_.min_contrast * std::min(1.0, 0.4 + 0.6 * e.width_px);
  const int peak = find_ridge(sums_, ruler, samples, least);
  if (peak < 0) return false;
  const Centre centre = centroid(profile_, sums_, ruler, peak);
  const double offset = (centre.at - (samples - 1) / 2) * ruler.step;
  if (!centre.sharp || !(centre.sigma > 0) || std::abs(offset) > search_px + 1) return false;
  point.pixel = e.pixel + offset * e.normal;
  if (!on_grass(point.pixel, e.normal, e.width_px) || near_person(point.pixel)) return false;
  point.normal = e.normal;
  point.field = e.field;
  const double noise = centre.sigma * ruler.step, blur = 0.03 * e.width_px;
  // Paint thinner than a pixel may lie anywhere inside it.
  const double hidden = 0.3 * std::max(0.0, 1.2 - e.width_px);
  point.sigma_px = std::sqrt(0.1 * 0.1 + noise * noise + blur * blur + hidden * hidden);
  return true;
}

bool FrameLineFinder::on_grass(Vec2d pixel, Vec2d normal, double width_px) const {
  if (!chroma_.exists() || !grass_.found()) return true;
  for (const double side : {-1.0, 1.0}) {
    int grass = 0;
    for (const double away : {2.5, 4.0, 5.5}) {
      const Vec2d at = pixel + (side * (width_px / 2 + away)) * normal;
      const int x = static_cast<int>(at.x), y = static_cast<int>(at.y);
      if (x < 0 || y < 0 || x >= frame_.width() || y >= frame_.height()) continue;
      grass += grass_.has_chroma(chroma_.u(x, y), chroma_.v(x, y)) ? 1 : 0;
    }
    if (grass < 2) return false;
  }
  return true;
}

bool FrameLineFinder::near_person(Vec2d pixel) const {
  return std::any_of(people_.begin(), people_.end(), [&](const Box& b) {
    const double mx = 0.15 * static_cast<double>(b.w) + 2, my = 0.06 * static_cast<double>(b.h) + 2;
    return pixel.x > static_cast<double>(b.x) - mx && pixel.y > static_cast<double>(b.y) - my &&
           pixel.x < static_cast<double>(b.right()) + mx &&
           pixel.y < static_cast<double>(b.bottom()) + my;
  });
}

}  // namespace touchline
