// What COCO's two files of a run have in common. Private to reports.
#pragma once

#include "base/json_line.h"
#include "reports/convert.h"
#include "reports/convert_run.h"

namespace touchline {

/// The keys `info` and `licenses`.
void write_coco_info(JsonLine& json, const ConvertInput& in);
/// One of `images`, on a line of its own.
void write_coco_image(JsonLine& json, const ConvertInput& in, const ExportFrame& frame);
/// The bodies of poses.bin as COCO keypoints, in `path`; false: the run has none.
Result<bool> write_coco_keypoints(const ConvertInput& in, const std::string& path);

}  // namespace touchline
