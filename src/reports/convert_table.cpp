#include "reports/convert_table.h"

#include <algorithm>
#include <array>

#include "base/decimal.h"
#include "base/json_line.h"
#include "reports/convert_file.h"
#include "reports/convert_run.h"
#include "reports/named_people.h"

namespace touchline {
namespace {

using enum ColumnType;

constexpr std::array kTracking{Column{"match_id", word},
                               Column{"period", word},
                               Column{"frame", integer},
                               Column{"pts_ns", integer},
                               Column{"utc_ns", integer},
                               Column{"source_id", word},
                               Column{"track_id", integer},
                               Column{"person_id", word},
                               Column{"team_id", word},
                               Column{"role", word},
                               Column{"jersey", integer},
                               Column{"x", number},
                               Column{"y", number},
                               Column{"z", number},
                               Column{"vx", number},
                               Column{"vy", number},
                               Column{"speed", number},
                               Column{"image_x", number},
                               Column{"image_y", number},
                               Column{"image_w", number},
                               Column{"image_h", number},
                               Column{"conf", number},
                               Column{"src", word},
                               Column{"cov_xx", number},
                               Column{"cov_xy", number},
                               Column{"cov_yy", number},
                               Column{"rev", integer},
                               Column{"origin_ns", integer},
                               Column{"source_frame", integer}};

constexpr std::array kEvents{
    Column{"match_id", word},  Column{"source_id", word},   Column{"id", integer},
    Column{"type", word},      Column{"subtype", word},     Column{"start", integer},
    Column{"end", integer},    Column{"period", word},      Column{"team", word},
    Column{"player", integer}, Column{"x", number},         Column{"y", number},
    Column{"x_end", number},   Column{"y_end", number},     Column{"conf", number},
    Column{"rev", integer},    Column{"track_ids", text},   Column{"evidence", text},
    Column{"values", text},    Column{"origin_ns", integer}};

constexpr Cell kUnknown{};

/// The decimal that the record holds, not the float nearest to it.
template <int Decimals>
Cell decimal(float value) {
  return round_decimal<Decimals>(static_cast<double>(value));
}

template <class T>
Cell known(const std::optional<T>& value) {
  return value ? Cell(*value) : kUnknown;
}

Cell team_of(Team team) {
  return team == Team::none ? kUnknown : Cell(std::string(to_string(team)));
}

std::string list_text(const std::vector<std::int64_t>& values) {
  JsonLine list;
  list.integers(values);
  return std::string(list.take());
}

Cell values_text(const Event& event) {
  if (event.values.empty()) return kUnknown;
  JsonLine values;
  values.begin_object();
  for (const auto& [name, value] : event.values) values.text_key(name).decimal<4>(value);
  values.end_object();
  return std::string(values.take());
}

using TrackingRow = std::array<Cell, kTracking.size()>;

const PersonMotion* motion_of(std::span<const PersonMotion> motions, std::int64_t track) {
  const auto found = std::find_if(motions.begin(), motions.end(),
                                  [&](const auto& motion) { return motion.track_id == track; });
  return found == motions.end() ? nullptr : &*found;
}

void fill(TrackingRow& row, const ConvertInput& in, const ExportFrame& f, const TrackSample& s,
          const PersonMotion* motion) {
  const bool placed = s.field.has_value();
  const FieldPoint at = placed ? *s.field : FieldPoint{};
  const auto metres = [&](double value) { return placed ? Cell(value) : kUnknown; };
  const bool moving = motion && motion->velocity_m_s;
  const auto* person = named_person(in, s.track_id);
  // One recording is one match here; heights are not known.
  row = {match_id(in),
         in.sheet ? Cell(in.sheet->period) : kUnknown,
         f.number,
         f.time_ns,
         known(f.row.utc_ns),
         in.source_id,
         s.track_id,
         person ? Cell(person->id) : kUnknown,
         team_of(s.team),
         in.classes[static_cast<std::size_t>(s.class_id)],
         person && person->number ? Cell(std::int64_t{*person->number}) : kUnknown,
         metres(at.m.x),
         metres(at.m.y),
         kUnknown,
         moving ? Cell(motion->velocity_m_s->x) : kUnknown,
         moving ? Cell(motion->velocity_m_s->y) : kUnknown,
         motion ? known(motion->speed_m_s) : kUnknown,
         decimal<2>(s.box.x),
         decimal<2>(s.box.y),
         decimal<2>(s.box.w),
         decimal<2>(s.box.h),
         decimal<3>(s.conf),
         std::string(to_string(s.source)),
         metres(at.cov.xx),
         metres(at.cov.xy),
         metres(at.cov.yy),
         std::int64_t{0},
         in.clock.origin_ns,
         f.row.frame};
}

}  // namespace

std::span<const Column> tracking_columns() { return kTracking; }
std::span<const Column> event_columns() { return kEvents; }

Status each_tracking_row(const ConvertInput& in, const RowSink& sink) {
  const auto reader = in.sport.motions ? in.sport.motions(in) : nullptr;
  TrackingRow row;
  return each_frame(in, [&](const ExportFrame& f) -> Status {
    std::span<const PersonMotion> motions;
    if (reader) {
      TL_ASSIGN(motions, reader->at(f.row.frame));
    }
    for (const auto& sample : f.row.objects) {
      fill(row, in, f, sample, motion_of(motions, sample.track_id));
      TL_CHECK(sink(f.time_ns, row));
    }
    return {};
  });
}

Status each_event_row(const ConvertInput& in, const RowSink& sink) {
  TL_ASSIGN(auto events, export_events(in));
  if (in.clock.video) TL_CHECK(count_evidence_in_rows(in, events));
  for (const auto& e : events) {
    const auto axis = [](const std::optional<Vec2d>& p, double Vec2d::* of) {
      return p ? Cell((*p).*of) : kUnknown;
    };
    const std::array<Cell, kEvents.size()> row{
        match_id(in),
        in.source_id,
        e.id,
        e.type,
        e.subtype.empty() ? kUnknown : Cell(e.subtype),
        e.start_ns,
        e.end_ns,
        in.sheet ? Cell(in.sheet->period) : kUnknown,
        team_of(e.team),
        e.track_ids.empty() ? kUnknown : Cell(e.track_ids.front()),
        axis(e.field_m, &Vec2d::x),
        axis(e.field_m, &Vec2d::y),
        axis(e.field_end_m, &Vec2d::x),
        axis(e.field_end_m, &Vec2d::y),
        e.conf ? decimal<3>(*e.conf) : kUnknown,
        std::int64_t{e.rev},
        list_text(e.track_ids),
        list_text(e.evidence),
        values_text(e),
        in.clock.origin_ns};
    TL_CHECK(sink(e.start_ns, row));
  }
  return {};
}

}  // namespace touchline
