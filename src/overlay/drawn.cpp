#include "overlay/drawn.h"

#include "base/decimal.h"

namespace touchline {

std::string to_json(std::span<const DrawnText> drawn, const std::string& source_id,
                    std::int64_t frame, Nanoseconds pts_ns) {
  std::string out = R"({"source":)";
  append_quoted(out, source_id);
  out += R"(,"frame":)";
  append_integer(out, frame);
  out += R"(,"pts_ns":)";
  append_integer(out, pts_ns);
  out += R"(,"drawn":[)";
  for (const auto& entry : drawn) {
    out += &entry == drawn.data() ? R"({"element":)" : R"(,{"element":)";
    append_quoted(out, entry.element);
    out += R"(,"track_id":)";
    if (entry.track_id < 0)
      out += "null";
    else
      append_integer(out, entry.track_id);
    out += R"(,"text":)";
    append_quoted(out, entry.text);
    out += R"(,"box":[)";
    const Box& b = entry.box;
    for (const float v : {b.x, b.y, b.w, b.h}) {
      append_decimal<1>(out, static_cast<double>(v));
      out += ',';
    }
    out.back() = ']';
    out += '}';
  }
  return out + "]}";
}

}  // namespace touchline
