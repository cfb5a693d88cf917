// Lanes, batcher and inference together: order, determinism, bounds and failures.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "pipeline/callback_listener.h"
#include "pipeline/scripted.h"
#include "support/temp_dir.h"

namespace touchline {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using Json = nlohmann::json;

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
  return lines;
}

/// Rows and events of `scripts` run together, by file name.
std::map<std::string, std::string> files_of(const std::vector<SourceScript>& scripts,
                                            const DetectorScript& detector, const Wiring& wiring) {
  const TempDir dir;
  std::vector<LaneSetup> setups;
  for (const auto& script : scripts) setups.push_back(lane_of(script, dir.path()));
  ScriptedDetector network(detector);
  for (const auto& result : run_lanes(std::move(setups), network, wiring))
    if (result.error) ADD_FAILURE() << result.error->message;
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    files[entry.path().filename().string()] = read_text(entry.path().string());
  return files;
}

struct Case {
  int streams;
  std::size_t max_batch;
};
class Wirings : public ::testing::TestWithParam<Case> {};

TEST_P(Wirings, RecordsAreTheSameBytes) {
  std::vector<SourceScript> scripts(3);
  scripts[0] = {.id = "cam1", .frames = 150, .delay_us = 300};
  scripts[1] = {.id = "cam2", .frames = 90, .every = 3};
  scripts[2] = {.id = "cam3", .frames = 120, .pauses = {{60, 2 * kSecond}}, .delay_us = 900};
  std::map<std::string, std::string> alone;
  for (const auto& script : scripts) alone.merge(files_of({script}, {}, {.streams = 1}));
  ASSERT_EQ(alone.size(), 6U);

  const auto together =
      files_of(scripts, {.delay_us = 1500},
               {.streams = GetParam().streams, .max_batch = GetParam().max_batch});
  EXPECT_EQ(together, alone);
  const auto rows = lines_of(together.at("cam2.tracking"));
  ASSERT_EQ(rows.size(), 90U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["frame"], 3 * i);
    EXPECT_EQ(rows[i]["pts_ns"], 40'000'000 * i);
  }
  EXPECT_FALSE(rows.back()["objects"].empty());
}

INSTANTIATE_TEST_SUITE_P(Streams, Wirings,
                         ::testing::Values(Case{1, 1}, Case{2, 1}, Case{4, 1}, Case{1, 4},
                                           Case{2, 4}, Case{4, 16}),
                         [](const auto& each) {
                           return fmt::format("streams{}_batch{}", each.param.streams,
                                              each.param.max_batch);
                         });

TEST(Lanes, BatchesMergeSources) {
  std::vector<LaneSetup> setups;
  for (int i = 0; i < 4; ++i)
    setups.push_back(lane_of({.id = fmt::format("cam{}", i), .frames = 40}));
  ScriptedDetector network({.delay_us = 500});
  run_lanes(std::move(setups), network, {.streams = 1, .max_batch = 4, .max_wait = 20'000'000});
  EXPECT_GT(network.largest_batch(), 1);
  EXPECT_LE(network.largest_batch(), 4);
}

TEST(Lanes, CountsWhatTheyDid) {
  ScriptedDetector network;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.frames = 50}));
  const auto results = run_lanes(std::move(setups), network);
  const auto& r = results.front();
  EXPECT_EQ(r.frames, 50);
  EXPECT_EQ(r.detections, 150);
  EXPECT_EQ(r.counts.frames_delivered, 50);
  EXPECT_EQ(r.first_pts_ns, 0);
  EXPECT_EQ(r.last_pts_ns, 49 * 40'000'000);
  EXPECT_GE(r.tracks, 2);
  EXPECT_GT(r.first_row_ns, 0);
  for (const auto stage : {Stage::decode, Stage::infer, Stage::track, Stage::write})
    EXPECT_EQ(r.account.stage(stage).frames, 50) << to_string(stage);
  EXPECT_EQ(r.account.stage(Stage::encode).frames, 0);
}

TEST(Lanes, AnEmptySourceEnds) {
  ScriptedDetector network;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "none", .frames = 0}));
  setups.push_back(lane_of({.id = "some", .frames = 5}));
  const auto results = run_lanes(std::move(setups), network);
  EXPECT_EQ(results[0].frames, 0);
  EXPECT_FALSE(results[0].error);
  EXPECT_EQ(results[1].frames, 5);
}

TEST(Lanes, ANetworkErrorEndsItsSourceOnly) {
  ScriptedDetector network({.delay_us = 200, .fail_frame = 20, .fail_source = '1'});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 1000}));
  setups.push_back(lane_of({.id = "cam2", .frames = 60}));
  const auto results = run_lanes(std::move(setups), network);
  ASSERT_TRUE(results[0].error);
  EXPECT_THAT(results[0].error->message, HasSubstr("the network failed"));
  EXPECT_LE(results[0].frames, 20);
  EXPECT_FALSE(results[1].error);
  EXPECT_EQ(results[1].frames, 60);
}

TEST(Lanes, ASessionThatDoesNotOpenEndsTheRun) {
  // Also when the other session has finished everything by then.
  for (const int late_us : {0, 30'000}) {
    ScriptedDetector network({.bad_session = 0, .bad_session_us = late_us});
    std::vector<LaneSetup> setups;
    setups.push_back(lane_of({.id = "cam1", .frames = 20}));
    setups.push_back(lane_of({.id = "cam2", .frames = 20}));
    for (const auto& result : run_lanes(std::move(setups), network)) {
      ASSERT_TRUE(result.error);
      EXPECT_EQ(result.error->code, Errc::bad_model);
    }
  }
}

TEST(Lanes, AFullDiskEndsItsSourceOnly) {
  const TempDir dir;
  ScriptedDetector network;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 2000}, dir.path()));
  setups.front().tracking = std::move(*LineWriter::open("/dev/full"));
  setups.push_back(lane_of({.id = "cam2", .frames = 80}, dir.path()));
  const auto results = run_lanes(std::move(setups), network);
  ASSERT_TRUE(results[0].error);
  EXPECT_EQ(results[0].error->code, Errc::io);
  EXPECT_EQ(results[0].error->where, "/dev/full");
  EXPECT_THAT(results[0].error->message, HasSubstr("No space left"));
  EXPECT_LT(results[0].counts.frames_delivered, 2000) << "decoding should have stopped";
  EXPECT_FALSE(results[1].error);
  EXPECT_EQ(lines_of(read_text(dir / "cam2.tracking")).size(), 80U);
}

TEST(Lanes, AVanishingSourceDoesNotDisturbTheOthers) {
  const SourceScript good{.id = "cam2", .frames = 120, .delay_us = 200};
  const auto alone = files_of({good}, {}, {});
  const TempDir dir;
  ScriptedDetector network({.delay_us = 400});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 500, .fail_at = 40}, dir.path()));
  setups.push_back(lane_of(good, dir.path()));
  const auto results = run_lanes(std::move(setups), network);
  ASSERT_TRUE(results[0].error);
  EXPECT_EQ(results[0].error->code, Errc::bad_input);
  EXPECT_EQ(read_text(dir / "cam2.tracking"), alone.at("cam2.tracking"));
  EXPECT_EQ(read_text(dir / "cam2.events"), alone.at("cam2.events"));
  // What was written before is whole and in order.
  const auto rows = lines_of(read_text(dir / "cam1.tracking"));
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i]["frame"], i);
}

TEST(Lanes, WhatASourceThrowsEndsItOnly) {
  const TempDir dir;
  ScriptedDetector network;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 500, .throw_at = 40}, dir.path()));
  setups.push_back(lane_of({.id = "cam2", .frames = 120}, dir.path()));
  const auto results = run_lanes(std::move(setups), network);
  ASSERT_TRUE(results[0].error);
  EXPECT_EQ(results[0].error->code, Errc::internal);
  EXPECT_EQ(results[0].error->message, "out of memory");
  EXPECT_EQ(results[0].error->where, "cam1");
  EXPECT_LE(lines_of(read_text(dir / "cam1.tracking")).size(), 40U);
  EXPECT_FALSE(results[1].error);
  EXPECT_EQ(lines_of(read_text(dir / "cam2.tracking")).size(), 120U);
}

TEST(Lanes, WhatANetworkThrowsEndsItsSourceOnly) {
  ScriptedDetector network({.fail_frame = 20, .fail_source = '1', .fail_by_throwing = true});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 1000}));
  setups.push_back(lane_of({.id = "cam2", .frames = 60}));
  const auto results = run_lanes(std::move(setups), network);
  ASSERT_TRUE(results[0].error);
  EXPECT_EQ(results[0].error->message, "out of memory");
  EXPECT_LE(results[0].frames, 20);
  EXPECT_FALSE(results[1].error);
  EXPECT_EQ(results[1].frames, 60);
}

TEST(Lanes, ACallbackThatThrowsEndsItsSourceOnly) {
  Callbacks callbacks;
  CallbackListener listener(callbacks);
  const auto throw_for_cam1 = [](std::string_view source, bool now) {
    if (source == "cam1" && now) throw std::runtime_error("no room for this");
  };
  for (const bool of_frames : {true, false}) {
    const TempDir dir;
    callbacks = {};
    if (of_frames)
      callbacks.on_frame = [&](const FrameResult& f) {
        throw_for_cam1(f.source_id, f.frame == 30);
      };
    else
      callbacks.on_event = [&](const EventResult& e) { throw_for_cam1(e.source_id, true); };
    std::vector<LaneSetup> setups;
    for (const char* id : {"cam1", "cam2"}) {
      setups.push_back(lane_of({.id = id, .frames = 200}, dir.path()));
      setups.back().listener = &listener;
    }
    ScriptedDetector network;
    const auto results = run_lanes(std::move(setups), network);
    ASSERT_TRUE(results[0].error);
    EXPECT_EQ(results[0].error->message,
              fmt::format("{} threw: no room for this", of_frames ? "on_frame" : "on_event"));
    EXPECT_FALSE(results[1].error);
    EXPECT_EQ(results[1].frames, 200);
    // What was told had been written.
    if (of_frames) {
      EXPECT_EQ(lines_of(read_text(dir / "cam1.tracking")).size(), 31U);
    }
    EXPECT_GT(lines_of(read_text(dir / "cam1.events")).size(), 0U);
    EXPECT_EQ(lines_of(read_text(dir / "cam2.tracking")).size(), 200U);
  }
}

/// A video that takes so many pictures, then fails or throws; it looks at the records meanwhile.
class BrokenVideo final : public VideoWriter {
 public:
  struct Seen {
    std::int64_t pictures = 0;
    bool record_was_first = true, ended = false;
  };
  BrokenVideo(Seen& seen, std::string tracking, int takes, bool throws)
      : seen_(seen), tracking_(std::move(tracking)), takes_(takes), throws_(throws) {}
  Status write(const Frame&, Nanoseconds, Nanoseconds) override {
    const auto text = read_text(tracking_);
    seen_.record_was_first &= std::count(text.begin(), text.end(), '\n') > seen_.pictures;
    if (seen_.pictures == takes_) {
      if (throws_) throw std::bad_alloc();
      return fail(Errc::io, "annotated.mp4", "the disk is gone");
    }
    ++seen_.pictures;
    return {};
  }
  Status write_audio(const std::vector<Packet>&) override { return {}; }
  Result<VideoCounts> close() override {
    if (takes_ == kAll) return fail(Errc::io, "annotated.mp4", "no room for the index");
    return end();
  }
  VideoCounts end() override {
    seen_.ended = true;
    VideoCounts counts;
    counts.frames = seen_.pictures;
    return counts;
  }
  static constexpr int kAll = 1000;

 private:
  Seen& seen_;
  std::string tracking_;
  int takes_;
  bool throws_;
};

TEST(Lanes, AVideoThatFailsEndsAndTheRecordsGoOn) {
  const TempDir dir;
  struct How {
    const char* why;
    int takes;
    bool throws;
  };
  for (const auto& how : {How{"the disk is gone", 7, false}, How{"out of memory", 7, true},
                          How{"no room for the index", BrokenVideo::kAll, false}}) {
    BrokenVideo::Seen seen;
    std::vector<LaneSetup> setups;
    setups.push_back(lane_of({.id = "cam1", .frames = 60}, dir.path()));
    OutputSetup output;
    output.file = "annotated.mp4";
    output.video =
        std::make_unique<BrokenVideo>(seen, dir / "cam1.tracking", how.takes, how.throws);
    setups.front().outputs.push_back(std::move(output));
    ScriptedDetector network;
    const auto result = std::move(run_lanes(std::move(setups), network).front());
    EXPECT_FALSE(result.error) << how.why;
    EXPECT_EQ(result.frames, 60) << how.why;
    EXPECT_EQ(lines_of(read_text(dir / "cam1.tracking")).size(), 60U);
    EXPECT_TRUE(seen.ended);
    EXPECT_TRUE(seen.record_was_first) << "a picture was drawn before its row was written";
    EXPECT_EQ(result.video.frames, std::min(how.takes, 60));
    ASSERT_EQ(result.ended.size(), 1U);
    EXPECT_EQ(result.ended.front(), std::string("annotated.mp4 ended early: ") + how.why);
  }
}

TEST(Lanes, StoppingDrainsWhatIsUnderWay) {
  const TempDir dir;
  ScriptedDetector network({.delay_us = 300});
  std::vector<LaneSetup> setups;
  for (const char* id : {"cam1", "cam2"})
    setups.push_back(lane_of({.id = id, .frames = 60000}, dir.path()));
  const auto results = run_lanes(std::move(setups), network, {}, [](Lanes& lanes) {
    while (lanes[0]->frames_done() < 30) std::this_thread::yield();
    for (auto& lane : lanes) lane->stop();
  });
  for (const auto& result : results) {
    EXPECT_FALSE(result.error);
    EXPECT_LT(result.frames, 60000);
    EXPECT_EQ(result.frames, result.counts.frames_delivered) << "every decoded frame got its row";
    const auto rows = lines_of(read_text(dir / (result.media.id + ".tracking")));
    ASSERT_EQ(static_cast<std::int64_t>(rows.size()), result.frames);
    EXPECT_EQ(rows.back()["frame"], result.frames - 1);
  }
  EXPECT_GE(results[0].frames, 30);
}

TEST(Lanes, AtMostTheCreditedFramesAreInMemory) {
  for (const int streams : {1, 3}) {
    FrameCensus census;
    ScriptedDetector network({.delay_us = 200});
    std::vector<LaneSetup> setups;
    setups.push_back(lane_of({.id = "cam1", .frames = 300, .census = &census}));
    setups.front().frames_under_way = 5;
    run_lanes(std::move(setups), network,
              {.streams = streams, .max_batch = 2, .max_wait = 100'000});
    EXPECT_EQ(census.alive, 0);
    EXPECT_LE(census.most, 5) << streams << " streams";
    EXPECT_GE(census.most, 2);
  }
}

TEST(Lanes, FewFramesAreDecodedBeforeTheFirstRowIsWritten) {
  FrameCensus census;
  int before = -1;
  Callbacks callbacks;
  CallbackListener listener(callbacks);
  callbacks.on_frame = [&](const FrameResult&) {
    if (before < 0) before = census.most;
  };
  ScriptedDetector network({.delay_us = 3000});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 60, .census = &census}));
  setups.front().frames_under_way = 12;
  setups.front().frames_at_first = 3;
  setups.front().listener = &listener;
  const auto results = run_lanes(std::move(setups), network);
  EXPECT_EQ(results.front().frames, 60);
  EXPECT_GE(before, 1);
  EXPECT_LE(before, 3);
  EXPECT_GT(census.most, 3) << "then all of them may follow";
}

/// Rows and events of one source whose rows wait for confirmations.
std::pair<std::vector<Json>, std::vector<Json>> records_of(const SourceScript& script, int held,
                                                           const DetectorScript& detector = {}) {
  const TempDir dir;
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of(script, dir.path()));
  setups.front().analyst.rows_held = held;
  setups.front().frames_under_way = held + 2;
  ScriptedDetector network(detector);
  for (const auto& result : run_lanes(std::move(setups), network, {.streams = 2}))
    EXPECT_FALSE(result.error);
  return {lines_of(read_text(dir / (script.id + ".tracking"))),
          lines_of(read_text(dir / (script.id + ".events")))};
}

TEST(HeldRows, TracksBeginWhereTheyWereFirstSeenAndAllElseStays) {
  const SourceScript script{.id = "cam", .frames = 300, .pauses = {{120, 5 * kSecond}}};
  const auto plain = records_of(script, 0).first;
  const auto [rows, events] = records_of(script, 5, {.delay_us = 500});
  ASSERT_EQ(rows.size(), plain.size());
  std::map<std::int64_t, std::int64_t> first;
  std::size_t more = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["frame"], i);
    std::int64_t last_id = 0;
    auto old = plain[i]["objects"].begin();
    for (const auto& object : rows[i]["objects"]) {
      const std::int64_t id = object["track_id"];
      first.emplace(id, static_cast<std::int64_t>(i));
      if (object["class"] != "ball") {
        EXPECT_GT(id, last_id) << "people are by id";
        last_id = id;
      }
      if (old != plain[i]["objects"].end() && object == *old) {
        ++old;
        continue;
      }
      ++more;
      EXPECT_EQ(object["src"], "measured");
      EXPECT_EQ(object["class"], "player");
    }
    EXPECT_EQ(old, plain[i]["objects"].end()) << "what was there is there, unchanged, in row " << i;
  }
  std::size_t starts = 0;
  for (const auto& event : events) {
    if (event["type"] != "track_start") continue;
    ++starts;
    EXPECT_EQ(event["evidence"][0], first.at(event["track_ids"][0].get<std::int64_t>()));
    EXPECT_EQ(event["row"], event["evidence"][0]);
  }
  EXPECT_GE(starts, 4U) << "everybody begins again after the pause";
  EXPECT_EQ(more, 3 * starts) << "120 ms pass before a track is sure";
  for (std::size_t i = 1; i < events.size(); ++i)
    if (!events[i]["row"].is_null()) {
      EXPECT_GE(events[i]["row"], events[i - 1]["row"]);
    }
}

TEST(HeldRows, APhotoGivesItsPeople) {
  const auto [rows, events] = records_of({.id = "cam", .frames = 1}, 5);
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0]["objects"].size(), 2U);
  EXPECT_EQ(rows[0]["objects"][0]["src"], "measured");
  EXPECT_EQ(rows[0]["objects"][1]["track_id"], 2);
  EXPECT_EQ(events.size(), 4U);
}

TEST(HeldRows, AreCountedAmongTheFramesInMemory) {
  FrameCensus census;
  ScriptedDetector network({.delay_us = 200});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 200, .census = &census}));
  setups.front().analyst.rows_held = 5;
  setups.front().frames_under_way = 7;
  const auto results = run_lanes(std::move(setups), network, {.streams = 2});
  EXPECT_EQ(results.front().frames, 200);
  EXPECT_EQ(census.alive, 0);
  EXPECT_LE(census.most, 7);
}

TEST(HeldRows, OfASourceThatFailsAreGivenBack) {
  FrameCensus census;
  ScriptedDetector network({.fail_frame = 40, .fail_source = '1'});
  std::vector<LaneSetup> setups;
  setups.push_back(lane_of({.id = "cam1", .frames = 200, .census = &census}));
  setups.front().analyst.rows_held = 5;
  const auto results = run_lanes(std::move(setups), network);
  EXPECT_TRUE(results.front().error);
  EXPECT_EQ(census.alive, 0);
}

TEST(Lanes, GapsOfTheTimelineAreEvents) {
  const auto files = files_of(
      {{.id = "cam", .frames = 90, .pauses = {{30, 3 * kSecond}, {60, 120'000'000}}}}, {}, {});
  std::vector<Json> gaps;
  for (const auto& event : lines_of(files.at("cam.events")))
    if (event["type"] == "timeline_gap") gaps.push_back(event);
  ASSERT_EQ(gaps.size(), 1U) << "a pause of a few frames is a variable rate, not a gap";
  EXPECT_EQ(gaps[0]["start"], 29 * 40'000'000);
  EXPECT_EQ(gaps[0]["end"], 29 * 40'000'000 + 40'000'000 + 3 * kSecond);
  EXPECT_EQ(gaps[0]["evidence"], Json::parse("[29,30]"));
}

TEST(Lanes, EventIdsCountFromOne) {
  const auto files =
      files_of({{.id = "cam", .frames = 200, .pauses = {{50, 5 * kSecond}}}}, {}, {});
  const auto events = lines_of(files.at("cam.events"));
  ASSERT_GE(events.size(), 5U);
  std::int64_t starts = 0, ends = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i]["id"], i + 1);
    starts += events[i]["type"] == "track_start";
    ends += events[i]["type"] == "track_end";
  }
  EXPECT_GT(starts, 0);
  EXPECT_EQ(starts, ends) << "every track that started has ended by the end of the stream";
}

TEST(Lanes, CallbacksComeInOrderPerSource) {
  std::mutex mutex;
  std::map<std::string, std::vector<std::int64_t>> frames;
  std::map<std::string, std::int64_t> events;
  std::size_t objects = 0;
  Callbacks callbacks;
  CallbackListener listener(callbacks);
  callbacks.on_frame = [&](const FrameResult& frame) {
    const std::lock_guard lock(mutex);
    frames[std::string(frame.source_id)].push_back(frame.frame);
    for (const auto& object : frame.objects) {
      EXPECT_TRUE(object.class_name == "ball" || object.class_name == "player");
      ++objects;
    }
  };
  callbacks.on_event = [&](const EventResult& event) {
    const std::lock_guard lock(mutex);
    EXPECT_EQ(Json::parse(event.json)["type"], event.type);
    ++events[std::string(event.source_id)];
  };
  std::vector<LaneSetup> setups;
  for (const char* id : {"cam1", "cam2", "cam3"}) {
    setups.push_back(lane_of({.id = id, .frames = 70}));
    setups.back().listener = &listener;
  }
  ScriptedDetector network({.delay_us = 500});
  const auto results = run_lanes(std::move(setups), network, {.streams = 4});
  ASSERT_EQ(frames.size(), 3U);
  for (const auto& result : results) {
    const auto& seen = frames[result.media.id];
    ASSERT_EQ(seen.size(), 70U);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<std::int64_t>(i));
    EXPECT_EQ(events[result.media.id], result.events);
  }
  EXPECT_GT(objects, 200U);
}

}  // namespace
}  // namespace touchline
