// How far to trust the report: cards, the table of coverage, and notes.
#include <nlohmann/json.hpp>

#include "reports/convert_file.h"
#include "reports/report_page.h"

namespace touchline::report {
std::string card_html(const std::string& title, double value, const std::string& text) {
  return fmt::format(R"(<div class="card"><h3>{}</h3><p class="figure">{}</p>)"
                     R"(<div class="meter"><i style="width:{}%"></i></div><p>{}</p></div>)",
                     title, xml_text(percent(value)), num(100 * value), xml_text(text));
}

std::string count_row(const std::string& what, std::int64_t part, std::int64_t of,
                      const char* meaning) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                     xml_text(what), part, of ? xml_text(percent(share(part, of))) : "", meaning);
}

namespace {

/// A sport without a field or a ball has nothing to say of them.
bool has_field(const Page& page) { return page.input.field.length_m > 0; }
bool has_ball(const Page& page) { return page.input.ball_class >= 0; }

std::string calibrated_card(const FrameCounts& c) {
  const auto n = [&](CalibrationState s) { return c.calibration[static_cast<std::size_t>(s)]; };
  const auto usable = n(CalibrationState::measured) + n(CalibrationState::propagated);
  const auto of_frames = [&](std::int64_t part) { return percent(share(part, c.frames)); };
  return card_html(
      "Field calibrated", share(usable, c.frames),
      fmt::format("of the frames: {} measured in the picture, {} carried on by the "
                  "camera's motion. Stale: {}. Lost: {}.",
                  of_frames(n(CalibrationState::measured)),
                  of_frames(n(CalibrationState::propagated)), of_frames(n(CalibrationState::stale)),
                  of_frames(n(CalibrationState::lost))));
}

std::string ball_card(const FrameCounts& c) {
  const auto of_frames = [&](std::int64_t part) { return percent(share(part, c.frames)); };
  return card_html("Ball seen", share(c.ball[0], c.frames),
                   fmt::format("of the frames. Its place was predicted in {} and unknown in {}.",
                               of_frames(c.ball[1]), of_frames(c.ball[2])));
}

std::string placed_card(const FrameCounts& c) {
  return card_html(
      "People placed", share(c.placed, c.people),
      c.processed
          ? fmt::format("of the people seen have a place in metres. {} were seen "
                        "per frame on average.",
                        fixed(static_cast<double>(c.people) / static_cast<double>(c.processed), 1))
          : "no frame was looked at");
}

/// The heading and, of a sport with a field, how its calibration went.
std::string coverage_begin(const Page& page) {
  if (!has_field(page)) return R"(<section id="coverage"><h2>Coverage</h2>)";
  return fmt::format(
      R"(<section id="coverage"><h2>Calibration and coverage</h2><div class="timeline"><div )"
      R"(class="tracks">{}</div></div><p class="small">Error: standard deviation, in metres, of a )"
      R"(point on the ground in the middle of the view. Gaps: no calibration.</p>)",
      page.calibration.element());
}

}  // namespace

std::string quality_html(const Page& page) {
  const auto& c = page.data.counts;
  std::string html = R"(<section id="quality" class="cards">)";
  if (has_field(page)) html += calibrated_card(c);
  if (has_ball(page)) html += ball_card(c);
  if (has_field(page)) html += placed_card(c);
  return html + page.parts.cards + "</section>";
}

std::string coverage_html(const Page& page) {
  const auto& c = page.data.counts;
  std::string html = coverage_begin(page) +
                     R"(<div class="scroll"><table><thead><tr><th>Frames</th><th>Number</th>)"
                     R"(<th>Share</th><th>What it means</th></tr></thead><tbody>)";
  html += count_row("in the record", c.frames, 0, "");
  html += count_row("looked at by the network", c.processed, c.frames,
                    "in the others objects are interpolated");
  constexpr const char* kMeaning[] = {
      "the field's lines were found in the picture", "carried on by the measured camera motion",
      "carried on too long: shown in grey, nothing is measured", "no place in metres is known"};
  for (std::size_t i = 0; has_field(page) && i < c.calibration.size(); ++i)
    html += count_row(std::string("calibration ") + to_string(static_cast<CalibrationState>(i)),
                      c.calibration[i], c.frames, kMeaning[i]);
  for (std::size_t i = 0; has_ball(page) && i < c.ball.size(); ++i)
    html += count_row(std::string("ball ") + to_string(static_cast<BallState>(i)), c.ball[i],
                      c.frames, "");
  html += count_row("not counted", c.uncounted, c.frames, "replays and close-ups: in no statistic");
  html += page.parts.coverage_rows + "</tbody></table></div>";
  return html + page.parts.coverage + "</section>";
}

std::string notes_html(const Page& page) {
  const auto& data = page.data;
  std::string html = R"(<section id="notes"><h2>About these figures</h2><ul>)";
  const auto say = [&](const std::string& text) { html += "<li>" + xml_text(text) + "</li>"; };
  for (const auto& note : page.parts.notes) say(note);
  if (has_field(page) && (data.tracks.empty() || data.counts.placed == 0))
    say("There is no radar: nobody was placed in metres.");
  if (!page.input.has_video)
    say("The run has no annotated video; the page follows its slider instead.");
  say(
      fmt::format("Tables, maps and counts come from every frame of the record. To keep the page "
                  "small the radar holds a position every {} s{}{}; between two positions the "
                  "radar draws a straight line.",
                  num(to_seconds(data.radar_step)), page.parts.sampled.empty() ? "" : " and ",
                  page.parts.sampled));
  say("Nothing is filled in: what could not be measured is left blank or says why.");
  const auto summary = nlohmann::json::parse(page.input.summary_json, nullptr, false);
  for (const char* key : {"degraded", "notes"})
    if (summary.is_object() && summary.contains(key) && summary[key].is_array())
      for (const auto& note : summary[key])
        if (note.is_string()) say("From the run: " + note.get<std::string>());
  return html + "</ul></section>";
}

}  // namespace touchline::report
