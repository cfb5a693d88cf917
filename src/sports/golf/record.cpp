#include "sports/golf/record.h"

#include "records/record_line.h"

namespace touchline::golf {

void GolfRecord::append_json(JsonLine& line, const std::string& source_id) const {
  begin_frame_line(line, source_id, frame, pts_ns);
  write_known(line.key("golfer"), "golfer", golfer);
  write_known(line.key("points"), "points", points);
  write_known<1>(line.key("torso_px"), "torso_px", torso_px);
  write_known<1>(line.key("hands_px"), "hands_px", hands_px);
  write_known<3>(line.key("hands_up_torso"), "hands_up_torso", hands_up_torso);
  write_known<1>(line.key("spine_deg"), "spine_deg", spine_deg);
  write_known<1>(line.key("shoulders_deg"), "shoulders_deg", shoulders_deg);
  line.why_null();
  line.end_object();
}

const GolfRecord* golf_of(const SportRecord* record) {
  return dynamic_cast<const GolfRecord*>(record);
}

}  // namespace touchline::golf
