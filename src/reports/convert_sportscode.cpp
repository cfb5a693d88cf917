// SportsCode XML: every event an instance, its figures as labels.
#include <algorithm>

#include "base/decimal.h"
#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"
#include "reports/named_people.h"

namespace touchline {
namespace {

constexpr int kSecondsDecimals = 3;

void label(TextFile& file, std::string_view group, std::string_view text) {
  file.print("<label><group>{}</group><text>{}</text></label>\n", xml_text(group), xml_text(text));
}

/// Nothing is written for what is unknown.
void label(TextFile& file, std::string_view group, std::optional<double> value) {
  if (!value) return;
  std::string text;
  append_decimal<4>(text, *value);
  label(file, group, text);
}

/// A player's clock knows no time before 0.
std::string seconds(Nanoseconds time) {
  return seconds_text(std::max<Nanoseconds>(time, 0), kSecondsDecimals);
}

void instance(TextFile& file, const ConvertInput& in, const Event& e) {
  file.print("<instance>\n<ID>{}</ID>\n<start>{}</start>\n<end>{}</end>\n<code>{}</code>\n", e.id,
             seconds(e.start_ns), seconds(e.end_ns), xml_text(e.type));
  if (!e.subtype.empty()) label(file, "subtype", e.subtype);
  if (e.team != Team::none) label(file, "team", team_name(in, e.team));
  for (const auto id : e.track_ids) {
    label(file, "track", std::to_string(id));
    if (const auto* person = named_person(in, id); person && person->number)
      label(file, "player",
            fmt::format("{} {} {}", *person->number, person->first_name, person->last_name));
  }
  if (e.field_m) {
    label(file, "x", e.field_m->x);
    label(file, "y", e.field_m->y);
  }
  if (e.field_end_m) {
    label(file, "x_end", e.field_end_m->x);
    label(file, "y_end", e.field_end_m->y);
  }
  label(file, "conf", e.conf ? std::optional(static_cast<double>(*e.conf)) : std::nullopt);
  for (const auto& [name, value] : e.values) label(file, name, value);
  file.write("</instance>\n");
}

}  // namespace

WrittenFiles convert_sportscode(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(const auto events, export_events(in));
  TL_ASSIGN(auto file, TextFile::create(dir + "/sportscode.xml"));
  file.print("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<file>\n<!-- {} -->\n<ALL_INSTANCES>\n",
             clock_text(in));
  for (const auto& event : events) instance(file, in, event);
  file.write("</ALL_INSTANCES>\n</file>\n");
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline
