#include "verbs/follow_plan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/address.h"
#include "base/line_writer.h"
#include "director/director.h"
#include "records/read.h"

namespace touchline {
namespace {

using director::Framing;
using Json = nlohmann::ordered_json;

constexpr int kLeast = 64, kMost = 8192;
constexpr double kMagnified = 1.5;  // at most: a pixel of the source over so many of the shown

struct Size {
  int width, height;
};

/// "1920x1080"; "auto": half of the source's width, but 1280 at least, in 16:9.
Result<Size> parse_size(const std::string& text, const FrameInfo& source) {
  if (text == "auto") {
    const int width = std::max(1280, source.width / 2) & ~15;
    return Size{width, width * 9 / 16};
  }
  Size size{};
  const char *begin = text.data(), *end = begin + text.size();
  const auto across = std::from_chars(begin, end, size.width);
  if (across.ec == std::errc() && across.ptr != end && *across.ptr == 'x') {
    const auto down = std::from_chars(across.ptr + 1, end, size.height);
    const auto fits = [](int pixels) {
      return pixels >= kLeast && pixels <= kMost && pixels % 2 == 0;
    };
    if (down.ec == std::errc() && down.ptr == end && fits(size.width) && fits(size.height))
      return size;
  }
  return fail(Errc::bad_config, "follow.size",
              "follow.size '{}': expected auto, or WIDTHxHEIGHT in even pixels from {} to {}, such "
              "as 1920x1080 or 720x1280",
              shown(text), kLeast, kMost);
}

Result<director::DirectorOptions> director_options(const Settings::Follow& follow, Size size,
                                                   const FrameInfo& source) {
  auto options = director::director_preset(follow.preset);
  if (!options)
    return fail(Errc::bad_config, "follow.preset", "follow.preset '{}': expected one of {}",
                shown(follow.preset), fmt::join(director::director_presets(), ", "));
  options->aspect = static_cast<double>(size.width) / size.height;
  options->lookahead_s = follow.lookahead_s;
  options->narrowest = std::min(1.0, size.width / kMagnified / source.width);
  return *options;
}

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

Result<FollowPlan> plan_follow(const RecordedRun& run, const FrameInfo& source,
                               const std::string& lines) {
  const auto& follow = run.config.settings().follow;
  TL_ASSIGN(const Size size, parse_size(follow.size, source));
  TL_ASSIGN(const auto options, director_options(follow, size, source));
  TL_ASSIGN(auto reader, FrameReader::open(run.file("tracking.jsonl"), run.sport.classes));
  FollowPlan plan{{}, size.width, size.height};
  director::Director director(options, static_cast<double>(source.height) / source.width);
  TL_ASSIGN(auto file, LineWriter::open(lines));
  JsonLine line;
  std::vector<FrameRecord> waiting, block;
  const auto take = [&](std::vector<Framing> known) -> Status {
    for (auto& framing : known) {
      append_json(line, waiting.front(), framing, source.width);
      waiting.erase(waiting.begin());
      TL_CHECK(file.write(line.take()));
      plan.path.push_back(std::move(framing));
    }
    return {};
  };
  for (;;) {
    TL_CHECK(reader.next(block));
    if (block.empty()) break;
    for (auto& row : block) {
      const auto play = director::play_of(row, source.width, source.height);
      row.objects.clear();
      waiting.push_back(std::move(row));
      TL_CHECK(take(director.push(play)));
    }
  }
  TL_CHECK(take(director.finish()));
  TL_CHECK(file.close());
  return plan;
}

Json follow_json(const FollowPlan& plan) {
  const auto scores = director::score_path(plan.path);
  const auto rounded = [](double value) { return std::round(value * 1e4) / 1e4; };
  return {
      {"width", plan.width},
      {"height", plan.height},
      {"frames", scores.frames},
      {"frames_with_ball", scores.with_ball},
      {"ball_in_middle", scores.with_ball > 0 ? Json(rounded(static_cast<double>(scores.in_middle) /
                                                             static_cast<double>(scores.with_ball)))
                                              : Json(nullptr)},
      {"lost_s", rounded(scores.lost_s)},
      {"jerk_p99", rounded(scores.jerk_p99)},
      {"top_speed", rounded(scores.top_speed)}};
}

}  // namespace touchline
