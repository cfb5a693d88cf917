#include "overlay/drawn.h"

namespace touchline {

void append_json(JsonLine& line, std::span<const DrawnText> drawn, const std::string& source_id,
                 std::int64_t frame, Nanoseconds pts_ns) {
  line.begin_object();
  line.key("source").string(source_id);
  line.key("frame").integer(frame);
  line.key("pts_ns").integer(pts_ns);
  line.key("drawn").begin_array();
  for (const auto& [element, track_id, text, box] : drawn) {
    line.begin_object();
    line.key("element").string(element);
    line.key("track_id");
    track_id < 0 ? line.null() : line.integer(track_id);
    line.key("text").string(text);
    line.key("box").decimals<1>(box.x, box.y, box.w, box.h);
    line.end_object();
  }
  line.end_array();
  line.end_object();
}

}  // namespace touchline
