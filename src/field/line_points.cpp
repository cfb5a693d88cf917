#include "field/line_points.h"

#include <algorithm>
#include <cmath>

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

/// How far beside the paint the ground is looked at, in pixels at 720 rows.
constexpr double kBeside[] = {2.5, 4.0, 5.5};
constexpr int kPlacesBeside = 6;  // on both sides together

/// The brightness across a line as far as it is searched.
LineProfile profile_of(Vec2d pixel, Vec2d normal, double straight_px, const Ruler& ruler,
                       double search_px, int first) {
  const double reach = search_px + ruler.reach() * ruler.step;
  return {pixel.x,
          pixel.y,
          normal.x,
          normal.y,
          ruler.step,
          straight_px,
          static_cast<int>(reach / ruler.step),
          first};
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

FrameLineFinder::FrameLineFinder(const FieldSpec& field, const LineFinderOptions& options)
    : markings_(field.markings), options_(options), counts_(markings_.size()) {}

void FrameLineFinder::look_at(const Frame& frame, const GrassColour& grass,
                              std::span<const Box> people, FrameSampler* sampler) {
  frame_ = frame;
  picture_ = YuvReader(frame);
  sampler_ = sampler;
  status_ = {};
  grass_ = grass;
  people_.clear();
  for (const Box& b : people) {
    const double mx = 0.15 * static_cast<double>(b.w) + 2, my = 0.06 * static_cast<double>(b.h) + 2;
    people_.push_back({static_cast<double>(b.x) - mx, static_cast<double>(b.y) - my,
                       static_cast<double>(b.right()) + mx, static_cast<double>(b.bottom()) + my});
  }
}

void FrameLineFinder::find(const Mat3& image_from_field, const Lens& lens, double search_px,
                           std::vector<LinePoint>& out) {
  out.clear();
  counts_.assign(markings_.size(), {});
  if (!frame_ || !(search_px > 0) || !status_) return;
  expect_points({image_from_field, lens}, search_px);
  spread_out();
  status_ = find_candidates(search_px);
  if (status_) status_ = keep_those_on_grass(out);
  if (!status_) out.clear(), counts_.assign(markings_.size(), {});
}

/// No more expected points than there may be, evenly spread over all of them.
void FrameLineFinder::spread_out() {
  const std::size_t count = expected_.size(),
                    take = std::min(count, static_cast<std::size_t>(options_.max_points));
  for (std::size_t i = 0; i < take; ++i) expected_[i] = expected_[i * count / take];
  expected_.resize(take);
}

Status FrameLineFinder::find_candidates(double search_px) {
  std::span<const float> gathered;
  if (sampler_) {
    auto& lines = sampler_->lines();
    int first = 0;
    for (const Expected& e : expected_) {
      lines.push_back(
          profile_of(e.pixel, e.normal, e.straight_px, make_ruler(e.width_px), search_px, first));
      first += lines.back().samples();
    }
    TL_ASSIGN(gathered, sampler_->read_lines(frame_));
  }
  candidates_.clear();
  int first = 0;
  for (const Expected& e : expected_) {
    ++counts_[static_cast<std::size_t>(e.marking)].looked;
    const Ruler ruler = make_ruler(e.width_px);
    const LineProfile line = profile_of(e.pixel, e.normal, e.straight_px, ruler, search_px, first);
    first += line.samples();
    take_profile(line, gathered);
    Candidate candidate{{}, e.width_px};
    if (measure(e, ruler, search_px, candidate.point)) candidates_.push_back(candidate);
  }
  return {};
}

Status FrameLineFinder::keep_those_on_grass(std::vector<LinePoint>& out) {
  const auto keep = [&](const Candidate& candidate) {
    out.push_back(candidate.point);
    ++counts_[static_cast<std::size_t>(candidate.point.marking)].found;
  };
  if (!picture_.has_chroma() || !grass_.found()) {
    for (const Candidate& candidate : candidates_) keep(candidate);
    return {};
  }
  std::span<const Yuv8> gathered;
  if (sampler_) {
    auto& places = sampler_->places();
    for (const Candidate& candidate : candidates_)
      for (int k = 0; k < kPlacesBeside; ++k) places.push_back(beside(candidate, k));
    TL_ASSIGN(gathered, sampler_->read_places(frame_));
  }
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const Candidate& candidate = candidates_[i];
    const bool grass = on_grass(candidate, [&](const Place& at, int k) {
      if (sampler_) return gathered[i * kPlacesBeside + static_cast<std::size_t>(k)];
      return picture_.at(at.x, at.y);
    });
    if (grass) keep(candidate);
  }
  return {};
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

void FrameLineFinder::take_profile(const LineProfile& line, std::span<const float> gathered) {
  const auto samples = static_cast<std::size_t>(line.samples());
  profile_.resize(samples);
  if (sampler_) {
    std::copy_n(gathered.begin() + line.first, samples, profile_.begin());
  } else {
    read_profile(picture_, line, profile_.data());
  }
  sums_.resize(samples + 1);
  sums_[0] = 0;
  for (std::size_t j = 0; j < samples; ++j) sums_[j + 1] = sums_[j] + profile_[j];
}

bool FrameLineFinder::measure(const Expected& e, const Ruler& ruler, double search_px,
                              LinePoint& point) {
  const int samples = static_cast<int>(profile_.size());
  // Paint thinner than a pixel shows only its share of it.
  const double least = options_.min_contrast * std::min(1.0, 0.4 + 0.6 * e.width_px);
  const int peak = find_ridge(sums_, ruler, samples, least, heights_);
  if (peak < 0) return false;
  const Centre centre = centroid(profile_, sums_, ruler, peak);
  const double offset = (centre.at - (samples - 1) / 2) * ruler.step;
  if (!centre.sharp || !(centre.sigma > 0) || std::abs(offset) > search_px + 1) return false;
  point.pixel = e.pixel + offset * e.normal;
  if (near_person(point.pixel)) return false;
  point.normal = e.normal;
  point.field = e.field;
  point.marking = e.marking;
  const double noise = centre.sigma * ruler.step, blur = 0.03 * e.width_px;
  // Paint thinner than a pixel may lie anywhere inside it.
  const double hidden = 0.3 * std::max(0.0, 1.2 - e.width_px);
  point.sigma_px = std::sqrt(0.1 * 0.1 + noise * noise + blur * blur + hidden * hidden);
  return true;
}

/// The pixels whose ground is looked at, half of them on either side; none outside the picture.
Place FrameLineFinder::beside(const Candidate& candidate, int index) const {
  // The coarse chroma planes smear paint, and a lens shifts its colours: more pixels in larger
  // ones.
  const double scale = std::max(1.0, frame_.height() / 720.0);
  constexpr int kHalf = kPlacesBeside / 2;
  const double side = index < kHalf ? -1 : 1, away = kBeside[index % kHalf];
  const LinePoint& p = candidate.point;
  const Vec2d at = p.pixel + (side * (candidate.width_px / 2 + scale * away)) * p.normal;
  const int x = static_cast<int>(at.x), y = static_cast<int>(at.y);
  if (x < 0 || y < 0 || x >= frame_.width() || y >= frame_.height()) return {};
  return {static_cast<std::int16_t>(x), static_cast<std::int16_t>(y)};
}

/// `chroma(place, index)` is what beside(candidate, index) shows.
template <class Chroma>
bool FrameLineFinder::on_grass(const Candidate& candidate, const Chroma& chroma) const {
  constexpr int kHalf = kPlacesBeside / 2;
  for (const int side : {0, kHalf}) {
    int grass = 0;
    for (int k = side; k < side + kHalf; ++k) {
      const Place at = beside(candidate, k);
      if (!at.exists()) continue;
      const Yuv8 ground = chroma(at, k);
      grass += grass_.has_chroma(ground.u, ground.v) ? 1 : 0;
    }
    if (grass < 2) return false;
  }
  return true;
}

bool FrameLineFinder::near_person(Vec2d pixel) const {
  return std::any_of(people_.begin(), people_.end(), [&](const Surroundings& of) {
    return (pixel.x > of.left) & (pixel.y > of.top) & (pixel.x < of.right) & (pixel.y < of.bottom);
  });
}

}  // namespace touchline
