#include "field/point_pairs.h"

#include <yaml-cpp/yaml.h>

#include <Eigen/Eigenvalues>

#include <charconv>
#include <cmath>

#include "field/estimate.h"

namespace touchline {
namespace {

/// A landmark by its number or its name.
Result<Vec2d> place_of(const std::string& landmark, const FieldSpec& field,
                       const std::string& where) {
  const auto& all = field.landmarks;
  const auto named = std::find_if(all.begin(), all.end(), [&](const FieldLandmark& one) {
    return !one.name.empty() && one.name == landmark;
  });
  if (named != all.end()) return named->at;
  std::size_t index = all.size();
  const auto [end, error] =
      std::from_chars(landmark.data(), landmark.data() + landmark.size(), index);
  const bool is_number = error == std::errc() && end == landmark.data() + landmark.size();
  if (is_number && index < all.size() && !all[index].name.empty()) return all[index].at;
  const auto labelled = std::count_if(all.begin(), all.end(),
                                      [](const FieldLandmark& one) { return !one.name.empty(); });
  if (labelled == 0)
    return fail(Errc::bad_input, where, "{}: this field has no landmarks; give 'field' in metres",
                where);
  return fail(
      Errc::bad_input, where, "{}: '{}' is no landmark; use 0 to {} or a name such as '{}' or '{}'",
      where, landmark, labelled - 1, all[0].name, all[static_cast<std::size_t>(labelled) / 4].name);
}

Vec2d point_of(const YAML::Node& node) {
  if (!node.IsSequence() || node.size() != 2)
    throw YAML::Exception(node.Mark(), "two numbers [x, y] are needed");
  const Vec2d at{node[0].as<double>(), node[1].as<double>()};
  if (!std::isfinite(at.x) || !std::isfinite(at.y))
    throw YAML::Exception(node.Mark(), "two finite numbers [x, y] are needed");
  return at;
}

Status check(const MarkedPoints& marked, const FieldSpec& field, const PointPairOptions& options) {
  const std::string where = marked.points.empty() ? "point pairs" : marked.points[0].name;
  if (!(marked.size.x >= 16 && marked.size.y >= 16))
    return fail(Errc::bad_input, where, "{}: size {}x{} is not a picture's; give its pixels", where,
                marked.size.x, marked.size.y);
  if (marked.points.size() < 4)
    return fail(Errc::bad_input, where, "{}: {} pairs of points; at least 4 are needed", where,
                marked.points.size());
  for (const auto& point : marked.points) {
    if (point.pixel.x < 0 || point.pixel.y < 0 || point.pixel.x > marked.size.x ||
        point.pixel.y > marked.size.y)
      return fail(Errc::bad_input, point.name, "{}: pixel ({}, {}) is outside the {}x{} picture",
                  point.name, point.pixel.x, point.pixel.y, marked.size.x, marked.size.y);
    if (!field.contains(point.field, options.margin_m))
      return fail(Errc::bad_input, point.name,
                  "{}: field point ({}, {}) is outside the {}x{} m field; metres count from "
                  "its middle",
                  point.name, point.field.x, point.field.y, field.length_m, field.width_m);
    for (const auto& other : marked.points) {
      if (&other == &point) break;
      if (distance(other.field, point.field) < 0.05 || distance(other.pixel, point.pixel) < 0.5)
        return fail(Errc::bad_input, point.name, "{}: the same point as {}", point.name,
                    other.name);
    }
  }
  return {};
}

/// Share of the points' extent that lies across their main direction.
double flatness(const std::vector<MarkedPoint>& points, Vec2d MarkedPoint::* of) {
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  for (const auto& p : points) mean += Eigen::Vector2d((p.*of).x, (p.*of).y);
  mean /= static_cast<double>(points.size());
  Eigen::Matrix2d scatter = Eigen::Matrix2d::Zero();
  for (const auto& p : points) {
    const Eigen::Vector2d d = Eigen::Vector2d((p.*of).x, (p.*of).y) - mean;
    scatter += d * d.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> eigen(scatter);
  return std::sqrt(std::max(0.0, eigen.eigenvalues()[0]) / eigen.eigenvalues()[1]);
}

/// The pair without which the rest agrees best, when it then agrees within `tolerance_px`.
const MarkedPoint* odd_one_out(const MarkedPoints& marked, double tolerance_px) {
  const MarkedPoint* odd = nullptr;
  double best = tolerance_px;
  if (marked.points.size() < 6) return nullptr;  // four others agree with anything
  for (const auto& out : marked.points) {
    std::vector<PointPair> rest;
    for (const auto& p : marked.points)
      if (&p != &out) rest.push_back({p.field, p.pixel});
    const auto h = direct_linear_transform(rest);
    if (!h) continue;
    double worst = 0;
    for (const auto& [field, pixel] : rest)
      worst = std::max(worst, distance(project_any(*h, field), pixel));
    if (worst < best) best = worst, odd = &out;
  }
  return odd;
}

}  // namespace

Result<MarkedPoints> read_point_pairs(const std::string& path, const FieldSpec& field) {
  try {
    const YAML::Node root = YAML::LoadFile(path);
    if (!root.IsMap() || !root["size"] || !root["pairs"] || !root["pairs"].IsSequence())
      return fail(Errc::bad_input, path, "{}: expected 'size: [width, height]' and a list 'pairs:'",
                  path);
    MarkedPoints marked;
    marked.size = point_of(root["size"]);
    for (std::size_t i = 0; i < root["pairs"].size(); ++i) {
      const YAML::Node pair = root["pairs"][i];
      MarkedPoint point;
      point.name = fmt::format("{}:{}: pair {}", path, pair.Mark().line + 1, i + 1);
      if (!pair.IsMap() || !pair["pixel"] || (!pair["field"] == !pair["landmark"]))
        return fail(Errc::bad_input, path, "{}: expected 'pixel' and one of 'field' and 'landmark'",
                    point.name);
      point.pixel = point_of(pair["pixel"]);
      if (pair["field"]) {
        point.field = point_of(pair["field"]);
      } else {
        TL_ASSIGN(point.field, place_of(pair["landmark"].as<std::string>(), field, point.name));
      }
      marked.points.push_back(std::move(point));
    }
    return marked;
  } catch (const YAML::BadFile&) {
    return fail(Errc::io, path, "cannot read the point pairs '{}'", path);
  } catch (const YAML::Exception& error) {
    return fail(Errc::bad_input, path, "{}: {}", path, error.what());
  }
}

Result<FieldView> calibrate(const MarkedPoints& marked, const FieldSpec& field,
                            const PointPairOptions& options) {
  TL_CHECK(check(marked, field, options));
  const std::string& first = marked.points[0].name;
  constexpr double kFlat = 0.02;
  if (flatness(marked.points, &MarkedPoint::pixel) < kFlat ||
      flatness(marked.points, &MarkedPoint::field) < kFlat)
    return fail(Errc::bad_input, first, "{} and all others lie on one line; add pairs away from it",
                first);
  const CornerFrame frame(marked.size);
  const double sigma = options.sigma * frame.diagonal(),
               tolerance = options.tolerance * frame.diagonal();
  std::vector<PointPair> pairs;
  std::vector<Correspondence> matches;
  for (const auto& point : marked.points) {
    pairs.push_back({point.field, point.pixel});
    Correspondence match{
        point.field, point.pixel, sigma, {}, static_cast<int>(matches.size()), 1, 0};
    matches.push_back(match);
  }
  const auto start = direct_linear_transform(pairs);
  double worst = 0;
  std::size_t worst_at = 0;
  for (std::size_t i = 0; start && i < pairs.size(); ++i) {
    const double off = distance(project_any(*start, pairs[i].from), pairs[i].to);
    if (off > worst) worst = off, worst_at = i;
  }
  if (!start || worst > tolerance) {
    const MarkedPoint* odd = odd_one_out(marked, tolerance);
    if (!odd && !start)
      return fail(Errc::bad_input, first,
                  "{} and the others fit no view: three of four on one line, or two swapped",
                  first);
    const auto& name = odd ? odd->name : marked.points[worst_at].name;
    return fail(Errc::bad_input, name,
                "{}: contradicts the other pairs (errors up to {:.1f} px, {:.1f} px are allowed); "
                "check pixel and field point of it",
                name, worst, tolerance);
  }
  Vec2d middle;
  for (const auto& pair : pairs) middle = middle + (1.0 / double(pairs.size())) * pair.to;
  if (const char* reason = impossible(*start, marked.size, field.length_m, middle); *reason)
    return fail(Errc::bad_input, first,
                "{} and the others: {}; are x (right) and y (away from the camera) right?", first,
                reason);
  constexpr double kWidths[] = {10, 3};
  const auto fitted = fit(frame, *start, matches, nullptr, kWidths);
  if (!fitted)
    return fail(Errc::bad_input, first, "{} and the others do not determine the view", first);
  const auto error =
      held_out_error(frame, *fitted, matches, nullptr, 0, static_cast<int>(matches.size()));
  FieldView view;
  view.state = CalibrationState::measured;
  view.image_from_field = fitted->h;
  view.field_from_image = *inverse(fitted->h);
  view.size = marked.size;
  view.lens = {0, 0.5 * marked.size, frame.diagonal() / 2};
  const Matrix8d cov = std::max(1.0, fitted->spread * fitted->spread) * fitted->cov;
  Eigen::Map<Eigen::Matrix<double, 8, 8, Eigen::RowMajor>>(view.corner_cov.data()) = cov;
  view.inliers = fitted->points;
  view.rmse_px = error.px;
  view.rmse_m = error.m;
  if (const auto at = middle_of_view(fitted->h, field, marked.size))
    view.sigma_m = ground_sigma(fitted->h, cov, marked.size, *at);
  return view;
}

}  // namespace touchline
