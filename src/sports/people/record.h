// What is recorded of a frame where a sport has no analysis of its own: how many people, and who
// stays where.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "analytics/zones.h"
#include "base/clock.h"
#include "records/known.h"
#include "records/sport_record.h"

namespace touchline {

/// What one source is counted by.
struct PeoplePlan {
  std::vector<std::string> classes;  ///< of the sport, by class id
  int ball_class = -1;               ///< the one that is nobody; -1: none
  ZoneSheet zones;
};

/// One zone's figures, beside its zone in the plan.
struct ZoneFigures {
  Known<int> inside;                          ///< visits that go on
  Known<std::int64_t> visits;                 ///< so far, with those
  Known<double> dwell_total_s, dwell_mean_s;  ///< of these visits, until now
};

struct PeopleRecord final : SportRecord {
  void append_json(JsonLine& line, const std::string& source_id) const override;
  /// Everybody in this frame; nothing where it is not known.
  [[nodiscard]] std::optional<int> total() const;

  std::shared_ptr<const PeoplePlan> plan;
  std::int64_t frame = 0;
  Nanoseconds pts_ns = 0;
  Known<std::vector<int>> people;  ///< in this frame, by class id
  Known<std::int64_t> visitors;    ///< distinct tracks so far
  std::vector<ZoneFigures> zones;
};

/// The record as one of people; null when it is of another sport, or none.
const PeopleRecord* people_of(const SportRecord* record);

}  // namespace touchline
