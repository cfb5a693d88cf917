#include "records/sound.h"

#include "records/line_blocks.h"
#include "records/record_line.h"

namespace touchline {
namespace {

constexpr int kPlaces = 1;  // of decibels

void read_sound(simdjson::ondemand::document& line, SoundStretch& stretch) {
  if (std::int64_t(line["schema"].get_int64()) != kSchemaVersion)
    throw BadJson(simdjson::INCORRECT_TYPE);
  stretch.start_ns = line["start_ns"].get_int64();
  stretch.end_ns = line["end_ns"].get_int64();
  stretch.level_db = line["level_db"].get_double();
  stretch.onsets.clear();
  for (simdjson::ondemand::object onset : line["onsets"].get_array())
    stretch.onsets.push_back(
        {std::int64_t(onset["pts_ns"].get_int64()), double(onset["rise_db"].get_double())});
}

}  // namespace

void quantise(SoundStretch& stretch) {
  stretch.level_db = round_decimal<kPlaces>(stretch.level_db);
  for (SoundOnset& onset : stretch.onsets) onset.rise_db = round_decimal<kPlaces>(onset.rise_db);
}

void append_json(JsonLine& line, const SoundStretch& stretch, const std::string& source_id) {
  line.begin_object();
  line.key("schema").integer(kSchemaVersion);
  line.key("source_id").string(source_id);
  line.key("start_ns").integer(stretch.start_ns);
  line.key("end_ns").integer(stretch.end_ns);
  line.key("level_db").decimal<kPlaces>(stretch.level_db);
  line.key("onsets").begin_array();
  for (const SoundOnset& onset : stretch.onsets) {
    line.begin_object();
    line.key("pts_ns").integer(onset.pts_ns);
    line.key("rise_db").decimal<kPlaces>(onset.rise_db);
    line.end_object();
  }
  line.end_array();
  line.end_object();
}

Result<std::vector<SoundStretch>> read_sounds(const std::string& path) {
  TL_ASSIGN(auto blocks, LineBlocks::open(path));
  std::vector<SoundStretch> all, some;
  for (;;) {
    TL_CHECK(blocks.next(some, read_sound));
    if (some.empty()) return all;
    all.insert(all.end(), some.begin(), some.end());
  }
}

}  // namespace touchline
