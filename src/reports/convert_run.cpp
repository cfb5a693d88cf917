#include "reports/convert_run.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "records/event_types.h"
#include "records/read.h"
#include "reports/convert_file.h"
#include "reports/named_people.h"

namespace touchline {
namespace {

/// "frame":123 near the head of a line, without reading the rest of it.
std::optional<std::int64_t> frame_of(const std::string& line) {
  constexpr std::string_view kKey = "\"frame\":";
  const auto at = line.find(kKey);
  if (at == std::string::npos) return std::nullopt;
  const char* text = line.c_str() + at + kKey.size();
  char* end = nullptr;
  const long long value = std::strtoll(text, &end, 10);
  return end == text ? std::nullopt : std::optional<std::int64_t>(value);
}

}  // namespace

std::string run_file(const ConvertInput& in, const char* name) {
  return (std::filesystem::path(in.run_dir) / name).string();
}

int whole_fps(const ConvertInput& in) {
  return std::max(1, static_cast<int>(std::lround(in.nominal_fps)));
}

Status each_frame(const ConvertInput& in, const std::function<Status(const ExportFrame&)>& see) {
  TL_ASSIGN(auto reader, FrameReader::open(run_file(in, "tracking.jsonl"), in.classes));
  std::vector<FrameRecord> rows;
  std::int64_t index = 0;
  do {
    TL_CHECK(reader.next(rows));
    for (auto& row : rows) {
      settle_people(in, row);
      TL_CHECK(
          see({row, index, in.clock.video ? index : row.frame, row.pts_ns - in.clock.origin_ns}));
      ++index;
    }
  } while (!rows.empty());
  return {};
}

Result<FrameIndex> FrameIndex::read(const ConvertInput& in) {
  const auto path = run_file(in, "tracking.jsonl");
  std::ifstream file(path);
  FrameIndex index;
  std::int64_t number = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    ++number;
    const auto frame = frame_of(line);
    if (!frame)
      return fail(Errc::bad_input, path, "{}:{}: has no \"frame\"; run the match again", path,
                  number);
    index.add(*frame);
  }
  return index;
}

void FrameIndex::add(std::int64_t frame) {
  if (stretches_.empty()) {
    stretches_.push_back({frame, 0, 1, 0});
    return;
  }
  auto& last = stretches_.back();
  const auto step = frame - (last.frame + (last.count - 1) * last.step);
  if (last.count == 1) last.step = step;
  if (step == last.step)
    ++last.count;
  else
    stretches_.push_back({frame, 0, 1, last.index + last.count});
}

std::optional<std::int64_t> FrameIndex::of(std::int64_t frame) const {
  auto after =
      std::upper_bound(stretches_.begin(), stretches_.end(), frame,
                       [](std::int64_t value, const Stretch& s) { return value < s.frame; });
  if (after == stretches_.begin()) return std::nullopt;
  const auto& s = *--after;
  const auto steps = s.step > 0 ? (frame - s.frame) / s.step : 0;
  if (steps >= s.count || s.frame + steps * s.step != frame) return std::nullopt;
  return s.index + steps;
}

std::string clock_text(const ConvertInput& in) {
  if (!in.clock.video) return "times and frame numbers are the source's: its start is 0";
  return fmt::format(
      "times and frame numbers count from the start of annotated.mp4, which is {} s of the source "
      "(origin_ns {})",
      seconds_text(in.clock.origin_ns, 9), in.clock.origin_ns);
}

std::vector<ReplaySpan> late_replays(const std::vector<Event>& events) {
  std::vector<ReplaySpan> replays;
  for (const auto& event : events)
    if (event.type == "replay") replays.push_back({event.start_ns, event.end_ns});
  return replays;
}

bool in_any(const std::vector<ReplaySpan>& replays, Nanoseconds time) {
  return std::any_of(replays.begin(), replays.end(), [&](const ReplaySpan& replay) {
    return time >= replay.from && time < replay.to;
  });
}

Result<std::vector<Event>> last_events(const ConvertInput& in) {
  TL_ASSIGN(const auto lines, read_events(run_file(in, "events.jsonl")));
  std::map<std::int64_t, const Event*> last;
  for (const auto& event : lines) {
    const auto [at, fresh] = last.try_emplace(event.id, &event);
    if (!fresh && event.rev >= at->second->rev) at->second = &event;
  }
  std::vector<Event> events;
  for (const auto& [id, event] : last) events.push_back(*event);
  const auto replays = late_replays(events);
  std::erase_if(events, [&](const Event& event) {
    return is_of_play(event.type) && in_any(replays, event.start_ns);
  });
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return a.start_ns < b.start_ns; });
  return events;
}

Result<std::vector<Event>> export_events(const ConvertInput& in) {
  TL_ASSIGN(auto events, last_events(in));
  for (auto& event : events) {
    event.start_ns -= in.clock.origin_ns;
    event.end_ns -= in.clock.origin_ns;
  }
  return events;
}

Status count_evidence_in_rows(const ConvertInput& in, std::vector<Event>& events) {
  TL_ASSIGN(const auto index, FrameIndex::read(in));
  for (auto& event : events) {
    std::vector<std::int64_t> rows;
    for (const auto frame : event.evidence)
      if (const auto row = index.of(frame)) rows.push_back(*row);
    event.evidence = std::move(rows);
  }
  return {};
}

FrameLines::FrameLines(const ConvertInput& in, const char* name)
    : path_(run_file(in, name)), file_(path_) {}

Result<const std::string*> FrameLines::at(std::int64_t frame) {
  while (held_ < frame && std::getline(file_, line_)) {
    if (file_.eof()) break;  // no newline: what a crash leaves
    ++number_;
    const auto found = frame_of(line_);
    if (!found)
      return fail(Errc::bad_input, path_, "{}:{}: has no \"frame\"; run the match again", path_,
                  number_);
    held_ = *found;
  }
  return held_ == frame ? &line_ : nullptr;
}

}  // namespace touchline
