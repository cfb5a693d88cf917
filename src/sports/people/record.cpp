#include "sports/people/record.h"

#include <numeric>

#include "base/decimal.h"
#include "records/record.h"

namespace touchline {
namespace {

constexpr int kSecondDecimals = 3;

/// Writes values, or null, and remembers why.
class Nullable {
 public:
  explicit Nullable(std::string& out) : out_(out) {}
  template <class T>
  void put(const char* key, const Known<T>& known) {
    if (!known) return put_null(key, known.why);
    if constexpr (std::is_same_v<T, double>)
      append_decimal<kSecondDecimals>(out_, *known);
    else
      append_integer(out_, *known);
  }
  void put_null(const char* key, const char* why) {
    out_ += "null";
    for (const auto& [other, reason] : why_)
      if (std::string_view(other) == key) return;
    why_.emplace_back(key, why);
  }
  void put_reasons() {
    out_ += R"(,"why_null":{)";
    for (const auto& [key, why] : why_) {
      if (key != why_.front().first) out_ += ',';
      append_quoted(out_, key);
      out_ += ':';
      append_quoted(out_, why);
    }
    out_ += '}';
  }

 private:
  std::string& out_;
  std::vector<std::pair<const char*, const char*>> why_;  ///< one reason per key
};

void put_people(std::string& out, const PeopleRecord& record, Nullable& nullable) {
  if (!record.people) return nullable.put_null("people", record.people.why);
  char separator = '{';
  for (std::size_t i = 0; i < record.plan->classes.size(); ++i) {
    if (static_cast<int>(i) == record.plan->ball_class) continue;
    out += separator;
    append_quoted(out, record.plan->classes[i]);
    out += ':';
    append_integer(out, (*record.people)[i]);
    separator = ',';
  }
  if (separator == '{') out += '{';
  out += '}';
}

void put_zone(std::string& out, const Zone& zone, const ZoneFigures& figures, Nullable& nullable) {
  out += R"({"name":)";
  append_quoted(out, zone.name);
  out += R"(,"inside":)";
  nullable.put("zones.inside", figures.inside);
  out += R"(,"visits":)";
  nullable.put("zones.visits", figures.visits);
  out += R"(,"dwell_s":{"mean":)";
  nullable.put("zones.dwell_s.mean", figures.dwell_mean_s);
  out += R"(,"total":)";
  nullable.put("zones.dwell_s.total", figures.dwell_total_s);
  out += "}}";
}

}  // namespace

void PeopleRecord::append_json(std::string& out, const std::string& source_id) const {
  Nullable nullable(out);
  out += R"({"schema":)";
  append_integer(out, kSchemaVersion);
  out += R"(,"source_id":)";
  append_quoted(out, source_id);
  out += R"(,"frame":)";
  append_integer(out, frame);
  out += R"(,"pts_ns":)";
  append_integer(out, pts_ns);
  out += R"(,"people":)";
  put_people(out, *this, nullable);
  out += R"(,"visitors":)";
  nullable.put("visitors", visitors);
  out += R"(,"zones":[)";
  for (std::size_t i = 0; i < zones.size(); ++i) {
    if (i > 0) out += ',';
    put_zone(out, plan->zones.zones[i], zones[i], nullable);
  }
  out += ']';
  nullable.put_reasons();
  out += '}';
}

std::optional<int> PeopleRecord::total() const {
  if (!people) return std::nullopt;
  return std::accumulate((*people).begin(), (*people).end(), 0);
}

const PeopleRecord* people_of(const SportRecord* record) {
  return dynamic_cast<const PeopleRecord*>(record);
}

}  // namespace touchline
