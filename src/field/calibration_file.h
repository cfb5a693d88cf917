// Calibrations on disk: the rows a run wrote, and pairs of points given by hand.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "geometry/field_spec.h"
#include "records/field.h"

namespace touchline {

struct CalibrationRow {
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  FieldView view;
};

/// A calibration.jsonl: one row is a fixed camera, several go by time.
class CalibrationFile {
 public:
  /// Errc::io when it cannot be read, Errc::bad_input naming file, line and key when a row is
  /// wrong: not JSON, a matrix that no camera can have, times that go back.
  static Result<CalibrationFile> read(const std::string& path);
  static Result<CalibrationFile> from_rows(std::vector<CalibrationRow> rows,
                                           const std::string& path);

  /// The view for a frame: the only row's, else that of the latest row not after `pts_ns`; lost
  /// before the first one and more than `hold_s` after a row. A picture of another size with the
  /// same shape gets the view scaled; another shape gets a lost view that says so.
  [[nodiscard]] FieldView at(Nanoseconds pts_ns, Vec2d size, double hold_s = 0.5) const;
  [[nodiscard]] const std::vector<CalibrationRow>& rows() const { return rows_; }

 private:
  std::vector<CalibrationRow> rows_;
};

/// Writes rows as calibration.jsonl. Errc::io.
Status write_calibration(const std::string& path, const std::string& source_id,
                         const std::vector<CalibrationRow>& rows);
/// One row; `where` (file:line) begins the message of an error.
Result<CalibrationRow> parse_calibration(const std::string& line, const std::string& where);
/// The same view of the same picture at another resolution.
FieldView scaled_view(const FieldView& view, Vec2d size);

}  // namespace touchline
