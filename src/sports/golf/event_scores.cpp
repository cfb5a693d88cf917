#include "sports/golf/event_scores.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/csv.h"
#include "base/json_dump.h"
#include "sports/golf/found_swings.h"

namespace touchline::golf {
namespace {

using Fields = std::vector<std::string>;

struct Row {
  std::string swing;
  std::optional<std::int64_t> slow;
  EventFrames frames;
};

struct Columns {
  std::optional<std::size_t> swing, slow;
  std::array<std::optional<std::size_t>, kSwingEvents> events;
};

Result<Columns> columns_of(const Fields& header, const std::string& path) {
  const auto find = [&](std::string_view name) -> std::optional<std::size_t> {
    const auto at = std::find(header.begin(), header.end(), name);
    if (at == header.end()) return {};
    return static_cast<std::size_t>(at - header.begin());
  };
  Columns columns{find("swing"), find("slow"), {}};
  if (!columns.swing) return fail(Errc::bad_input, path, "line 1 has no column swing");
  for (std::size_t e = 0; e < kSwingEvents; ++e) {
    const char* const name = to_string(static_cast<SwingEvent>(e));
    columns.events[e] = find(name);
    if (!columns.events[e]) return fail(Errc::bad_input, path, "line 1 has no column {}", name);
  }
  return columns;
}

Result<std::optional<std::int64_t>> number_of(const Fields& fields, std::optional<std::size_t> at,
                                              const std::string& path, int line) {
  std::optional<std::int64_t> none;
  if (!at || *at >= fields.size() || fields[*at].empty()) return none;
  const std::string& text = fields[*at];
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return fail(Errc::bad_input, path, "line {}: {} is no whole number", line, text);
  return std::optional(value);
}

Result<std::vector<Row>> read_rows(const std::string& path) {
  std::ifstream file(path);
  if (!file) return fail(Errc::io, path, "cannot be read");
  std::string text;
  if (!std::getline(file, text)) return fail(Errc::bad_input, path, "is empty");
  TL_ASSIGN(const Columns columns, columns_of(csv_cells(text), path));
  std::vector<Row> rows;
  for (int line = 2; std::getline(file, text); ++line) {
    const Fields fields = csv_cells(text);
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (*columns.swing >= fields.size())
      return fail(Errc::bad_input, path, "line {} names no swing", line);
    Row row{fields[*columns.swing], {}, {}};
    TL_ASSIGN(row.slow, number_of(fields, columns.slow, path, line));
    for (std::size_t e = 0; e < kSwingEvents; ++e) {
      TL_ASSIGN(row.frames[e], number_of(fields, columns.events[e], path, line));
    }
    for (const Row& other : rows)
      if (other.swing == row.swing)
        return fail(Errc::bad_input, path, "line {}: swing {} stands twice", line, row.swing);
    rows.push_back(std::move(row));
  }
  return rows;
}

nlohmann::ordered_json json_of_scores(const EventScores& scores) {
  const auto known = [&](double share) {
    return scores.swings > 0 ? nlohmann::ordered_json(share) : nlohmann::ordered_json(nullptr);
  };
  nlohmann::ordered_json events;
  for (std::size_t e = 0; e < kSwingEvents; ++e) {
    const auto event = static_cast<SwingEvent>(e);
    events[to_string(event)] = {
        {"within_tolerance", known(scores.share(scores.within_tolerance, event))},
        {"within_3_frames", known(scores.share(scores.within_3, event))}};
  }
  return {{"swings", scores.swings},
          {"found", scores.found},
          {"PCE", known(scores.pce())},
          {"events", events}};
}

}  // namespace

double EventScores::pce() const {
  double sum = 0;
  for (const int hits : within_tolerance) sum += hits;
  return swings > 0 ? sum / (static_cast<double>(kSwingEvents) * swings) : 0;
}

double EventScores::share(const std::array<int, kSwingEvents>& hits, SwingEvent event) const {
  return swings > 0 ? static_cast<double>(hits[static_cast<std::size_t>(event)]) / swings : 0;
}

std::int64_t tolerance_of(const EventFrames& truth) {
  const auto& address = truth[static_cast<std::size_t>(SwingEvent::address)];
  const auto& contact = truth[static_cast<std::size_t>(SwingEvent::contact)];
  if (!address || !contact) return 1;
  // Halves go to the even number, as NumPy rounds.
  return std::max<std::int64_t>(1, std::llrint(static_cast<double>(*contact - *address) / 30));
}

EventScores score_events(const TrueEvents& truth, const FoundEvents& found, bool slow) {
  EventScores scores;
  for (const auto& [name, labelled] : truth) {
    if (labelled.slow != slow) continue;
    ++scores.swings;
    const auto at = found.find(name);
    if (at == found.end()) continue;
    const EventFrames& frames = at->second;
    scores.found +=
        std::any_of(frames.begin(), frames.end(), [](const auto& f) { return f.has_value(); });
    const std::int64_t tolerance = tolerance_of(labelled.frames);
    for (std::size_t e = 0; e < kSwingEvents; ++e) {
      if (!frames[e] || !labelled.frames[e]) continue;
      const std::int64_t off = std::abs(*frames[e] - *labelled.frames[e]);
      scores.within_tolerance[e] += off <= tolerance;
      scores.within_3[e] += off <= 3;
    }
  }
  return scores;
}

Result<TrueEvents> read_true_events(const std::string& path) {
  TL_ASSIGN(const std::vector<Row> rows, read_rows(path));
  TrueEvents out;
  for (const Row& row : rows) {
    for (const auto& frame : row.frames)
      if (!frame) return fail(Errc::bad_input, path, "swing {} lacks an event", row.swing);
    out[row.swing] = {row.slow.value_or(0) != 0, row.frames};
  }
  return out;
}

Result<FoundEvents> read_found_events(const std::string& path) {
  TL_ASSIGN(const std::vector<Row> rows, read_rows(path));
  FoundEvents out;
  for (const Row& row : rows) out[row.swing] = row.frames;
  return out;
}

Result<std::string> evaluate_events(const std::string& truth, const std::string& found) {
  TL_ASSIGN(const TrueEvents labelled, read_true_events(truth));
  TL_ASSIGN(const FoundEvents events,
            is_swings_json(found) ? read_swings_json(found, labelled) : read_found_events(found));
  const auto elsewhere = std::count_if(events.begin(), events.end(), [&](const auto& swing) {
    return !labelled.contains(swing.first);
  });
  return json_dump(
      nlohmann::ordered_json{{"gt", truth},
                             {"pred", found},
                             {"found_elsewhere", elsewhere},
                             {"real_time", json_of_scores(score_events(labelled, events, false))},
                             {"slow_motion", json_of_scores(score_events(labelled, events, true))}},
      2);
}

}  // namespace touchline::golf
