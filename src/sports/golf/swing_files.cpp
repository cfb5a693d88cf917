#include "sports/golf/swing_files.h"

#include <fmt/format.h>

#include <iterator>

#include "base/json_line.h"
#include "reports/convert_file.h"
#include "sports/golf/swing_words.h"

namespace touchline::golf {
namespace {

constexpr int kSchema = 1;

double seconds_of(const EventMark& mark) { return to_seconds(mark.pts_ns); }

void put_reason(JsonLine& line, const char* reason) {
  if (reason)
    line.string(reason);
  else
    line.null();
}

void put_mark(JsonLine& line, SwingEvent event, const EventMark& mark) {
  line.begin_object();
  line.key("event").string(to_string(event));
  line.key("frame").integer(mark.frame);
  line.key("pts_ns").integer(mark.frame ? std::optional(mark.pts_ns) : std::nullopt);
  line.key("confidence").decimal<3>(mark.confidence);
  line.key("reason");
  put_reason(line, mark.reason);
  line.end_object();
}

void put_span(JsonLine& line, const std::optional<Span>& span) {
  if (!span) return line.null();
  line.numbers(span->first, span->last);
}

void put_score(JsonLine& line, const ScoreHand& score) {
  line.begin_object();
  line.key("state").string(to_string(score.state));
  line.key("reason");
  put_reason(line, score.reason);
  line.key("raised_side").string(to_string(score.side));
  line.key("hand_frames");
  put_span(line, score.raised);
  line.key("plateau_frames");
  put_span(line, score.plateau);
  line.key("representative_frame").integer(score.shown_best);
  line.key("crop");
  if (score.crop)
    line.decimals<1>(score.crop->x, score.crop->y, score.crop->w, score.crop->h);
  else
    line.null();
  line.key("finger_count")
      .integer(score.fingers ? std::optional<std::int64_t>(*score.fingers) : std::nullopt);
  line.key("finger_confidence").decimal<3>(score.finger_confidence);
  line.key("finger_reason");
  put_reason(line, score.uncounted);
  line.end_object();
}

void put_clip(JsonLine& line, const SwingSheet& sheet, const Swing& swing) {
  line.key("clip");
  if (swing.rejected)
    line.null("clip", "the swing is rejected");
  else if (!sheet.clips.contains(swing.number))
    line.null("clip", "no video was drawn of it");
  else
    line.string(clip_file(swing.number));
}

void put_swing(JsonLine& line, const SwingSheet& sheet, const Swing& swing) {
  line.begin_object();
  line.key("number").integer(swing.number);
  line.key("kind").string(to_string(swing.kind));
  line.key("confidence").decimal<3>(swing.confidence);
  line.key("reason");
  put_reason(line, swing.reason);
  line.key("rejected");
  put_reason(line, swing.rejected);
  line.key("hand").string(to_string(swing.hand));
  line.key("view").string(to_string(swing.view));
  line.key("contact_cue").string(to_string(swing.cue));
  line.key("struck");
  swing.struck ? line.boolean(*swing.struck) : line.null("struck", swing.struck.why);
  line.key("struck_cue").string(to_string(swing.struck_cue));
  line.key("backswing_s").decimal<4>(swing.backswing_s.value);
  if (!swing.backswing_s) line.why("backswing_s", swing.backswing_s.why);
  line.key("downswing_s").decimal<4>(swing.downswing_s.value);
  if (!swing.downswing_s) line.why("downswing_s", swing.downswing_s.why);
  line.key("tempo").decimal<3>(swing.tempo.value);
  if (!swing.tempo) line.why("tempo", swing.tempo.why);
  line.key("events").begin_array();
  for (std::size_t e = 0; e < kSwingEvents; ++e)
    put_mark(line, static_cast<SwingEvent>(e), swing.events[e]);
  line.end_array();
  line.key("score");
  put_score(line, swing.score);
  put_clip(line, sheet, swing);
  line.why_null();
  line.end_object();
}

void put_frames(JsonLine& line, std::span<const Swing> swings, SwingEvent event) {
  line.begin_array();
  for (const Swing& swing : swings)
    if (!swing.rejected) line.integer(swing.at(event).frame.value_or(-1));
  line.end_array();
}

void put_config(JsonLine& line, const SwingPlan& plan) {
  line.begin_object();
  line.key("preset").string(to_string(plan.preset));
  line.key("slowed").number(plan.slowed);
  if (plan.preset == Preset::seed) {
    line.key("search_back").integer(plan.seed.search_back);
    line.key("refine_window").integer(plan.seed.refine);
    line.key("contact_search_min").integer(plan.seed.contact_first);
    line.key("contact_search_max").integer(plan.seed.contact_last);
  } else {
    line.key("rise_torso").number(plan.body.rise_torso);
    line.key("mad_floor_torso").number(plan.body.mad_floor_torso);
    line.key("mad_times").number(plan.body.mad_times);
  }
  line.end_object();
}

}  // namespace

std::string swings_json(const SwingSheet& sheet, std::span<const Swing> swings) {
  JsonLine line;
  std::int64_t count = 0;
  for (const Swing& swing : swings) count += swing.rejected ? 0 : 1;
  line.begin_object();
  line.key("schema_version").integer(kSchema);
  line.key("video_name").string(sheet.video_name);
  line.key("golfer");
  sheet.golfer.empty() ? line.null() : line.string(sheet.golfer);
  line.key("fps").decimal<6>(sheet.fps);
  line.key("total_frames").integer(sheet.total_frames);
  line.key("backswing_frames");
  put_frames(line, swings, SwingEvent::top);
  line.key("contact_frames");
  put_frames(line, swings, SwingEvent::contact);
  line.key("num_swings").integer(count);
  line.key("detection_config");
  put_config(line, sheet.plan);
  line.key("config_hash").string(config_hash(sheet.plan));
  line.key("timestamp");
  if (sheet.timestamp)
    line.string(*sheet.timestamp);
  else
    line.null();
  line.key("swings").begin_array();
  for (const Swing& swing : swings) {
    line.new_line();
    put_swing(line, sheet, swing);
  }
  line.end_array();
  line.end_object();
  return std::string(line.take()) + "\n";
}

std::string swings_csv(const SwingSheet& sheet, std::span<const Swing> swings) {
  std::string out =
      "video,swing_num,backswing_frame,backswing_time_s,contact_frame,contact_time_s,"
      "downswing_frames,downswing_time_s,fps\n";
  const auto to = std::back_inserter(out);
  std::int64_t number = 0;
  for (const Swing& swing : swings) {
    if (swing.rejected) continue;
    const EventMark &top = swing.at(SwingEvent::top), &contact = swing.at(SwingEvent::contact);
    fmt::format_to(to, "{},{},", csv_text(sheet.video_name), ++number);
    if (top.frame)
      fmt::format_to(to, "{},{:.4f},", *top.frame, seconds_of(top));
    else
      out += ",,";
    if (contact.frame)
      fmt::format_to(to, "{},{:.4f},", *contact.frame, seconds_of(contact));
    else
      out += "-1,,";
    if (top.frame && contact.frame)
      fmt::format_to(to, "{},{:.4f},", *contact.frame - *top.frame,
                     seconds_of(contact) - seconds_of(top));
    else
      out += ",,";
    fmt::format_to(to, "{:.6g}\n", sheet.fps);
  }
  return out;
}

}  // namespace touchline::golf
