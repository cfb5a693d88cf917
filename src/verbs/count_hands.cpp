#include "verbs/count_hands.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics/fingers.h"
#include "base/json_line.h"
#include "base/log.h"
#include "base/text_file.h"
#include "infer/hand_reader.h"
#include "pipeline/assembly.h"
#include "pipeline/share.h"
#include "pipeline/sports.h"
#include "records/hand.h"
#include "records/read.h"
#include "records/record.h"
#include "verbs/recorded_source.h"

namespace touchline {
namespace {

constexpr const char* kHandsFile = "hands.jsonl";

Result<ModelManifest> hand_manifest(const char* name) {
  return load_manifest((share_dir() / "models" / "hands" / (std::string(name) + ".yaml")).string());
}

/// Null: set-up has not fetched them.
Result<std::optional<HandReader>> open_reader(const RecordedRun& run) {
  TL_ASSIGN(const auto palm, hand_manifest("palm"));
  TL_ASSIGN(const auto hand, hand_manifest("hand"));
  std::error_code error;
  for (const auto* model : {&palm, &hand})
    if (!std::filesystem::exists(model->path, error)) {
      log()->warn(
          "{}: fingers are not counted, the network '{}' is not there: {} ('./touchline setup "
          "--hands' fetches it)",
          run.dir, model->name, model->path);
      return std::optional<HandReader>();
    }
  TL_ASSIGN(auto reader, HandReader::open(palm, hand));
  return std::optional(std::move(reader));
}

Result<std::unique_ptr<Source>> open_source(const RecordedRun& run, const std::stop_token& stop) {
  Config config = run.config;
  TL_CHECK(config.set("detect.engine", "openvino", "hands"));
  TL_CHECK(config.set("input.realtime", "false", "hands"));
  TL_ASSIGN(const Assembly assembly, assemble_drawing(std::move(config)));
  return open_recorded(run, assembly, {}, stop);
}

Result<HandRow> hand_in(HandReader& reader, const SourceFrame& picture, const Box& part) {
  HandRow row;
  row.frame = picture.index;
  row.pts_ns = picture.pts_ns;
  TL_ASSIGN(auto seen, reader.find(picture.frame, part));
  if (!seen) return row;
  row.points = std::move(*seen);
  row.fingers = count_fingers(row.points);
  row.score = row.points.front() ? static_cast<double>(row.points.front()->score) : 0;
  return row;
}

}  // namespace

Result<bool> count_hands(const RecordedRun& run, const std::stop_token& stop) {
  const auto wanted = code_of(run.sport).hands;
  if (!wanted || stop.stop_requested()) return false;
  TL_ASSIGN(auto asks, wanted(run.dir, run.config.settings()));
  if (asks.empty()) return false;
  TL_ASSIGN(auto reader, open_reader(run));
  if (!reader) return false;
  TL_ASSIGN(const auto source, open_source(run, stop));
  std::stable_sort(asks.begin(), asks.end(),
                   [](const HandAsk& a, const HandAsk& b) { return a.frame < b.frame; });
  std::string text;
  JsonLine line;
  for (std::size_t next = 0; next < asks.size();) {
    TL_ASSIGN(const auto picture, source->read());
    if (!picture) break;
    for (; next < asks.size() && asks[next].frame <= picture->index; ++next) {
      if (asks[next].frame < picture->index) continue;
      TL_ASSIGN(const HandRow row, hand_in(*reader, *picture, asks[next].part));
      append_json(line, row, run.source_id);
      (text += line.take()) += '\n';
    }
  }
  TL_CHECK(write_file_atomically(run.file(kHandsFile), text));
  TL_CHECK(tell_events(run));
  return true;
}

Status tell_events(const RecordedRun& run) {
  const auto tell = code_of(run.sport).tell_hands;
  std::error_code error;
  if (!tell || !std::filesystem::exists(run.file(kHandsFile), error)) return {};
  TL_ASSIGN(auto events, read_events(run.file("events.jsonl")));
  TL_CHECK(tell(run.dir, run.config.settings(), events));
  std::string text;
  JsonLine line;
  for (const Event& event : events) {
    append_json(line, event, run.source_id);
    (text += line.take()) += '\n';
  }
  return write_file_atomically(run.file("events.jsonl"), text);
}

}  // namespace touchline
