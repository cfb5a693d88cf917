// What the settings `follow` mean: checked before anything is opened, and completed once the
// source is.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "analytics/zones.h"
#include "base/result.h"
#include "director/camera_operator.h"
#include "pipeline/settings.h"

namespace touchline {

/// Of pictures, pixels.
struct PictureSize {
  int width = 0, height = 0;
};

struct FollowSetup {
  std::optional<PictureSize> size;    ///< of what is shown; null: by the source
  director::DirectorOptions options;  ///< of the preset; what depends on the source is not in them
  std::vector<Zone> excluded;         ///< pixels of the source
  bool seed = false;                  ///< an earlier system's camera, to compare with
};

/// Errc::bad_config names a setting that does not fit, or a file and what is wrong in it.
Result<FollowSetup> follow_setup(const Settings::Follow& follow);
/// The size of what is shown of a source whose pictures are `width` wide.
PictureSize shown_size(const FollowSetup& setup, int width);
/// Who follows a source of this size, shown in pictures of `size`.
std::unique_ptr<director::CameraOperator> make_operator(const FollowSetup& setup,
                                                        PictureSize source, PictureSize size);
/// Where no ball is looked for in a source whose pictures are `width` wide, in widths.
std::vector<Polygon> zones_without_ball(const FollowSetup& setup, int width);

}  // namespace touchline
