// Strokes and rallies as they were labelled, or found.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sports/badminton/record.h"
#include "sports/badminton/shots.h"

namespace touchline::badminton {

struct ScoredStroke {
  double t_s = 0;
  std::optional<End> end;
  std::optional<StrokeKind> kind;
  std::optional<Side> side;
};

struct ScoredVideo {
  std::string name;
  double fps = 0;
  std::vector<std::vector<ScoredStroke>> rallies;  ///< in the order of time, none of them empty
};

/// Labels: demo.json as `touchline demo` leaves it, one video whose name is empty; or a CSV file, a
/// line for each clip of one rally: clip, fps, hit, and perhaps prev_hit and next_hit, which are
/// frames, type_en, hitter_side (Bottom, Top), backhand (0, 1). Errc::bad_input names file and
/// line.
Result<std::vector<ScoredVideo>> read_true_play(const std::string& path);

/// play.json at `path`, or all of that name below the folder `path`. Errc::bad_input names a file
/// that is not as Touchline writes it; Errc::io one that cannot be read, or a folder without any.
Result<std::vector<ScoredVideo>> read_found_play(const std::string& path);

}  // namespace touchline::badminton
