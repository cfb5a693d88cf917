#include "field/marked_corners.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "field/camera_fit.h"
#include "field/estimate.h"

namespace touchline {
namespace {

/// The numbers of a text, whatever parts them; nothing when there is anything else in it.
std::optional<std::vector<double>> numbers_of(std::string_view text, std::string_view between) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    while (at != end && between.find(*at) != std::string_view::npos) ++at;
    if (at == end) return numbers;
    double number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    const bool ended = next == end || between.find(*next) != std::string_view::npos;
    if (error != std::errc() || !ended || !std::isfinite(number)) return std::nullopt;
    numbers.push_back(number);
    at = next;
  }
}

double area_of(const std::array<Vec2d, 4>& p) {
  return std::abs(cross(p[2] - p[0], p[3] - p[1])) / 2;
}

/// Counter-clockwise as the picture shows them, whose y runs down.
void put_in_order(std::array<Vec2d, 4>& p) {
  Vec2d middle;
  for (const Vec2d& each : p) middle = middle + 0.25 * each;
  std::stable_sort(p.begin(), p.end(), [&](Vec2d a, Vec2d b) {
    return std::atan2(a.y - middle.y, a.x - middle.x) > std::atan2(b.y - middle.y, b.x - middle.x);
  });
}

bool is_convex(const std::array<Vec2d, 4>& p) {
  constexpr double kLeastTurn = 0.01;  // sine of the angle at a corner
  for (std::size_t i = 0; i < 4; ++i) {
    const Vec2d in = p[(i + 1) % 4] - p[i], out = p[(i + 2) % 4] - p[(i + 1) % 4];
    if (!(cross(in, out) < -kLeastTurn * length(in) * length(out))) return false;
  }
  return true;
}

/// The field's corners, counter-clockwise from above, beginning with the `first`.
std::array<Vec2d, 4> outline(const FieldSpec& field, std::size_t first) {
  const double x = field.length_m / 2, y = field.width_m / 2;
  const std::array<Vec2d, 4> all = {{{-x, -y}, {x, -y}, {x, y}, {-x, y}}};
  std::array<Vec2d, 4> turned;
  for (std::size_t i = 0; i < 4; ++i) turned[i] = all[(i + first) % 4];
  return turned;
}

/// Whether a camera that stands there sees the field from the end, or the side, it is to be seen
/// from.
bool stands_right(const Pinhole& camera, const FieldSpec& field) {
  const double along = camera.ground.x / field.length_m, across = camera.ground.y / field.width_m;
  return std::abs(along) > std::abs(across) ? along < 0 : across < 0;
}

struct Fitted {
  CameraFit fit;
  std::array<Correspondence, 4> corners;
};

/// The best camera for one way of taking the corners; nothing when there is none.
std::optional<Fitted> fit_turned(const MarkedCorners& marked, const FieldSpec& field, Vec2d size,
                                 std::size_t first, double sigma_px) {
  const auto places = outline(field, first);
  std::array<PointPair, 4> pairs;
  Fitted fitted;
  for (std::size_t i = 0; i < 4; ++i) {
    pairs[i] = {places[i], marked.pixel[i]};
    fitted.corners[i] = {places[i], marked.pixel[i], sigma_px, {}, static_cast<int>(i), 1, 0};
  }
  const auto exact = through_four(pairs);
  if (!exact) return std::nullopt;
  const auto seen = facing(*exact, pairs);
  if (!seen || !(determinant(*seen) < 0)) return std::nullopt;
  const auto start = pinhole_of(*seen, size);
  if (!start || !stands_right(*start, field)) return std::nullopt;
  fitted.fit = fit_camera(fitted.corners, any_camera(field), *start, size);
  return fitted;
}

Status check_size(const MarkedCorners& marked, Vec2d size, const std::string& section,
                  const CornerOptions& options) {
  const auto name = section + ".corners";
  for (const Vec2d& p : marked.pixel) {
    const double x = p.x / size.x, y = p.y / size.y, most = 1 + options.farthest;
    if (!(x > -options.farthest && x < most && y > -options.farthest && y < most))
      return fail(Errc::bad_config, name,
                  "{}: corner ({}, {}) lies too far outside the {}x{} picture", name, p.x, p.y,
                  size.x, size.y);
  }
  if (const double share = area_of(marked.pixel) / (size.x * size.y);
      !(share >= options.least_area))
    return fail(Errc::bad_config, name,
                "{}: the four corners span {:.2f} % of the {}x{} picture; {:.2f} % are needed",
                name, 100 * share, size.x, size.y, 100 * options.least_area);
  return {};
}

/// The corners in pixels of a picture of another size.
Result<MarkedCorners> scaled_to(MarkedCorners marked, Vec2d size, const std::string& section) {
  if (!(marked.size.x > 0) || marked.size == size) return marked;
  constexpr double kSameShape = 0.01;
  if (std::abs(size.x * marked.size.y / (size.y * marked.size.x) - 1) > kSameShape)
    return fail(Errc::bad_config, section + ".picture",
                "{}.picture: the corners were marked in a picture of {}x{}; this one is {}x{}, of "
                "another shape",
                section, marked.size.x, marked.size.y, size.x, size.y);
  for (Vec2d& p : marked.pixel) p = {p.x * size.x / marked.size.x, p.y * size.y / marked.size.y};
  marked.size = size;
  return marked;
}

}  // namespace

Result<MarkedCorners> parse_corners(std::string_view corners, std::string_view picture,
                                    const std::string& section) {
  const auto name = section + ".corners";
  const auto numbers = numbers_of(corners, " ,;\t");
  if (!numbers || numbers->size() != 8)
    return fail(Errc::bad_config, name,
                "{}: '{}' is not four corners in pixels; write them as \"x,y x,y x,y x,y\"", name,
                corners);
  MarkedCorners marked;
  for (std::size_t i = 0; i < 4; ++i) marked.pixel[i] = {(*numbers)[2 * i], (*numbers)[2 * i + 1]};
  constexpr double kApart = 2;  // pixels
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (distance(marked.pixel[i], marked.pixel[k]) < kApart)
        return fail(Errc::bad_config, name, "{}: corners {} and {} are the same point", name, k + 1,
                    i + 1);
  put_in_order(marked.pixel);
  if (!is_convex(marked.pixel))
    return fail(Errc::bad_config, name,
                "{}: the four corners span no convex shape: one lies between the others, or three "
                "on a line",
                name);
  if (picture.empty()) return marked;
  const auto size = numbers_of(picture, "x");
  if (!size || size->size() != 2 || !((*size)[0] >= 16 && (*size)[1] >= 16))
    return fail(Errc::bad_config, section + ".picture",
                "{}.picture: '{}' is not a picture's size; write it as WIDTHxHEIGHT, in pixels",
                section, picture);
  marked.size = {(*size)[0], (*size)[1]};
  return marked;
}

FieldView view_of(const HomographyFit& fitted, const FieldSpec& field, Vec2d size) {
  FieldView view;
  view.state = CalibrationState::measured;
  view.image_from_field = fitted.h;
  view.field_from_image = inverse(fitted.h).value_or(Mat3{});
  view.size = size;
  view.lens = {0, 0.5 * size, length(size) / 2};
  const Matrix8d cov = std::max(1.0, fitted.spread * fitted.spread) * fitted.cov;
  Eigen::Map<Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(view.corner_cov.data()) = cov;
  view.inliers = fitted.points + fitted.lines;
  if (const auto at = middle_of_view(fitted.h, field, size))
    view.sigma_m = ground_sigma(fitted.h, cov, size, *at);
  return view;
}

Result<CornerView> view_of_corners(const MarkedCorners& marked, const FieldSpec& field, Vec2d size,
                                   const std::string& section, const CornerOptions& options) {
  TL_ASSIGN(const MarkedCorners here, scaled_to(marked, size, section));
  TL_CHECK(check_size(here, size, section, options));
  const double diagonal = length(size);
  std::optional<Fitted> best;
  for (std::size_t first = 0; first < 4; ++first) {
    auto fitted = fit_turned(here, field, size, first, options.sigma * diagonal);
    if (fitted && (!best || fitted->fit.cost < best->fit.cost)) best = std::move(fitted);
  }
  const auto name = section + ".corners";
  if (!best)
    return fail(Errc::bad_config, name,
                "{}: no camera sees a field of {} x {} m like that; are they its outer corners, in "
                "pixels of the upright picture?",
                name, field.length_m, field.width_m);
  CornerView out{{}, best->fit.camera, best->corners, {}};
  out.prior = homography_prior(any_camera(field), out.camera, size, options.slack * diagonal);
  out.prior.mean.setZero();  // the camera was fitted with it already
  const CornerFrame frame(size);
  const auto fitted = fit(frame, out.prior.h, out.corners, &out.prior);
  if (!fitted || fitted->points < 4)
    return fail(Errc::bad_config, name,
                "{}: the corners contradict one another: no camera with square pixels sees a field "
                "of {} x {} m like that; is one of them misplaced?",
                name, field.length_m, field.width_m);
  out.view = view_of(*fitted, field, size);
  return out;
}

}  // namespace touchline
