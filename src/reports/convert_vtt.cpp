// WebVTT chapters: the shots between cuts, and the events a viewer would jump to.
#include <algorithm>

#include "reports/convert_file.h"
#include "reports/convert_formats.h"
#include "reports/convert_run.h"
#include "reports/named_people.h"

namespace touchline {
namespace {

constexpr Nanoseconds kMillisecond = 1'000'000;

struct Cue {
  Nanoseconds start = 0, end = 0;
  std::string text;
};

/// hh:mm:ss.mmm. A player's clock knows no time before 0.
std::string cue_time(Nanoseconds ns) {
  const auto ms = std::max<Nanoseconds>(0, (ns + kMillisecond / 2) / kMillisecond);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60,
                     ms % 1000);
}

std::string text_of(const ConvertInput& in, const Event& event) {
  std::string text = event.type;
  if (!event.subtype.empty()) text += " (" + event.subtype + ")";
  if (event.team != Team::none) text += ": " + team_name(in, event.team);
  return text;
}

std::vector<Cue> cues_of(const ConvertInput& in, const std::vector<Event>& events,
                         Nanoseconds last_ns) {
  std::vector<Cue> cues;
  std::vector<Nanoseconds> cuts;
  for (const auto& event : events) {
    if (event.type == "cut") cuts.push_back(event.start_ns);
    const auto& chapters = in.sport.chapters;
    if (event.type == "replay" ||
        std::find(chapters.begin(), chapters.end(), event.type) != chapters.end())
      cues.push_back({event.start_ns, event.end_ns, text_of(in, event)});
  }
  for (std::size_t i = 0; i < cuts.size(); ++i)
    cues.push_back(
        {cuts[i], i + 1 < cuts.size() ? cuts[i + 1] : last_ns, fmt::format("cut {}", i + 1)});
  for (auto& cue : cues)  // WebVTT has no instants
    if (cue.end - cue.start < kMillisecond) cue.end = cue.start + kSecond;
  std::stable_sort(cues.begin(), cues.end(), [](const Cue& a, const Cue& b) {
    return std::pair(a.start, -a.end) < std::pair(b.start, -b.end);  // the longer one holds it
  });
  return cues;
}

}  // namespace

WrittenFiles convert_vtt(const ConvertInput& in, const std::string& dir, Unknown&) {
  TL_ASSIGN(const auto events, export_events(in));
  Nanoseconds last_ns = 0;
  TL_CHECK(each_frame(in, [&](const ExportFrame& f) -> Status {
    last_ns = f.time_ns;
    return {};
  }));
  TL_ASSIGN(auto file, TextFile::create(dir + "/chapters.vtt"));
  file.print("WEBVTT\n\nNOTE {}\n", clock_text(in));
  for (const auto& cue : cues_of(in, events, last_ns))
    file.print("\n{} --> {}\n{}\n", cue_time(cue.start), cue_time(cue.end), xml_text(cue.text));
  TL_CHECK(file.close());
  return std::vector{file.path()};
}

}  // namespace touchline
