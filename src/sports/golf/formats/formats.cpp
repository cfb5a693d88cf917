#include "sports/golf/formats/formats.h"

#include <filesystem>

#include "base/decimal.h"
#include "base/json_line.h"
#include "base/text_file.h"
#include "reports/convert.h"
#include "reports/convert_file.h"
#include "sports/golf/formats/recorded_session.h"

namespace touchline::golf {
namespace {

namespace fs = std::filesystem;

constexpr int kSwingsSchema = 1;
constexpr int kSeconds = 4, kShares = 3;  // decimals

std::vector<const Swing*> kept(const RecordedSession& session) {
  std::vector<const Swing*> kept;
  for (const auto& swing : session.swings)
    if (!swing.rejected) kept.push_back(&swing);
  return kept;
}

void write_word_or_null(JsonLine& line, const char* word) {
  word ? line.string(word) : line.null();
}

void write_mark(JsonLine& line, const EventMark& mark) {
  line.begin_object();
  line.key("frame").integer(mark.frame);
  line.key("time_s");
  mark.frame ? line.decimal<kSeconds>(to_seconds(mark.pts_ns)) : line.null();
  line.key("confidence").decimal<kShares>(mark.confidence);
  write_word_or_null(line.key("reason"), mark.reason);
  line.end_object();
}

void write_score(JsonLine& line, const ScoreHand& score) {
  line.begin_object();
  line.key("state").string(to_string(score.state));
  write_word_or_null(line.key("reason"), score.reason);
  line.key("raised_side").string(to_string(score.side));
  line.key("hand_frames");
  if (score.raised)
    line.numbers(score.raised->first, score.raised->last);
  else
    line.null();
  line.key("representative_frame").integer(score.shown_best);
  line.key("fingers");
  score.fingers ? line.integer(std::int64_t{*score.fingers}) : line.null();
  line.end_object();
}

void write_swing(JsonLine& line, const Swing& swing) {
  line.begin_object();
  line.key("swing_num").integer(swing.number);
  line.key("kind").string(to_string(swing.kind));
  line.key("hand").string(to_string(swing.hand));
  line.key("view").string(to_string(swing.view));
  line.key("events").begin_object();
  for (std::size_t i = 0; i < kSwingEvents; ++i)
    write_mark(line.text_key(to_string(static_cast<SwingEvent>(i))), swing.events[i]);
  line.end_object();
  line.key("contact_cue").string(to_string(swing.cue));
  line.key("backswing_s").decimal<kSeconds>(swing.backswing_s.value);
  line.key("downswing_s").decimal<kSeconds>(swing.downswing_s.value);
  line.key("tempo").decimal<kShares>(swing.tempo.value);
  write_score(line.key("score"), swing.score);
  line.key("confidence").decimal<kShares>(swing.confidence);
  write_word_or_null(line.key("reason"), swing.reason);
  write_word_or_null(line.key("rejected"), swing.rejected);
  line.end_object();
}

void write_frames(JsonLine& line, const std::vector<const Swing*>& swings, SwingEvent which) {
  line.begin_array();
  for (const auto* swing : swings) line.integer(swing->at(which).frame);
  line.end_array();
}

std::string json_of(const ConvertInput& in, const RecordedSession& session, const SwingPlan& plan) {
  const auto swings = kept(session);
  JsonLine line;
  line.begin_object();
  line.key("schema_version").integer(kSwingsSchema);
  line.key("video_name").string(in.source_id);
  line.key("golfer").null();  // nobody told the name
  line.key("fps").decimal<kShares>(in.nominal_fps);
  line.key("total_frames").integer(std::ssize(session.poses));
  line.key("num_swings").integer(std::ssize(swings));
  write_frames(line.key("backswing_frames"), swings, SwingEvent::top);
  write_frames(line.key("contact_frames"), swings, SwingEvent::contact);
  line.key("detection_config").string(to_string(plan.preset));
  line.key("config_hash").string(config_hash(plan));
  line.key("pose_network").string(session.network);
  line.key("swings").begin_array();
  for (const auto& swing : session.swings) {
    line.new_line();
    write_swing(line, swing);
  }
  line.end_array();
  line.end_object();
  return std::string(line.take()) + "\n";
}

std::string cell(const EventMark& mark) {
  return mark.frame ? fmt::format("{},{}", *mark.frame, seconds_text(mark.pts_ns, kSeconds)) : ",";
}

/// The columns of an earlier system first, by their names.
std::string csv_of(const ConvertInput& in, const RecordedSession& session) {
  std::string text =
      "video,swing_num,backswing_frame,backswing_time_s,contact_frame,contact_time_s,"
      "downswing_frames,downswing_time_s,fps,kind,tempo,confidence,reason\n";
  for (const auto* swing : kept(session)) {
    const auto &top = swing->at(SwingEvent::top), &contact = swing->at(SwingEvent::contact);
    const auto frames =
        top.frame && contact.frame ? fmt::format("{}", *contact.frame - *top.frame) : std::string();
    const auto number = [](const Known<double>& known, int decimals) {
      return known ? fmt::format("{:.{}f}", *known, decimals) : std::string();
    };
    text += fmt::format("{},{},{},{},{},{},{:.3f},{},{},{:.3f},{}\n", csv_text(in.source_id),
                        swing->number, cell(top), cell(contact), frames,
                        number(swing->downswing_s, kSeconds), in.nominal_fps,
                        to_string(swing->kind), number(swing->tempo, kShares), swing->confidence,
                        swing->reason ? swing->reason : "");
  }
  return text;
}

WrittenFiles convert_swings(const ConvertInput& in, const std::string& dir, const SwingPlan& plan) {
  TL_ASSIGN(const auto session, read_session((fs::path(in.run_dir) / "poses.bin").string(), plan));
  std::vector<std::string> written;
  for (const auto& [name, text] : {std::pair{"swings.json", json_of(in, session, plan)},
                                   std::pair{"swings.csv", csv_of(in, session)}}) {
    written.push_back((fs::path(dir) / name).string());
    TL_CHECK(write_file_atomically(written.back(), text));
  }
  return written;
}

constexpr std::string_view kChapters[] = {"swing"};

}  // namespace

SportFormats formats(const SwingPlan& plan) {
  SportFormats formats;
  ConvertFormat swings{"swings", {}, true};
  swings.write = [plan](const ConvertInput& in, const std::string& dir, Unknown&) {
    return convert_swings(in, dir, plan);
  };
  formats.own.push_back(std::move(swings));
  formats.chapters = kChapters;
  return formats;
}

}  // namespace touchline::golf
