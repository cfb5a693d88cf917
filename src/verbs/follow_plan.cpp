#include "verbs/follow_plan.h"

#include <cmath>
#include <deque>
#include <nlohmann/json.hpp>

#include "base/line_writer.h"
#include "records/read.h"

namespace touchline {
namespace {

using director::Framing;
using Json = nlohmann::ordered_json;

void append_json(JsonLine& line, const FrameRecord& row, const Framing& framing, double unit) {
  line.begin_object();
  line.key("source_id").string(row.source_id);
  line.key("frame").integer(row.frame);
  line.key("pts_ns").integer(row.pts_ns);
  line.key("subject").string(to_string(framing.subject));
  line.key("crop").decimals<2>(unit * (framing.centre.x - framing.width / 2),
                               unit * (framing.centre.y - framing.height / 2), unit * framing.width,
                               unit * framing.height);
  line.key("zoom").decimal<4>(1 / framing.width);
  const auto& ball = framing.ball;
  const auto number = [&](double value) {
    return ball ? std::optional(unit * value) : std::nullopt;
  };
  line.key("detected").boolean(ball && ball->seen);
  line.key("ball_x").decimal<2>(number(ball ? ball->at.x : 0));
  line.key("ball_y").decimal<2>(number(ball ? ball->at.y : 0));
  line.key("velocity");
  ball ? line.decimals<1>(unit * ball->velocity.x, unit * ball->velocity.y) : line.null();
  line.key("velocity_magnitude").decimal<1>(number(ball ? length(ball->velocity) : 0));
  line.end_object();
}

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
  std::deque<FrameRecord> waiting;  // without their objects
  const auto tell = [&](std::vector<Framing> known) -> Status {
    for (auto& framing : known) {
      append_json(line, waiting.front(), framing, source.width);
      waiting.pop_front();
      TL_CHECK(file.write(line.take()));
      plan.path.push_back(std::move(framing));
    }
    return {};
  };
  TL_CHECK(each_play(run, source, [&](const FrameRecord& row, const director::Play& play) {
    auto& head = waiting.emplace_back();
    head.source_id = row.source_id;
    head.frame = row.frame;
    head.pts_ns = row.pts_ns;
    return tell(camera->push(play));
  }));
  TL_CHECK(tell(camera->finish()));
  TL_CHECK(file.close());
  return plan;
}

Json scores_json(const director::FollowScores& scores) {
  const auto rounded = [](double value) { return std::round(value * 1e4) / 1e4; };
  const auto share = static_cast<double>(scores.in_middle) / static_cast<double>(scores.with_ball);
  return {{"frames", scores.frames},
          {"frames_with_ball", scores.with_ball},
          {"ball_in_middle", scores.with_ball > 0 ? Json(rounded(share)) : Json(nullptr)},
          {"lost_s", rounded(scores.lost_s)},
          {"jerk_p50", rounded(scores.jerk_p50)},
          {"jerk_p99", rounded(scores.jerk_p99)},
          {"top_speed", rounded(scores.top_speed)}};
}

Json follow_json(const FollowPlan& plan) {
  Json json{{"width", plan.size.width}, {"height", plan.size.height}};
  json.update(scores_json(director::score_path(plan.path)));
  return json;
}

}  // namespace touchline
