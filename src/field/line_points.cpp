#include "field/line_points.h"

#include <algorithm>
#include <cmath>

#include "field/paint_profile.h"
#include "geometry/homography.h"

namespace touchline {
namespace {

constexpr double kLeastWidthPx = 0.35;  // thinner paint melts into the grass

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

}  // namespace

/// Where the field is seen: through a homography, then a lens.
struct FrameLineFinder::View {
  const Mat3& h;
  const Lens& lens;

  /// Nothing behind the camera and where the lens has folded the picture over.
  [[nodiscard]] std::optional<Vec2d> pixel(Vec2d p) const {
    const auto straight = project(h, p);
    if (!straight || lens.k1 == 0) return straight;
    const Vec2d d = (1 / lens.half_diagonal) * (*straight - lens.centre);
    constexpr double kFlat = 0.2;  // the picture is squeezed beyond use
    if (1 + 3 * lens.k1 * dot(d, d) < kFlat) return std::nullopt;
    return distort(lens, *straight);
  }
  /// What a step of one metre along `direction` from `p` is in the picture, in pixels.
  [[nodiscard]] Vec2d step(Vec2d p, Vec2d direction) const {
    const Vec2d q = project_any(h, p);
    const auto j = projection_jacobian(h, p);
    const Vec2d d{j[0] * direction.x + j[1] * direction.y, j[2] * direction.x + j[3] * direction.y};
    if (lens.k1 == 0) return d;
    const Vec2d u = (1 / lens.half_diagonal) * (q - lens.centre);
    return (1 + lens.k1 * dot(u, u)) * d + (2 * lens.k1 * dot(u, d)) * u;
  }
};

FrameLineFinder::FrameLineFinder(const PitchSpec& pitch, const LineFinderOptions& options)
    : markings_(markings(pitch)), options_(options), counts_(markings_.size()) {}

void FrameLineFinder::look_at(const Frame& frame, const GrassColour& grass,
                              std::span<const Box> people) {
  frame_ = frame;
  grass_ = grass;
  chroma_ = ChromaReader(frame);
  people_.assign(people.begin(), people.end());
}

void FrameLineFinder::find(const Mat3& image_from_field, const Lens& lens, double search_px,
                           std::vector<LinePoint>& out) {
  out.clear();
  counts_.assign(markings_.size(), {});
  if (!frame_ || !(search_px > 0)) return;
  expect_points({image_from_field, lens}, search_px);
  const std::size_t count = expected_.size(), most = static_cast<std::size_t>(options_.max_points);
  const std::size_t take = std::min(count, most);
  for (std::size_t i = 0; i < take; ++i) {  // evenly spread over all of them
    const Expected& expected = expected_[i * count / take];
    MarkingCount& seen = counts_[static_cast<std::size_t>(expected.marking)];
    ++seen.looked;
    LinePoint point;
    if (!measure(expected, search_px, point)) continue;
    out.push_back(point);
    ++seen.found;
  }
}

void FrameLineFinder::expect_points(const View& view, double search_px) {
  expected_.clear();
  const double spacing = options_.spacing_px * std::max(1.0, frame_.height() / 720.0);
  for (std::size_t i = 0; i < markings_.size(); ++i)
    expect_marking(static_cast<int>(i), view, spacing, search_px);
  // The whole profile must lie in the picture.
  std::erase_if(expected_, [&](const Expected& e) {
    const double reach = search_px + 2 + 1.5 * e.width_px + 8;
    const double x = reach * std::abs(e.normal.x) + 6, y = reach * std::abs(e.normal.y) + 6;
    return e.pixel.x < x || e.pixel.y < y || e.pixel.x > frame_.width() - x ||
           e.pixel.y > frame_.height() - y || near_person(e.pixel);
  });
}

void FrameLineFinder::expect_marking(int index, const View& view, double spacing_px,
                                     double search_px) {
  const Marking& marking = markings_[static_cast<std::size_t>(index)];
  const bool closed =
      marking.kind == Marking::Kind::arc && marking.to_rad - marking.from_rad > 6.28;
  const double whole = length_of(marking);
  // A line seen a little along itself must still be there: its ends are left out.
  const auto end_margin = [&](double at) {
    Vec2d point, along;
    walk(marking, at, point, along);
    if (closed || !view.pixel(point)) return 0.0;
    const double scale = length(view.step(point, along));
    const double pixels = (search_px + 3) * (marking.kind == Marking::Kind::arc ? 2 : 1);
    return std::min(pixels / std::max(scale, 1.0), whole / 4);
  };
  const double end = whole - end_margin(whole);
  double s = end_margin(0);
  while (s < end) {
    Expected e;
    Vec2d along;
    walk(marking, s, e.field, along);
    const auto pixel = view.pixel(e.field);
    if (!pixel) {
      s += 1;
      continue;
    }
    e.pixel = *pixel;
    const Vec2d step = view.step(e.field, along), side = view.step(e.field, {-along.y, along.x});
    e.marking = index;
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
  point.marking = e.marking;
  const double noise = centre.sigma * ruler.step, blur = 0.03 * e.width_px;
  // Paint thinner than a pixel may lie anywhere inside it.
  const double hidden = 0.3 * std::max(0.0, 1.2 - e.width_px);
  point.sigma_px = std::sqrt(0.1 * 0.1 + noise * noise + blur * blur + hidden * hidden);
  return true;
}

bool FrameLineFinder::on_grass(Vec2d pixel, Vec2d normal, double width_px) const {
  if (!chroma_.exists() || !grass_.found()) return true;
  // The coarse chroma planes smear paint, and a lens shifts its colours: more pixels in larger
  // ones.
  const double scale = std::max(1.0, frame_.height() / 720.0);
  for (const double side : {-1.0, 1.0}) {
    int grass = 0;
    for (const double away : {2.5, 4.0, 5.5}) {
      const Vec2d at = pixel + (side * (width_px / 2 + scale * away)) * normal;
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
