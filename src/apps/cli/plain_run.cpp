// The end of a run, as a person reads it.
#include <algorithm>
#include <cmath>

#include "advice.h"
#include "colour.h"
#include "plain.h"

namespace touchline::cli {
namespace {

struct State {
  const char* words;
  Ink ink;
};

State state_of(const Json& source) {
  const auto status = text_at(source, "/status");
  if (status == "ok") return {"done", Ink::good};
  if (status == "partial") return {"done in part", Ink::warn};
  if (status == "cancelled") return {"stopped early", Ink::warn};
  return {"failed", Ink::bad};
}

/// A stage in words for somebody who has never seen the code.
std::string work_of(const std::string& stage) {
  constexpr std::pair<const char*, const char*> kWork[] = {{"decode", "reading the video"},
                                                           {"infer", "finding people and ball"},
                                                           {"landmarks", "finding the pitch"},
                                                           {"calibrate", "following the camera"},
                                                           {"track", "following people"},
                                                           {"measure", "measuring"},
                                                           {"draw", "drawing"},
                                                           {"encode", "writing the video"},
                                                           {"write", "writing the data"}};
  for (const auto& [name, words] : kWork)
    if (stage == name) return words;
  return stage;
}

/// Media seconds per second of work.
std::optional<double> pace(const Json& source, const Json& summary) {
  const auto media = number_at(source, "/media_seconds"), took = number_at(summary, "/seconds");
  return media && took && *took > 0 ? std::optional(*media / *took) : std::nullopt;
}

std::string pace_text(const std::optional<double>& pace) {
  return pace ? fixed(pace, *pace < 10 ? 1 : 0, " x real time") : "unknown";
}

void show_people(Page& page, const Json& source) {
  const auto people = number_at(source, "/coverage/people_per_frame"),
             tracks = number_at(source, "/objects/tracks"),
             placed = number_at(source, "/coverage/people_placed");
  if (!people) return;
  if (*people == 0) return page.line("People", "none seen", Ink::warn);
  std::string text = fixed(people, 1) + " in a frame on average";
  if (tracks) text += ", " + count(*tracks, "track", "tracks");
  if (placed && *placed > 0) text += ", " + percent(placed) + " placed on the pitch";
  page.line("People", text);
}

void show_ball(Page& page, const Json& source) {
  const auto seen = number_at(source, "/coverage/ball_measured");
  if (!seen) return;
  if (*seen == 0) return page.line("Ball", "not seen", Ink::warn);
  page.line("Ball",
            "seen in " + (*seen < 0.01 ? "less than 1 %" : percent(seen)) + " of the frames");
}

/// Play first, then what only says how the ball was followed. Tracks are counted with the people.
void show_events(Page& page, const Json& source) {
  const auto all = number_at(source, "/objects/events");
  std::vector<std::pair<std::string, double>> kinds;
  for (const auto& [kind, number] : at(source, "/event_kinds").items())
    if (!kind.starts_with("track_")) kinds.emplace_back(printable(kind), number.get<double>());
  const auto is_of_ball = [](const auto& kind) { return kind.first.starts_with("ball_"); };
  std::stable_sort(kinds.begin(), kinds.end(), [&](const auto& a, const auto& b) {
    return std::pair(is_of_ball(a), -a.second) < std::pair(is_of_ball(b), -b.second);
  });
  std::string text;
  for (auto& [kind, number] : kinds) {
    std::replace(kind.begin(), kind.end(), '_', ' ');
    text += (text.empty() ? "" : ", ") + kind + " " + fixed(number, 0);
  }
  const bool counted = at(source, "/event_kinds").is_object();
  if (text.empty() && all) text = counted ? "none of play" : fixed(all, 0);
  if (!text.empty()) page.line("Events", text);
}

/// In the colours of the video's rings, which may not be those measured on the shirts.
void show_teams(Page& page, const Json& source) {
  std::vector<Word> words;
  bool any_kit = false;
  for (const auto& team : at(source, "/teams")) {
    auto kit = read_colour(text_at(team, "/colour"));
    any_kit = any_kit || !text_at(team, "/colour").empty();
    if (const auto shown = read_colour(text_at(team, "/shown")); kit && shown) kit = shown;
    if (!words.empty()) words.push_back({"   "});
    words.push_back({text_at(team, "/name"), Ink::bold});
    if (!kit) continue;
    words.push_back({" "});
    if (page.style().colour) words.push_back({"■ ", Ink::plain, terminal_colour(*kit)});
    words.push_back({colour_name(*kit)});
  }
  if (!words.empty() && !any_kit) words.push_back({"   not told apart", Ink::warn});
  if (!words.empty()) page.words("Teams", words);
}

void show_speed(Page& page, const Json& source, const Json& summary) {
  const auto media = number_at(source, "/media_seconds"), took = number_at(summary, "/seconds"),
             fps = number_at(source, "/fps");
  if (!took || !media) return;
  page.line("Speed", pace_text(pace(source, summary)) + ": " + clock(media) + " of video in " +
                         clock(took) + ", " + fixed(fps, 1) + " frames a second");
  const auto stage = text_at(source, "/bottleneck/stage");
  if (!stage.empty() && stage != "none")
    page.line("",
              "The limit is " + work_of(stage) + ": " + text_at(source, "/bottleneck/why") + ".",
              Ink::dim);
}

void show_conditions(Page& page, const Json& source) {
  const auto error = text_at(source, "/error/message");
  if (!error.empty()) page.line("Error", error, Ink::bad);
  for (const auto& condition : at(source, "/degraded")) {
    const auto text = value_text(condition);
    page.line("Degraded", text, Ink::warn);
    if (const auto what = advice_for(text, source); !what.empty()) page.line("", what);
  }
  for (const auto& note : at(source, "/notes")) page.line("Note", value_text(note));
  for (const auto& hint : hints(source)) page.line("Hint", hint);
}

struct Purpose {
  const char *file, *words;
};
/// The files worth opening, the best first; the others are counted.
constexpr Purpose kPurposes[] = {
    {"report.html", "the match on one page, for a browser"},
    {"annotated.mp4", "the video with people, ball and numbers on it"},
    {"follow.mp4", "the match as a camera that follows play shows it"},
    {"radar.mp4", "the pitch from above"},
    {"events.jsonl", "what happened, and when"},
    {"tracking.jsonl", "who was where, frame by frame"},
    {"measures.jsonl", "possession, control, threat, speeds, frame by frame"},
    {"calibration.jsonl", "where the camera looked, frame by frame"},
    {"demo.json", "every number against the truth"}};

/// What is measured is the sport's.
const char* words_of(const Purpose& purpose, const Json& source) {
  const auto sport = text_at(source, "/sport");
  const bool measures = purpose.file == std::string_view("measures.jsonl");
  return measures && !sport.empty() && sport != "soccer" ? "how many are there, and who stays where"
                                                         : purpose.words;
}

void show_files(Page& page, const Json& source) {
  const auto folder = text_at(source, "/output");
  if (folder.empty()) return;
  page.line("Files", folder);
  Table table({{""}, {"", Table::Align::right}, {""}}, 2, kLabelColumns);
  std::size_t shown = 0;
  for (const auto& purpose : kPurposes)
    for (const auto& output : at(source, "/outputs"))
      if (text_at(output, "/file") == purpose.file) {
        table.row({{purpose.file},
                   {size(number_at(output, "/bytes"))},
                   {words_of(purpose, source), Ink::dim}});
        ++shown;
      }
  if (table.empty()) return;
  page.table(table);
  if (const auto all = at(source, "/outputs").size(); all > shown)
    page.line("", "and " + count(static_cast<double>(all - shown), "more file", "more files"),
              Ink::dim);
}

/// A path as it can be pasted into a shell.
std::string quoted(const std::string& path) {
  const bool plain =
      path.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%") ==
      std::string::npos;
  if (plain) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

void show_next(Page& page, const Json& source) {
  const char* label = "Open next";
  for (const char* file : {"report.html", "annotated.mp4"})
    if (has_output(source, file)) {
      page.words(label, {{quoted(text_at(source, "/output") + "/" + file), Ink::bold}});
      label = "";
    }
}

void show_one(Page& page, const Json& source, const Json& summary) {
  const auto state = state_of(source);
  page.heading({{text_at(source, "/source_id"), Ink::bold}, {": "}, {state.words, state.ink}});
  const auto frames = number_at(source, "/frames");
  if (frames && *frames > 0) {
    page.line("Video", count(*frames, "frame", "frames") + ", " +
                           clock(number_at(source, "/media_seconds")));
    show_people(page, source);
    show_ball(page, source);
    show_events(page, source);
    show_teams(page, source);
    show_speed(page, source, summary);
  }
  show_conditions(page, source);
  show_files(page, source);
  show_next(page, source);
}

/// One line per source.
void show_several(Page& page, const Json& summary) {
  using Align = Table::Align;
  Table table({{"Source"},
               {"State"},
               {"Frames", Align::right},
               {"Video", Align::right},
               {"People", Align::right},
               {"Tracks", Align::right},
               {"Ball", Align::right},
               {"Events", Align::right},
               {"Speed", Align::right}});
  for (const auto& source : at(summary, "/sources")) {
    const auto state = state_of(source);
    const auto cell = [&](const char* path, int digits) {
      const auto value = number_at(source, path);
      return Word{value ? fixed(value, digits) : "-"};
    };
    const auto ball = number_at(source, "/coverage/ball_measured"), speed = pace(source, summary);
    const auto media = number_at(source, "/media_seconds");
    table.row({{text_at(source, "/source_id"), Ink::bold},
               {state.words, state.ink},
               cell("/frames", 0),
               {media ? clock(media) : "-"},
               cell("/coverage/people_per_frame", 1),
               cell("/objects/tracks", 0),
               {ball ? percent(ball) : "-"},
               cell("/objects/events", 0),
               {speed ? fixed(speed, 1, " x") : "-"}});
  }
  page.table(table);
}

/// What is wrong with one of several, and where its report lies.
void show_remarks(Page& page, const Json& source) {
  Page remarks(page.style());
  show_conditions(remarks, source);
  show_next(remarks, source);
  const auto text = remarks.take();
  if (text.empty()) return;
  page.blank();
  page.heading({{text_at(source, "/source_id"), Ink::bold}});
  page.raw(text);
}

/// How well the virtual camera followed.
void show_follow(Page& page, const Json& follow) {
  const auto middle = number_at(follow, "/ball_in_middle");
  page.line(
      "Camera",
      fixed(number_at(follow, "/width"), 0) + "x" + fixed(number_at(follow, "/height"), 0) +
          (middle ? ", the ball in its middle in " + percent(*middle) + " of the frames with one"
                  : ", without a ball") +
          ", lost for " + fixed(number_at(follow, "/lost_s"), 1) + " s");
}

void show_drawn(Page& page, const Json& answer) {
  const auto frames = number_at(answer, "/frames").value_or(0);
  const auto rows = number_at(answer, "/rows");
  page.line("Drawn",
            (rows && *rows != frames ? fixed(frames, 0) + " of " + fixed(rows, 0) + " frames"
                                     : count(frames, "frame", "frames")) +
                ", view " + text_at(answer, "/view") + ", " + fixed(number_at(answer, "/fps"), 1) +
                " frames a second");
  for (const auto& reason : at(answer, "/reasons"))
    page.line("Because", value_text(reason), Ink::warn);
  show_conditions(page, answer);
  if (answer.contains("follow")) show_follow(page, at(answer, "/follow"));
  for (const auto& file : at(answer, "/files"))
    page.line("Video", quoted(text_at(answer, "/output") + "/" + value_text(file)));
}

}  // namespace

std::string plain_render(const Json& answer, const Style& style) {
  Page page(style);
  page.blank();
  const auto state = state_of(answer);
  page.heading({{text_at(answer, "/run"), Ink::bold}, {": "}, {state.words, state.ink}});
  show_drawn(page, answer);
  return page.take();
}

void show_run(Page& page, const Json& summary) {
  const auto& sources = at(summary, "/sources");
  if (sources.size() == 1) return show_one(page, sources[0], summary);
  show_several(page, summary);
  for (const auto& source : sources) show_remarks(page, source);
  page.blank();
  page.line("Together", count(number_at(summary, "/frames").value_or(0), "frame", "frames") +
                            " in " + clock(number_at(summary, "/seconds")) + ", " +
                            fixed(number_at(summary, "/fps"), 1) + " frames a second");
}

std::string plain_run(const Json& summary, const Style& style) {
  Page page(style);
  page.blank();
  show_run(page, summary);
  if (at(summary, "/strict") == true && at(summary, "/exit_code") == 6)
    page.line("Strict", "a degraded condition is an error here: exit code 6", Ink::warn);
  return page.take();
}

}  // namespace touchline::cli
