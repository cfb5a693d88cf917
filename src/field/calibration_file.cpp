#include "field/calibration_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json_dump.h"
#include "base/text_file.h"
#include "geometry/homography.h"

namespace touchline {
namespace {

using Json = nlohmann::json;

std::optional<CalibrationState> state_of(const std::string& name) {
  for (const auto state : {CalibrationState::measured, CalibrationState::propagated,
                           CalibrationState::stale, CalibrationState::lost})
    if (name == to_string(state)) return state;
  return std::nullopt;
}

template <class T>
T value_or(const Json& row, const char* key, T fallback) {
  const auto at = row.find(key);
  return at == row.end() || at->is_null() ? fallback : at->get<T>();
}

void read_covariance(const Json& row, FieldView& view) {
  const auto upper = row.at("corner_cov").get<std::vector<double>>();
  if (upper.size() != 36) throw std::runtime_error("corner_cov must have 36 numbers");
  std::size_t next = 0;
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = i; k < 8; ++k)
      view.corner_cov[8 * i + k] = view.corner_cov[8 * k + i] = upper[next++];
}

void read_view(const Json& row, FieldView& view) {
  const auto h = row.at("image_from_field").get<std::vector<double>>();
  if (h.size() != 9) throw std::runtime_error("image_from_field must have 9 numbers");
  std::copy(h.begin(), h.end(), view.image_from_field.m.begin());
  const auto back = inverse(view.image_from_field);
  if (!back) throw std::runtime_error("image_from_field has no inverse");
  if (determinant(view.image_from_field) > 0)
    throw std::runtime_error("image_from_field is mirrored: the camera would be below the ground");
  view.field_from_image = *back;
  view.lens.k1 = value_or(row, "lens_k1", 0.0);
  if (std::abs(view.lens.k1) > 1) throw std::runtime_error("lens_k1 must lie in -1 to 1");
  if (row.contains("corner_cov") && !row.at("corner_cov").is_null()) read_covariance(row, view);
  view.inliers = value_or(row, "inliers", 0);
  view.rmse_px = value_or(row, "rmse_px", 0.0);
  view.rmse_m = value_or(row, "rmse_m", 0.0);
  view.sigma_m = value_or(row, "sigma_m", 0.0);
  view.unmeasured_ns = value_or<Nanoseconds>(row, "unmeasured_ns", 0);
}

FieldView lost(Vec2d size, std::string why) {
  FieldView view;
  view.size = size;
  view.why = std::move(why);
  return view;
}

}  // namespace

Result<CalibrationRow> parse_calibration(const std::string& line, const std::string& where) {
  CalibrationRow out;
  try {
    const Json row = Json::parse(line);
    out.frame = value_or<std::int64_t>(row, "frame", 0);
    out.pts_ns = value_or<Nanoseconds>(row, "pts_ns", 0);
    const auto state = state_of(row.at("state").get<std::string>());
    if (!state)
      return fail(Errc::bad_input, where,
                  "{}: state must be measured, propagated, stale or lost, not {}", where,
                  json_dump(row.at("state")));
    const auto size = row.at("size").get<std::vector<double>>();
    if (size.size() != 2 || !(size[0] > 0 && size[1] > 0))
      return fail(Errc::bad_input, where, "{}: size must be the picture's width and height", where);
    out.view.state = *state;
    out.view.size = {size[0], size[1]};
    out.view.lens = {0, 0.5 * out.view.size, length(out.view.size) / 2};
    out.view.why = value_or<std::string>(row, "why", "");
    if (*state != CalibrationState::lost) read_view(row, out.view);
  } catch (const std::exception& error) {
    return fail(Errc::bad_input, where,
                "{}: not a calibration row ({}); rows come from `touchline calibrate` or a run's "
                "calibration.jsonl",
                where, error.what());
  }
  return out;
}

Result<CalibrationFile> CalibrationFile::from_rows(std::vector<CalibrationRow> rows,
                                                   const std::string& path) {
  if (rows.empty())
    return fail(Errc::bad_input, path, "{}: no calibration rows in it; is it the right file?",
                path);
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (rows[i].pts_ns <= rows[i - 1].pts_ns)
      return fail(Errc::bad_input, path,
                  "{}:{}: pts_ns {} does not come after {} of the row before it", path, i + 1,
                  rows[i].pts_ns, rows[i - 1].pts_ns);
  CalibrationFile file;
  file.rows_ = std::move(rows);
  return file;
}

Result<CalibrationFile> CalibrationFile::read(const std::string& path) {
  std::ifstream in(path);
  if (!in) return fail(Errc::io, path, "cannot read the calibration '{}'", path);
  std::vector<CalibrationRow> rows;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    TL_ASSIGN(auto row, parse_calibration(line, fmt::format("{}:{}", path, number)));
    rows.push_back(std::move(row));
  }
  return from_rows(std::move(rows), path);
}

FieldView scaled_view(const FieldView& view, Vec2d size) {
  if (view.size == size) return view;
  FieldView out = view;
  const double sx = size.x / view.size.x, sy = size.y / view.size.y;
  out.size = size;
  out.image_from_field = Mat3{{sx, 0, 0, 0, sy, 0, 0, 0, 1}} * view.image_from_field;
  out.field_from_image = view.field_from_image * Mat3{{1 / sx, 0, 0, 0, 1 / sy, 0, 0, 0, 1}};
  out.lens = {view.lens.k1, 0.5 * size, length(size) / 2};
  for (std::size_t i = 0; i < 8; ++i)
    for (std::size_t k = 0; k < 8; ++k)
      out.corner_cov[8 * i + k] *= (i % 2 ? sy : sx) * (k % 2 ? sy : sx);
  out.rmse_px *= sx;
  return out;
}

FieldView CalibrationFile::at(Nanoseconds pts_ns, Vec2d size, double hold_s) const {
  const CalibrationRow* row = &rows_.front();
  if (rows_.size() > 1) {
    auto after =
        std::upper_bound(rows_.begin(), rows_.end(), pts_ns,
                         [](Nanoseconds t, const CalibrationRow& r) { return t < r.pts_ns; });
    if (after == rows_.begin()) return lost(size, "before the calibration file's first row");
    row = &*std::prev(after);
    if (to_seconds(pts_ns - row->pts_ns) > hold_s)
      return lost(size, "no row of the calibration file near this time");
  }
  const Vec2d had = row->view.size;
  constexpr double kSameShape = 0.01;
  if (std::abs(size.x * had.y / (size.y * had.x) - 1) > kSameShape)
    return lost(size, fmt::format("the calibration file is for pictures of {}x{}, not {}x{}", had.x,
                                  had.y, size.x, size.y));
  return scaled_view(row->view, size);
}

Status write_calibration(const std::string& path, const std::string& source_id,
                         const std::vector<CalibrationRow>& rows) {
  TL_ASSIGN(auto file, TextFile::create(path));
  JsonLine line;
  for (auto row : rows) {
    quantise(row.view);
    append_json(line, row.view, source_id, row.frame, row.pts_ns);
    file.write_line(line.take());
  }
  return file.close();
}

}  // namespace touchline
