// What soccer's formats read of a run beside its frames and events, in one pass each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "records/field.h"
#include "reports/convert_run.h"

namespace touchline::soccer {

/// What measures.jsonl says of one frame; all unknown where it says nothing.
struct FrameMeasures {
  Team possession = Team::none;  ///< none: unknown or contested
  std::optional<int> attack_a;   ///< +1: team a attacks towards +x; -1: towards -x
  std::vector<PersonMotion> players;

  [[nodiscard]] const PersonMotion* of(std::int64_t track_id) const;
};

class MeasureLines {
 public:
  explicit MeasureLines(const ConvertInput& in) : lines_(in, "measures.jsonl") {}
  Result<FrameMeasures> at(std::int64_t frame);

 private:
  FrameLines lines_;
};

class ViewLines {
 public:
  explicit ViewLines(const ConvertInput& in) : lines_(in, "calibration.jsonl") {}
  /// Only what maps pixels to metres is set; state `lost` where nothing is known.
  Result<FieldView> at(std::int64_t frame);

 private:
  FrameLines lines_;
};

/// +1 or -1 when team a attacks one way in every frame that knows, or the sheet says so; nothing
/// when no frame does or they differ.
Result<std::optional<int>> attack_of_a(const ConvertInput& in);

}  // namespace touchline::soccer
