#include "sports/people/record.h"

#include <numeric>

#include "records/record_line.h"

namespace touchline {
namespace {

constexpr int kSeconds = 3;  // decimals

void write_people(JsonLine& line, const PeopleRecord& record) {
  if (!record.people) return line.null("people", record.people.why);
  line.begin_object();
  for (std::size_t i = 0; i < record.plan->classes.size(); ++i) {
    if (static_cast<int>(i) == record.plan->ball_class) continue;
    line.text_key(record.plan->classes[i]).integer((*record.people)[i]);
  }
  line.end_object();
}

void write_zone(JsonLine& line, const Zone& zone, const ZoneFigures& figures) {
  line.begin_object();
  line.key("name").string(zone.name);
  write_known(line.key("inside"), "zones.inside", figures.inside);
  write_known(line.key("visits"), "zones.visits", figures.visits);
  line.key("dwell_s").begin_object();
  write_known<kSeconds>(line.key("mean"), "zones.dwell_s.mean", figures.dwell_mean_s);
  write_known<kSeconds>(line.key("total"), "zones.dwell_s.total", figures.dwell_total_s);
  line.end_object();
  line.end_object();
}

}  // namespace

void PeopleRecord::append_json(JsonLine& line, const std::string& source_id) const {
  begin_frame_line(line, source_id, frame, pts_ns);
  write_people(line.key("people"), *this);
  write_known(line.key("visitors"), "visitors", visitors);
  line.key("zones").begin_array();
  for (std::size_t i = 0; i < zones.size(); ++i) write_zone(line, plan->zones.zones[i], zones[i]);
  line.end_array();
  line.why_null();
  line.end_object();
}

std::optional<int> PeopleRecord::total() const {
  if (!people) return std::nullopt;
  return std::accumulate((*people).begin(), (*people).end(), 0);
}

const PeopleRecord* people_of(const SportRecord* record) {
  return dynamic_cast<const PeopleRecord*>(record);
}

}  // namespace touchline
