// What the page's script reads.
#include "base/json_dump.h"
#include "reports/report_json.h"
#include "reports/report_page.h"

namespace touchline::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostEvents = 6000;

Json moments_json(const Data& data) {
  Differences times;
  std::string states, counted;
  for (const auto& moment : data.moments) {
    times.add(milliseconds(data, moment.time));
    states += to_string(moment.calibration)[0];
    counted += moment.counted ? '1' : '0';
  }
  return {{"t", times.take()}, {"state", states}, {"counted", counted}};
}

char kind_of(const ReportInput& input, const Track& track) {
  if (track.class_id == input.ball_class) return 'b';
  if (track.class_id == input.official_class) return 'r';
  return track.guard || track.class_id == input.guard_class ? 'g' : 'p';
}

/// Pieces of successive moments: [first moment, 1 when measured, x, y], in decimetres.
Json pieces_json(const Track& track) {
  Json pieces = Json::array();
  const auto& points = track.points;
  for (std::size_t i = 0; i < points.size();) {
    Differences x, y;
    const auto first = points[i];
    int moment = first.moment;
    for (; i < points.size() && points[i].moment == moment && points[i].measured == first.measured;
         ++i, ++moment) {
      x.add(10 * points[i].m.x);
      y.add(10 * points[i].m.y);
    }
    pieces.push_back({first.moment, first.measured ? 1 : 0, x.take(), y.take()});
  }
  return pieces;
}

Json tracks_json(const Page& page) {
  Json tracks = Json::array();
  for (const auto& [id, track] : page.data.tracks) {
    if (track.points.empty()) continue;
    tracks.push_back({{"id", id},
                      {"kind", std::string(1, kind_of(page.input, track))},
                      {"team", std::string(1, letter(track.team))},
                      {"p", pieces_json(track)}});
  }
  return tracks;
}

Json events_json(const Data& data, const Sheets& sheets) {
  Json list = Json::array();
  for (const auto& event : data.events) {
    const Telling telling = sheets.tell(event);
    if (!telling.shown || list.size() == kMostEvents) continue;
    Json place = nullptr;
    if (event.field_m) {
      place = {std::llround(10 * event.field_m->x), std::llround(10 * event.field_m->y)};
      if (event.field_end_m) {
        place.push_back(std::llround(10 * event.field_end_m->x));
        place.push_back(std::llround(10 * event.field_end_m->y));
      }
    }
    list.push_back({std::llround(milliseconds(data, event.start_ns)),
                    std::llround(milliseconds(data, event.end_ns)), title_of(event),
                    std::string(1, letter(event.team)), telling.text, event.track_ids,
                    std::move(place)});
  }
  return list;
}

}  // namespace

std::string data_json(const Page& page) {
  const auto& data = page.data;
  Json reasons = Json::array();
  for (int i = 0; i < data.reasons.size(); ++i) reasons.push_back(data.reasons.text(i));
  Json json{{"from", data.seconds(data.first)},
            {"to", data.seconds(data.last)},
            {"step", to_seconds(data.radar_step)},
            {"names", page.names},
            {"pitch", {page.input.field.length_m, page.input.field.width_m}},
            {"moments", moments_json(data)},
            {"tracks", tracks_json(page)},
            {"events", events_json(data, page.sheets)},
            {"reasons", std::move(reasons)}};
  page.sheets.add_data(data, json);
  const std::string text = json_dump(json);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) c == '<' ? safe += "\\u003c" : safe += c;
  return safe;
}

}  // namespace touchline::report
