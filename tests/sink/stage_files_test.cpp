#include "sink/stage_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/temp_dir.h"

namespace touchline {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing::read_text;
using testing::TempDir;

/// The trace as a viewer loads it: the closing bracket may be missing.
json load_trace(const std::string& path) {
  std::string text = read_text(path);
  if (text.find("\n]") == std::string::npos) text += "]";
  return json::parse(text);
}

std::vector<json> of_kind(const json& trace, const std::string& kind) {
  std::vector<json> found;
  for (const auto& event : trace)
    if (event["ph"] == kind) found.push_back(event);
  return found;
}

TEST(TraceWriter, WritesCompleteEventsInMicroseconds) {
  TempDir dir;
  auto trace = TraceWriter::open(dir / "trace.json");
  ASSERT_TRUE(trace);
  auto& lane = (*trace)->lane("decode \"a\"\n");
  const Nanoseconds start = wall_now();
  lane.record({"decode", start, start + 1'234'567, 2, 41});
  lane.record({"flush", start, start, -1, -1});
  ASSERT_TRUE((*trace)->close());

  const json all = json::parse(read_text(dir / "trace.json"));
  EXPECT_EQ(of_kind(all, "M").at(1)["args"]["name"], "decode \"a\"\n");
  const auto events = of_kind(all, "X");
  ASSERT_EQ(events.size(), 2U);
  const json& first = events[0];
  EXPECT_EQ(first["name"], "decode");
  EXPECT_EQ(first["cat"], "stage");
  EXPECT_EQ(first["dur"], 1234.567);
  EXPECT_GE(first["ts"], 0.0);
  EXPECT_LT(first["ts"], 1e6);
  EXPECT_EQ(first["args"], json({{"source", 2}, {"frame", 41}}));
  EXPECT_EQ(first["tid"], of_kind(all, "M").at(1)["tid"]);
  EXPECT_EQ(events[1]["args"], json::object());
}

TEST(TraceWriter, IsReadableBeforeItIsClosed) {
  TempDir dir;
  auto trace = TraceWriter::open(dir / "trace.json");
  ASSERT_TRUE(trace);
  EXPECT_EQ(load_trace(dir / "trace.json").size(), 1U);
  auto& lane = (*trace)->lane("work");
  for (int i = 0; i < 1000; ++i) lane.record({"step", wall_now(), wall_now(), 0, i});
  const auto events = of_kind(load_trace(dir / "trace.json"), "X");
  EXPECT_GE(events.size(), 488U);  // all but what one lane buffers
  EXPECT_LE(events.size(), 1000U);
}

TEST(TraceWriter, KeepsEveryEventOfEveryThread) {
  TempDir dir;
  auto trace = TraceWriter::open(dir / "trace.json");
  ASSERT_TRUE(trace);
  constexpr int kThreads = 4, kEvents = 3000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      auto& lane = (*trace)->lane("thread " + std::to_string(t));
      for (int i = 0; i < kEvents; ++i) lane.record({"step", wall_now(), wall_now(), t, i});
    });
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE((*trace)->close());
  EXPECT_EQ((*trace)->dropped(), 0);

  std::map<int, std::int64_t> sums;
  std::map<int, int> counts;
  for (const auto& event : of_kind(json::parse(read_text(dir / "trace.json")), "X")) {
    sums[event["args"]["source"]] += event["args"]["frame"].get<std::int64_t>();
    ++counts[event["args"]["source"]];
  }
  for (int t = 0; t < kThreads; ++t) {
    EXPECT_EQ(counts[t], kEvents);
    EXPECT_EQ(sums[t], std::int64_t{kEvents} * (kEvents - 1) / 2);
  }
}

TEST(TraceWriter, StopsAtItsBoundAndSaysSo) {
  TempDir dir;
  auto trace = TraceWriter::open(dir / "trace.json", {.max_events = 10});
  ASSERT_TRUE(trace);
  auto& lane = (*trace)->lane("work");
  for (int i = 0; i < 25; ++i) lane.record({"step", wall_now(), wall_now(), 0, i});
  ASSERT_TRUE((*trace)->close());
  const json all = json::parse(read_text(dir / "trace.json"));
  EXPECT_EQ(of_kind(all, "X").size(), 10U);
  ASSERT_EQ(of_kind(all, "i").size(), 1U);
  EXPECT_EQ(of_kind(all, "i")[0]["name"], "trace limit reached: 10 events");
  EXPECT_EQ((*trace)->dropped(), 15);
}

TEST(TraceWriter, RecordingCostsUnderAMicrosecond) {
  TempDir dir;
  auto trace = TraceWriter::open(dir / "trace.json");
  ASSERT_TRUE(trace);
  auto& lane = (*trace)->lane("work");
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    constexpr int kEvents = 20'000;  // writing out included
    const Nanoseconds start = thread_cpu_now();
    for (int i = 0; i < kEvents; ++i) lane.record({"step", start, start + i, 0, i});
    best = std::min(best, static_cast<double>(thread_cpu_now() - start) / kEvents);
  }
  RecordProperty("ns_per_event", static_cast<int>(best));
#ifdef NDEBUG
  EXPECT_LT(best, 1000.0) << "ns per event";
#endif
}

TEST(TraceWriter, FullDiskComesBackFromClose) {
  auto trace = TraceWriter::open("/dev/full");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().code, Errc::io);
  EXPECT_THAT(trace.error().message, HasSubstr("No space left on device"));
}

TEST(StagesCsv, WritesTheTableWithUnattributedAndUnmeasured) {
  TempDir dir;
  StageRow decode{.stage = "decode", .frames = 300, .wall_ms_total = 690.1234};
  decode.wall_us_p50 = 2300;
  decode.wall_us_p95 = 2500.26;
  decode.wall_us_p99 = 2600;
  decode.cpu_us_mean = 2290.5;
  decode.queue_wait_us_mean = 12;
  decode.share = 0.123456;
  StageRow rest{.stage = "unattributed", .frames = 300, .wall_ms_total = 1.5};
  rest.share = 0.01;
  StageRow odd{.stage = "a,\"b\""};
  ASSERT_TRUE(write_stages_csv(dir / "stages.csv", {decode, odd, rest}));
  EXPECT_EQ(read_text(dir / "stages.csv"),
            "stage,frames,wall_ms_total,wall_us_p50,wall_us_p95,wall_us_p99,cpu_us_mean,"
            "queue_wait_us_mean,share\n"
            "decode,300,690.123,2300.0,2500.3,2600.0,2290.5,12.0,0.1235\n"
            "\"a,\"\"b\"\"\",0,,,,,,,\n"
            "unattributed,300,1.500,,,,,,0.0100\n");
}

}  // namespace
}  // namespace touchline
