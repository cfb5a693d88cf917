#include "records/hand.h"

#include "records/line_blocks.h"
#include "records/record_line.h"

namespace touchline {
namespace {

void read_hand(simdjson::ondemand::document& line, HandRow& hand) {
  if (std::int64_t(line["schema"].get_int64()) != kSchemaVersion)
    throw BadJson(simdjson::INCORRECT_TYPE);
  hand = {};
  hand.frame = line["frame"].get_int64();
  hand.pts_ns = line["pts_ns"].get_int64();
  simdjson::ondemand::value fingers = line["fingers"];
  if (!fingers.is_null()) hand.fingers = static_cast<int>(std::int64_t(fingers.get_int64()));
  hand.score = line["score"].get_double();
}

}  // namespace

void append_json(JsonLine& line, const HandRow& hand, const std::string& source_id) {
  begin_frame_line(line, source_id, hand.frame, hand.pts_ns);
  line.key("fingers").integer(hand.fingers ? std::optional<std::int64_t>(*hand.fingers)
                                           : std::nullopt);
  line.key("reason");
  if (hand.fingers)
    line.null();
  else
    line.string(hand.points.empty() ? "no_hand_seen" : "fingers_not_sure");
  line.key("score").decimal<3>(hand.score);
  line.key("points").begin_array();
  for (const auto& point : hand.points) {
    line.decimal<1>(point ? std::optional(static_cast<double>(point->pixel.x)) : std::nullopt);
    line.decimal<1>(point ? std::optional(static_cast<double>(point->pixel.y)) : std::nullopt);
  }
  line.end_array();
  line.end_object();
}

Result<std::vector<HandRow>> read_hands(const std::string& path) {
  TL_ASSIGN(auto blocks, LineBlocks::open(path));
  std::vector<HandRow> all, some;
  for (;;) {
    TL_CHECK(blocks.next(some, read_hand));
    if (some.empty()) return all;
    all.insert(all.end(), some.begin(), some.end());
  }
}

}  // namespace touchline
