// check, doctor, bench, models, eval and config for people.
#include <algorithm>
#include <optional>
#include <string>

#include "plain.h"

namespace touchline::cli {
namespace {

using Align = Table::Align;

Ink ink_of_verdict(const std::string& verdict) {
  if (verdict == "good") return Ink::good;
  return verdict == "usable" ? Ink::warn : Ink::bad;
}

std::string times_text(const Json& report) {
  const auto& times = at(report, "/times");
  const auto frames = number_at(times, "/frames_looked_at").value_or(0),
             gaps = number_at(times, "/gaps").value_or(0),
             repaired = number_at(times, "/repaired_stamps").value_or(0);
  std::string text = at(times, "/variable_rate") == true ? "a variable rate" : "a steady rate";
  text += ", one every " + fixed(number_at(times, "/interval_ms/median"), 1, " ms");
  if (gaps > 0)
    text += ", " + count(gaps, "gap", "gaps") + " up to " +
            fixed(number_at(times, "/interval_ms/max"), 0, " ms");
  if (repaired > 0) text += ", " + count(repaired, "time stamp", "time stamps") + " repaired";
  return text + " (" + count(frames, "frame", "frames") + " looked at)";
}

std::string damage_text(const Json& report) {
  const double damaged = number_at(report, "/damage/frames").value_or(0) +
                         number_at(report, "/damage/packets").value_or(0);
  std::string text = damaged > 0 ? count(damaged, "damaged part", "damaged parts") : "none seen";
  if (at(report, "/damage/truncated") == true) text += ", cut short";
  return text;
}

std::string picture_text(const Json& report) {
  const auto& pictures = at(report, "/pictures");
  std::string text = "brightness " + percent(number_at(pictures, "/brightness")) + ", sharpness " +
                     fixed(number_at(pictures, "/sharpness"), 0) + ", " +
                     percent(number_at(pictures, "/green_share")) + " grass green";
  const auto cuts = at(pictures, "/cuts_s").size();
  return text + ", " + (cuts ? count(static_cast<double>(cuts), "cut", "cuts") : "no cuts");
}

std::string video_text(const Json& report) {
  std::string text = text_at(report, "/codec");
  if (const auto profile = text_at(report, "/profile"); !profile.empty())
    text += " (" + profile + ")";
  text += ", " + fixed(number_at(report, "/width"), 0) + "x" +
          fixed(number_at(report, "/height"), 0) + ", " +
          fixed(number_at(report, "/nominal_fps"), 2) + " frames a second";
  if (at(report, "/duration_s").is_number())
    text += ", " + clock(number_at(report, "/duration_s")) + " long";
  if (const auto turn = number_at(report, "/rotation_deg").value_or(0); turn != 0)
    text += ", turned by " + fixed(turn, 0) + " degrees";
  if (at(report, "/interlaced") == true) text += ", interlaced";
  return text;
}

/// What a network of `models list` tells about a picture.
std::string what_it_finds(const Json& model) {
  if (!at(model, "/classes").empty()) return value_text(at(model, "/classes"));
  if (const auto points = at(model, "/keypoints").size(); points > 0)
    return count(static_cast<double>(points), "point of a body", "points of a body");
  return count(number_at(model, "/landmarks").value_or(0), "landmark", "landmarks");
}

}  // namespace

std::string plain_check(const Json& report, const Style& style) {
  Page page(style);
  const auto verdict = text_at(report, "/verdict");
  page.heading({{file_name(text_at(report, "/source")), Ink::bold},
                {": "},
                {verdict, ink_of_verdict(verdict)}});
  for (const auto& reason : at(report, "/reasons"))
    page.line("Because", value_text(reason), ink_of_verdict(verdict));
  page.line("Video", video_text(report));
  page.line("Times", times_text(report));
  page.line("Sound", at(report, "/audio").is_null() ? "none" : value_text(at(report, "/audio")));
  page.line("Colour", text_at(report, "/colour/matrix") + ", " + text_at(report, "/colour/range") +
                          " range, " + text_at(report, "/pixel_format"));
  page.line("Pictures", picture_text(report));
  page.line("Damage", damage_text(report));
  for (const auto& conversion : at(report, "/conversions"))
    page.line("Converted", value_text(conversion));
  return page.take();
}

std::string plain_doctor(const Json& report, const Style& style) {
  Page page(style);
  const auto& cpu = at(report, "/cpu");
  page.line("Processor", text_at(cpu, "/name") + ", " +
                             count(number_at(cpu, "/usable_cores").value_or(0), "core", "cores") +
                             " to use (" + value_text(at(cpu, "/features")) + ")");
  page.line("Device", text_at(report, "/device/uses") + ": " + text_at(report, "/device/why"));
  if (at(report, "/device/gpu").is_object())
    page.line("GPU", text_at(report, "/device/gpu/name") + ", " +
                         size(number_at(report, "/device/gpu/memory_bytes")));
  page.line("Touchline",
            text_at(report, "/versions/touchline") + ", its data in " + text_at(report, "/share"));
  page.line("Networks", at(report, "/network_cache").is_null()
                            ? "not kept between runs"
                            : "compiled once, kept in " + text_at(report, "/network_cache"));
  page.blank();
  for (const auto& stage : at(report, "/stages")) {
    const bool best = at(stage, "/why_not").is_null();
    page.line(text_at(stage, "/stage"), text_at(stage, "/uses"), best ? Ink::good : Ink::warn);
    if (best) continue;
    page.line("", "rather than " + text_at(stage, "/wanted") + ": " + text_at(stage, "/why_not"));
    if (!at(stage, "/cost").is_null())
      page.line("", "what that costs: " + text_at(stage, "/cost"), Ink::dim);
  }
  return page.take();
}

/// "decode_again" as people write it.
std::string in_words(const std::string& key) {
  std::string words = printable(key);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::optional<double> number_of(const Json& json) {
  return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
}

/// Where each network's own time goes.
void bench_networks(Page& page, const Json& report) {
  Table table({{"Network, a frame"},
               {"prepare ms", Align::right},
               {"network ms", Align::right},
               {"decode ms", Align::right}});
  for (const auto& network : at(report, "/networks"))
    table.row({{text_at(network, "/network")},
               {fixed(number_at(network, "/prepare_ms_per_frame"), 2)},
               {fixed(number_at(network, "/network_ms_per_frame"), 2), Ink::bold},
               {fixed(number_at(network, "/decode_ms_per_frame"), 2)}});
  page.table(table);
  page.blank();
}

/// What the cores did while all stages worked together.
void bench_whole(Page& page, const Json& report) {
  Table table({{"Together, a frame"}, {"core-ms", Align::right}});
  for (const auto& [name, ms] : at(report, "/whole_core_ms_per_frame").items())
    table.row({{in_words(name)}, {fixed(number_of(ms), 2), Ink::bold}});
  page.table(table);
  page.blank();
}

/// Steps of the start, of a machine that has never run it and of one that has.
void bench_starts(Page& page, const Json& report) {
  const auto& starts = at(report, "/starts");
  if (!starts.is_object()) return;
  Table table({{"Start, ms"}, {"first", Align::right}, {"later", Align::right}});
  for (const auto& [step, first] : at(starts, "/first").items())
    if (first.is_number())
      table.row({{in_words(step.substr(0, step.rfind("_ms")))},
                 {fixed(number_of(first), 0)},
                 {fixed(number_at(starts, ("/warm/" + step).c_str()), 0), Ink::bold}});
  page.table(table);
  page.blank();
}

std::string share_text(const Json& share) {
  return share.is_number() ? fixed(100 * share.get<double>(), 0) + " %" : "unknown";
}

/// Networks against the machine, and what changes would bring.
void bench_roofline(Page& page, const Json& report) {
  const auto& roofline = at(report, "/roofline");
  if (!roofline.is_object()) return;
  for (const auto& [precision, rate] : at(roofline, "/one_core/operations_per_s").items())
    page.line("Peak, one core", precision + ": " +
                                    (rate.is_number() ? fixed(rate.get<double>() / 1e9, 0) +
                                                            " thousand million operations a second"
                                                      : "not measured"));
  for (const auto& network : at(roofline, "/networks")) {
    page.blank();
    Table table({{text_at(network, "/network") + ", " + text_at(network, "/precision")},
                 {"ms", Align::right},
                 {"roof ms", Align::right},
                 {"of the roof", Align::right}});
    for (const auto& batch : at(network, "/batches"))
      table.row({{"batch of " + fixed(number_at(batch, "/batch"), 0)},
                 {fixed(number_at(batch, "/ms"), 2)},
                 {fixed(number_at(batch, "/roof_ms"), 2)},
                 {share_text(at(batch, "/share_of_roof")), Ink::bold}});
    page.table(table);
    const auto& bound = at(network, "/verdict/bound_by");
    page.line("Bound by", (bound.is_string() ? bound.get<std::string>() : "unknown") + ": " +
                              text_at(network, "/verdict/why"));
    for (const auto& each : at(network, "/estimates"))
      page.line("Estimate",
                text_at(each, "/change") + ": " +
                    (at(each, "/speedup").is_number()
                         ? fixed(number_at(each, "/speedup"), 2) + " times as fast"
                         : std::string("unknown")) +
                    "; " + text_at(each, "/rule"),
                Ink::dim);
  }
  page.blank();
}

std::string plain_bench(const Json& report, const Style& style) {
  Page page(style);
  page.heading({{text_at(report, "/source"), Ink::bold},
                {": " + count(number_at(report, "/frames").value_or(0), "frame", "frames") + ", " +
                 count(number_at(report, "/rounds").value_or(0), "round", "rounds") + " on " +
                 count(number_at(report, "/cores").value_or(0), "core", "cores")}});
  page.line("Network", text_at(report, "/model") + ", " + text_at(report, "/engine") + " in " +
                           text_at(report, "/precision"));
  page.blank();
  Table table({{"Alone, a frame"},
               {"core-ms", Align::right},
               {"least", Align::right},
               {"most", Align::right}});
  for (const auto& [name, spread] : at(report, "/alone_core_ms_per_frame").items())
    table.row({{in_words(name)},
               {fixed(number_at(spread, "/median"), 2), Ink::bold},
               {fixed(number_at(spread, "/min"), 2)},
               {fixed(number_at(spread, "/max"), 2)}});
  page.table(table);
  page.blank();
  bench_networks(page, report);
  bench_whole(page, report);
  bench_starts(page, report);
  bench_roofline(page, report);
  const auto spread = [&](const std::string& path, int digits) {
    const auto part = [&](const char* name) {
      return fixed(number_at(report, (path + name).c_str()), digits);
    };
    return part("/median") + " (" + part("/min") + " to " + part("/max") + ")";
  };
  page.line("Together", spread("/end_to_end_fps", 1) + " frames a second");
  page.line("Efficiency", spread("/eta", 2) + " of what the stages alone allow");
  page.line("Start", spread("/first_frame_ms", 0) + " ms to the first frame");
  page.line("Limit",
            text_at(report, "/bottleneck/stage") + ": " + text_at(report, "/bottleneck/why"));
  return page.take();
}

std::string plain_models(const Json& models, const Style& style) {
  Table table({{"Model"}, {"Task"}, {"Input"}, {"Size", Align::right}, {"Licence"}, {"Finds"}}, 5);
  for (const auto& model : at(models, ""))
    table.row({{text_at(model, "/name"), Ink::bold},
               {text_at(model, "/task")},
               {fixed(number_at(model, "/input/width"), 0) + "x" +
                fixed(number_at(model, "/input/height"), 0)},
               {size(number_at(model, "/bytes"))},
               {text_at(model, "/license")},
               {what_it_finds(model)}});
  Page page(style);
  page.table(table);
  page.line("", "'touchline models show NAME' says more, 'models verify NAME' tries one.",
            Ink::dim);
  return page.take();
}

/// "found against truth", as a heading.
void head_scores(Page& page, const Json& scores) {
  page.heading({{file_name(text_at(scores, "/pred")), Ink::bold},
                {" against "},
                {file_name(text_at(scores, "/gt")), Ink::bold}});
}

/// One family of scores.
void put_scores(Page& page, const Json& scores, const char* family) {
  page.blank();
  Table table({{family}, {"", Align::right}});
  for (const auto& [name, value] : at(scores, (std::string("/") + family).c_str()).items())
    table.row({{printable(name)},
               {value.is_number_integer() ? value.dump()
                : value.is_number()       ? fixed(value.get<double>(), 4)
                                          : value_text(value)}});
  page.table(table);
}

std::string plain_scores(const Json& scores, const Style& style) {
  Page page(style);
  head_scores(page, scores);
  page.line("Truth", count(number_at(scores, "/gt_boxes").value_or(0), "box", "boxes") + " of " +
                         count(number_at(scores, "/gt_ids").value_or(0), "track", "tracks") +
                         " in " +
                         count(number_at(scores, "/frames").value_or(0), "frame", "frames"));
  page.line("Found", count(number_at(scores, "/pred_boxes").value_or(0), "box", "boxes") + " of " +
                         count(number_at(scores, "/pred_ids").value_or(0), "track", "tracks"));
  for (const char* family : {"HOTA", "CLEAR", "Identity"}) put_scores(page, scores, family);
  return page.take();
}

std::string plain_poses(const Json& scores, const Style& style) {
  Page page(style);
  head_scores(page, scores);
  page.line("Truth", count(number_at(scores, "/people").value_or(0), "person", "people") + " in " +
                         count(number_at(scores, "/images").value_or(0), "picture", "pictures"));
  page.line("Found", count(number_at(scores, "/found").value_or(0), "body", "bodies"));
  for (const char* family : {"COCO", "People"}) put_scores(page, scores, family);
  return page.take();
}

std::string plain_follow(const Json& scores, const Style& style) {
  Page page(style);
  page.heading({{text_at(scores, "/run"), Ink::bold},
                {": preset " + text_at(scores, "/preset") + " beside the earlier system's"}});
  page.line("Rows", count(number_at(scores, "/frames").value_or(0), "frame", "frames") + ", " +
                        fixed(number_at(scores, "/frames_with_ball"), 0) + " with a ball");
  page.blank();
  Table table({{"Figure"}, {"here", Align::right}, {"seed", Align::right}});
  const auto row = [&](const char* words, const char* path, const auto& told) {
    table.row({{words},
               {told(number_at(scores, path)), Ink::bold},
               {told(number_at(scores, (std::string("/seed") + path).c_str()))}});
  };
  const auto digits = [](int n) {
    return [n](const std::optional<double>& value) { return fixed(value, n); };
  };
  row("ball in the middle", "/ball_in_middle", percent);
  row("without a ball, s", "/lost_s", digits(1));
  row("median jerk, widths/s3", "/jerk_p50", digits(3));
  row("jerk, 99th percentile", "/jerk_p99", digits(3));
  row("top speed, widths/s", "/top_speed", digits(3));
  page.table(table);
  page.line("Jerk", fixed(number_at(scores, "/jerk_to_seed/p99"), 2) + " of seed's");
  if (!scores.contains("baseline")) return page.take();
  const auto& worse = at(scores, "/baseline/worse");
  if (worse.empty()) page.line("Baseline", "nothing is worse", Ink::good);
  for (const auto& figure : worse)
    page.line("Worse",
              key_words(text_at(figure, "/figure")) + ": " + fixed(number_at(figure, "/is"), 3) +
                  ", was " + fixed(number_at(figure, "/was"), 3),
              Ink::bad);
  return page.take();
}

std::string plain_config(const Json& config, const Style& style) {
  Table table({{"Setting"}, {"Value"}, {"From"}}, 1);
  for (const auto& [key, entry] : config.items()) {
    const auto value = text_at(entry, "/value"), origin = text_at(entry, "/origin");
    const Ink ink = origin == "default" ? Ink::plain : Ink::bold;
    table.row({{printable(key), ink}, {value.empty() ? "\"\"" : value, ink}, {origin, Ink::dim}});
  }
  return table.text(style);
}

std::string plain_settings(const Json& settings, const Style& style) {
  std::string out, section;
  for (const auto& setting : at(settings, "")) {
    const auto key = text_at(setting, "/key"), fallback = text_at(setting, "/default"),
               allowed = text_at(setting, "/allowed"),
               head = key.substr(0, key.find('.') == std::string::npos ? 0 : key.find('.'));
    if (!out.empty() && head != section) out += '\n';
    section = head;
    out += painted({key, Ink::bold}, style) + " = " + (fallback.empty() ? "\"\"" : fallback) + "\n";
    const auto comment =
        text_at(setting, "/comment") + (allowed.empty() ? "" : " {" + allowed + "}");
    for (const auto& line : wrap(comment, std::max(30, style.width - 4)))
      out += "    " + painted({line, Ink::dim}, style) + "\n";
  }
  return out;
}

}  // namespace touchline::cli
