// The door for a sport's own formats, and for what the formats of every sport read in its record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "geometry/linear.h"

namespace touchline {

struct ConvertInput;

using WrittenFiles = Result<std::vector<std::string>>;
/// Converted::unknown: a writer adds what its format must have and was not told.
using Unknown = std::set<std::string>;

struct ConvertFormat {
  std::string_view name;
  /// Writes below `dir` and returns the files it wrote.
  std::function<WrittenFiles(const ConvertInput& in, const std::string& dir, Unknown& unknown)>
      write;
  bool with_run = false;  ///< of the sport's own: every run leaves it in its folder
  bool of_video = false;  ///< is made from annotated.mp4, and only runs that have it leave it
};

/// How somebody moves in a frame.
struct PersonMotion {
  std::int64_t track_id = 0;
  std::optional<Vec2d> velocity_m_s;
  std::optional<double> speed_m_s;
};

/// The motions in a run's record, frame by frame.
class MotionReader {
 public:
  virtual ~MotionReader() = default;
  /// Those of `frame`, which are asked for in rising order; none where the record has none. Valid
  /// until the next call.
  virtual Result<std::span<const PersonMotion>> at(std::int64_t frame) = 0;
};

struct SportFormats {
  std::vector<ConvertFormat> own;
  std::span<const std::string_view> chapters;  ///< types of events that a viewer would jump to
  /// Null: the sport's record has none.
  std::unique_ptr<MotionReader> (*motions)(const ConvertInput& in) = nullptr;
};

}  // namespace touchline
