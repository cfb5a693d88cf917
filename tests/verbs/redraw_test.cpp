// Pictures and rows of a recorded run meet by their times, whatever either of them lacks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/scripted.h"
#include "pipeline/slow_video.h"
#include "support/temp_dir.h"
#include "verbs/redraw.h"

namespace touchline::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Nanoseconds kStep = 40'000'000;

/// A run that recorded rows at the times `pts`, and what comes of drawing them on `script`.
class Redrawing {
 public:
  explicit Redrawing(const std::vector<Nanoseconds>& pts) {
    std::ofstream rows(dir_ / "tracking.jsonl");
    for (const auto at : pts) {
      FrameRecord row;
      row.source_id = "cam";
      row.frame = at / kStep;
      row.pts_ns = at;
      rows << json_of(row, kClasses) << '\n';
    }
    std::ofstream(dir_ / "events.jsonl");
  }

  Result<Redrawn> on(SourceScript script, const std::stop_token& stop = {}) {
    RecordedRun run;
    run.dir = dir_.path();
    run.source_id = "cam";
    run.sport.classes = kClasses;
    run.manifest["teams"] = nlohmann::ordered_json::array();
    auto rows = RecordedRows::open(run, {}, false);
    if (!rows) return rows.error();
    script.census = &census;
    RedrawSetup setup;
    setup.source = std::make_unique<SyntheticSource>(script);
    setup.damaged = damaged;
    setup.outputs.push_back(slow_output(seen, "annotated.mp4"));
    return Redraw(std::move(setup), std::move(*rows)).walk(stop);
  }

  SlowVideo::Seen seen;
  FrameCensus census;
  bool damaged = false;

 private:
  TempDir dir_;
};

std::vector<Nanoseconds> steps(int count, int first = 0) {
  std::vector<Nanoseconds> times;
  for (int i = 0; i < count; ++i) times.push_back((first + i) * kStep);
  return times;
}

TEST(Redraw, EveryRowOnItsPictureAcrossAGap) {
  auto times = steps(10);
  for (const auto at : steps(30, 60)) times.push_back(at);
  Redrawing again(times);
  const auto redrawn = again.on({.frames = 40, .pauses = {{10, 50 * kStep}}});
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  EXPECT_EQ(again.seen.times, times);
  EXPECT_EQ(redrawn->frames, 40);
  EXPECT_THAT(redrawn->reasons, IsEmpty());
}

/// Rows of a run whose pictures somebody looked at for bodies bring them along.
TEST(Redraw, BodiesComeWithTheirRows) {
  const TempDir dir;
  std::ofstream(dir / "events.jsonl");
  RecordedRun run;
  run.dir = dir.path();
  run.sport.classes = kClasses;
  run.manifest["teams"] = nlohmann::ordered_json::array();
  std::ofstream rows(dir / "tracking.jsonl");
  auto poses =
      PoseWriter::create(dir / "poses.bin", {"cam", 64, 2, kClasses, {"nose"}, "", "", "", ""});
  ASSERT_TRUE(poses);
  for (int i = 0; i < 3; ++i) {
    FrameRecord row;
    row.frame = i;
    row.pts_ns = i * kStep;
    rows << json_of(row, kClasses) << std::endl;
    Observation seen;
    seen.frame = row.frame;
    seen.pts_ns = i < 2 ? row.pts_ns : 5;
    seen.detections = {{{1, 2, 3, 4}, 0.5F, 1}};
    if (i == 1) seen.bodies = std::vector<Body>{{0, {Keypoint{{2, 3}, 0.25F}}, 6}};
    ASSERT_TRUE(poses->write(seen));
  }
  auto recorded = RecordedRows::open(run, {}, false);
  ASSERT_TRUE(recorded) << recorded.error().message;
  EXPECT_FALSE((*recorded->next())->seen.bodies) << "nobody looked";
  const auto moment = recorded->next();
  ASSERT_TRUE(moment && *moment && (*moment)->seen.bodies);
  EXPECT_EQ((*moment)->seen.bodies->front(), (Body{0, {Keypoint{{2, 3}, 0.25F}}, 6}));
  const auto other = recorded->next();
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, AllOf(HasSubstr("poses.bin"), HasSubstr("at 5 ns")));
}

TEST(Redraw, MemoryIsBoundedByTheSlowestOutput) {
  Redrawing again(steps(120));
  again.seen.delay_us = 1000;
  const auto redrawn = again.on({.frames = 120});
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  EXPECT_EQ(again.seen.times.size(), 120U);
  EXPECT_LE(again.census.most, 8);
  EXPECT_EQ(again.census.alive, 0);
}

TEST(Redraw, ARunThatEndedBeforeItsSourceIsAllThere) {
  Redrawing again(steps(20));
  const auto redrawn = again.on({.frames = 100'000});
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  EXPECT_EQ(again.seen.times, steps(20));
  EXPECT_THAT(redrawn->reasons, IsEmpty());
}

TEST(Redraw, ASourceThatEndsOrFailsTooEarlyLeavesPart) {
  for (const SourceScript& script :
       {SourceScript{.frames = 40}, SourceScript{.fail_at = 40}, SourceScript{.throw_at = 40}}) {
    Redrawing again(steps(60));
    const auto redrawn = again.on(script);
    ASSERT_TRUE(redrawn) << redrawn.error().message;
    EXPECT_EQ(again.seen.times, steps(40)) << "what was decoded is drawn";
    ASSERT_EQ(redrawn->reasons.size(), 1U);
    EXPECT_THAT(redrawn->reasons.front(), HasSubstr("1.560 s"));
    EXPECT_THAT(redrawn->reasons.front(), script.fail_at > 0    ? HasSubstr("the source vanished")
                                          : script.throw_at > 0 ? HasSubstr("memory")
                                                                : HasSubstr("a frame at 1.600 s"));
  }
}

TEST(Redraw, AnotherSourceIsRefusedByItsTimes) {
  for (const Nanoseconds step : {kStep - 1, kStep + 1, 2 * kStep}) {
    Redrawing again(steps(30));
    const auto redrawn = again.on({.frames = 30, .step_ns = step});
    ASSERT_FALSE(redrawn) << step;
    EXPECT_EQ(redrawn.error().code, Errc::bad_input);
    EXPECT_THAT(redrawn.error().message, AllOf(HasSubstr("cam.mp4"), HasSubstr("--source"),
                                               HasSubstr("frame 1 at 0.040000 s")));
  }
}

/// Damage comes out of one decoder otherwise than of another.
TEST(Redraw, WhereTheSourceIsDamagedTheRestStillFits) {
  auto times = steps(30);
  times.insert(times.begin() + 8, 7 * kStep + kStep / 2);  // a row without a picture
  times.erase(times.begin() + 15);                         // a picture without a row
  Redrawing again(times);
  EXPECT_FALSE(again.on({.frames = 30}));
  again.seen.times.clear();
  again.damaged = true;
  const auto redrawn = again.on({.frames = 30});
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  auto drawn = steps(30);
  drawn.erase(drawn.begin() + 14);
  EXPECT_EQ(again.seen.times, drawn);
  EXPECT_THAT(redrawn->reasons, ElementsAre(HasSubstr("for 1 of the run")));
}

TEST(Redraw, StopsWhenAskedTo) {
  Redrawing again(steps(50'000));
  std::stop_source stop;
  std::jthread asks([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.request_stop();
  });
  again.seen.delay_us = 500;
  const auto redrawn = again.on({.frames = 50'000}, stop.get_token());
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  EXPECT_LT(redrawn->frames, 50'000);
  EXPECT_THAT(redrawn->reasons, ElementsAre(HasSubstr("it was stopped")));
}

TEST(Redraw, NobodyDecodesForAVideoThatHasEnded) {
  Redrawing again(steps(50'000));
  again.seen.fails_at = 5;
  const auto redrawn = again.on({.frames = 50'000});
  ASSERT_TRUE(redrawn) << redrawn.error().message;
  EXPECT_LT(redrawn->frames, 100);
  EXPECT_THAT(redrawn->reasons, ElementsAre(HasSubstr("the disk is full")));
}

}  // namespace
}  // namespace touchline::testing
