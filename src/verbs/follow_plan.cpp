#include "verbs/follow_plan.h"

#include <deque>
#include <nlohmann/json.hpp>

#include "base/decimal.h"
#include "base/line_writer.h"
#include "pipeline/followed.h"
#include "records/read.h"

namespace touchline {
namespace {

using director::Framing;
using Json = nlohmann::ordered_json;

}  // namespace

Status each_play(const RecordedRun& run, PictureSize source,
                 const std::function<Status(const FrameRecord&, const director::Play&)>& take) {
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  for (std::vector<FrameRecord> rows;;) {
    TL_CHECK(reader.next(rows));
    if (rows.empty()) return {};
    for (const auto& row : rows)
      TL_CHECK(take(row, director::play_of(row, source.width, source.height)));
  }
}

Result<FollowPlan> plan_follow(const RecordedRun& run, PictureSize source,
                               const std::string& lines) {
  TL_ASSIGN(const auto setup, follow_setup(run.config.settings().follow));
  FollowPlan plan{{}, shown_size(setup, source.width)};
  const auto camera = make_operator(setup, source, plan.size);
  TL_ASSIGN(auto file, LineWriter::open(lines));
  JsonLine line;
  struct Row {
    std::string source_id;
    std::int64_t frame;
  };
  std::deque<Row> waiting;
  const auto tell = [&](std::vector<Framing> known) -> Status {
    for (auto& framing : known) {
      append_json(line, waiting.front().source_id, waiting.front().frame, framing, source.width);
      waiting.pop_front();
      TL_CHECK(file.write(line.take()));
      plan.path.push_back(std::move(framing));
    }
    return {};
  };
  TL_CHECK(each_play(run, source, [&](const FrameRecord& row, const director::Play& play) {
    waiting.push_back({row.source_id, row.frame});
    return tell(camera->push(play));
  }));
  TL_CHECK(tell(camera->finish()));
  TL_CHECK(file.close());
  return plan;
}

Json scores_json(const director::FollowScores& scores) {
  const auto share = static_cast<double>(scores.in_middle) / static_cast<double>(scores.with_ball);
  return {{"frames", scores.frames},
          {"frames_with_ball", scores.with_ball},
          {"ball_in_middle", scores.with_ball > 0 ? Json(round_decimal<4>(share)) : Json(nullptr)},
          {"lost_s", round_decimal<4>(scores.lost_s)},
          {"jerk_p50", round_decimal<4>(scores.jerk_p50)},
          {"jerk_p99", round_decimal<4>(scores.jerk_p99)},
          {"top_speed", round_decimal<4>(scores.top_speed)}};
}

Json follow_json(const FollowPlan& plan) {
  Json json{{"width", plan.size.width}, {"height", plan.size.height}};
  json.update(scores_json(director::score_path(plan.path)));
  return json;
}

}  // namespace touchline
