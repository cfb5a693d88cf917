#include "records/field.h"

#include <cmath>

#include "geometry/homography.h"
#include "records/record_line.h"

namespace touchline {
namespace {

constexpr double kFolded = 0.05;  // slope of a lens's radius below which it folds over

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

double digits(double value, int count) {
  if (value == 0 || !std::isfinite(value)) return 0.0;
  const double scale = std::pow(10.0, count - 1 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

// Twelve digits: a pixel in 10^5 to a micrometre, and rows that print short.
void quantise(Mat3& h) {
  const double unit = std::abs(h(2, 2)) > 1e-12 ? std::abs(h(2, 2)) : 1;  // keeps w > 0 in view
  for (double& v : h.m) v = digits(v / unit, 12);
}

/// Whether the lens shows what lies there without it: a barrel folds the picture over farther out.
bool shows(const Lens& lens, Vec2d straight) {
  const Vec2d d = (1 / lens.half_diagonal) * (straight - lens.centre);
  return 1 + 3 * lens.k1 * dot(d, d) > kFolded;
}

void write_found(JsonLine& line, const FieldView& view) {
  line.key("image_from_field").begin_array();
  for (const double v : view.image_from_field.m) line.real(v);
  line.end_array();
  line.key("lens_k1").real(view.lens.k1);
  line.key("corner_cov").begin_array();  // the upper triangle, row by row
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = i; k < 8; ++k) line.real(view.corner_cov[8 * i + k]);
  line.end_array();
  line.key("inliers").integer(view.inliers);
  const bool held_out = view.rmse_px > 0;
  line.key("rmse_px").real(held_out ? std::optional(view.rmse_px) : std::nullopt);
  line.key("rmse_m").real(held_out ? std::optional(view.rmse_m) : std::nullopt);
  line.key("sigma_m").real(view.sigma_m);
  line.key("unmeasured_ns").integer(view.unmeasured_ns);
}

void write_nothing(JsonLine& line) {
  line.key("image_from_field").null();
  line.key("lens_k1").null();
  line.key("corner_cov").null();
  line.key("inliers").null();
  line.key("rmse_px").null();
  line.key("rmse_m").null();
  line.key("sigma_m").null();
  line.key("unmeasured_ns").null();
}

}  // namespace

const char* to_string(CalibrationState state) {
  switch (state) {
    case CalibrationState::measured:
      return "measured";
    case CalibrationState::propagated:
      return "propagated";
    case CalibrationState::stale:
      return "stale";
    case CalibrationState::lost:
      return "lost";
  }
  return "unknown";
}

Vec2d undistort(const Lens& lens, Vec2d pixel) {
  if (lens.k1 == 0) return pixel;
  const Vec2d d = (1 / lens.half_diagonal) * (pixel - lens.centre);
  const double rd = length(d);
  double r = rd;  // Newton on r (1 + k1 r^2) = rd
  for (int i = 0; i < 8; ++i) {
    const double slope = 1 + 3 * lens.k1 * r * r;
    if (!(slope > kFolded)) break;  // beyond where the lens folds over
    const double step = (r * (1 + lens.k1 * r * r) - rd) / slope;
    r -= step;
    if (std::abs(step) < 1e-14) break;
  }
  return lens.centre + (rd > 0 ? r / rd : 1.0) * (pixel - lens.centre);
}

Vec2d distort(const Lens& lens, Vec2d pixel) {
  if (lens.k1 == 0) return pixel;
  const Vec2d d = (1 / lens.half_diagonal) * (pixel - lens.centre);
  return lens.centre + (1 + lens.k1 * dot(d, d)) * (pixel - lens.centre);
}

std::optional<FieldPoint> to_field(const FieldView& view, Vec2d pixel, double sigma_px) {
  if (view.state == CalibrationState::lost) return std::nullopt;
  const Vec2d p = undistort(view.lens, pixel);
  if (!shows(view.lens, p)) return std::nullopt;
  const auto m = project(view.field_from_image, p);
  // w of the way back is 1 / w of the way there, so its sign tells which side of the horizon it is.
  if (!m || !project(view.image_from_field, *m)) return std::nullopt;
  const auto j = projection_jacobian(view.field_from_image, p);
  const Matrix28d by = CornerFrame(view.size).at(p);
  const Eigen::Map<const Eigen::Matrix<double, 8, 8, Eigen::RowMajor>> corners(
      view.corner_cov.data());
  Eigen::Matrix2d slope;
  slope << j[0], j[1], j[2], j[3];
  Eigen::Matrix2d cov = by * corners * by.transpose();
  cov.diagonal().array() += sigma_px * sigma_px;
  cov = slope * cov * slope.transpose();
  return FieldPoint{*m, {cov(0, 0), cov(0, 1), cov(1, 1)}};
}

std::optional<Vec2d> to_image(const FieldView& view, Vec2d metres) {
  if (view.state == CalibrationState::lost) return std::nullopt;
  const auto p = project(view.image_from_field, metres);
  if (!p || !shows(view.lens, *p)) return std::nullopt;
  return distort(view.lens, *p);
}

void quantise(FieldView& view) {
  view.lens = {view.lens.k1, 0.5 * view.size, length(view.size) / 2};
  if (view.state == CalibrationState::lost) {  // of which nothing else is written
    FieldView nothing;
    nothing.size = view.size;
    nothing.lens = {0, view.lens.centre, view.lens.half_diagonal};
    nothing.why = std::move(view.why);
    view = std::move(nothing);
    return;
  }
  quantise(view.image_from_field);
  if (const auto back = inverse(view.image_from_field)) view.field_from_image = *back;
  view.lens.k1 = rounded(view.lens.k1, 1e6);
  auto& cov = view.corner_cov;
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = i; k < 8; ++k) cov[8 * k + i] = cov[8 * i + k] = digits(cov[8 * i + k], 6);
  const bool held_out = view.rmse_px > 0;  // a frame's own landmarks may be too few for that
  view.rmse_px = held_out ? rounded(view.rmse_px, 1000) : 0;
  view.rmse_m = held_out ? rounded(view.rmse_m, 1000) : 0;
  view.sigma_m = rounded(view.sigma_m, 1000);
}

void append_json(JsonLine& line, const FieldView& view, const std::string& source_id,
                 std::int64_t frame, Nanoseconds pts_ns) {
  begin_frame_line(line, source_id, frame, pts_ns);
  line.key("state").string(to_string(view.state));
  line.key("size").begin_array();
  line.real(view.size.x);
  line.real(view.size.y);
  line.end_array();
  const bool found = view.state != CalibrationState::lost;
  found ? write_found(line, view) : write_nothing(line);
  write_word(line.key("why"), view.why);
  line.end_object();
}

}  // namespace touchline
