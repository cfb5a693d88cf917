// Engine and Session: sources that come and go, on networks that are compiled once.
#include "touchline/session.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>

#include "e2e/program.h"
#include "touchline/tools.h"

namespace touchline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// Keeps all it hears, by source.
class Hearing : public Listener {
 public:
  struct Heard {
    std::vector<SourceState> states;
    std::string why, records, events;
    std::vector<std::int64_t> frames;
  };
  void on_frame(const FrameResult& result) override {
    const std::lock_guard lock(mutex_);
    heard_[std::string(result.source_id)].frames.push_back(result.frame);
    changed_.notify_all();
  }
  void on_event(const EventResult& result) override {
    const std::lock_guard lock(mutex_);
    heard_[std::string(result.source_id)].events += std::string(result.json) + "\n";
  }
  void on_record(const RecordResult& result) override {
    const std::lock_guard lock(mutex_);
    heard_[std::string(result.source_id)].records += std::string(result.json) + "\n";
  }
  void on_state(const StateResult& result) override {
    const std::lock_guard lock(mutex_);
    auto& heard = heard_[std::string(result.source_id)];
    heard.states.push_back(result.state);
    heard.why = result.why;
  }
  /// Waits until a source has written so many rows.
  void wait_for(const std::string& id, std::size_t frames) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::minutes(2), [&] {
      return heard_[id].frames.size() >= frames;
    })) << id;
  }
  Heard of(const std::string& id) {
    const std::lock_guard lock(mutex_);
    return heard_[id];
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Heard> heard_;
};

std::vector<std::pair<std::string, std::string>> small_settings() {
  return {{"profile", "fast"},
          {"video.enabled", "false"},
          {"detect.cache_dir", std::string(TOUCHLINE_TEST_CACHE) + "/touchline"}};
}

SessionOptions options_for_session(std::shared_ptr<Listener> listener = nullptr) {
  SessionOptions options;
  options.settings = small_settings();
  options.listener = std::move(listener);
  return options;
}

Session session_of(Engine& engine, const SessionOptions& options) {
  auto made = engine.session(options);
  EXPECT_TRUE(made) << made.error().message;
  return std::move(*made);
}

/// The records of a folder, as they are alone.
std::map<std::string, std::string> records_in(const std::string& dir) {
  std::map<std::string, std::string> records;
  for (const char* name : {"tracking.jsonl", "events.jsonl", "calibration.jsonl", "measures.jsonl"})
    records[name] = read_text(dir + "/" + name);
  return records;
}

std::map<std::string, std::string> records_alone(const std::string& source,
                                                 const std::string& dir) {
  RunOptions options;
  options.sources = {source};
  options.output = dir;
  options.settings = small_settings();
  const auto summary = run(options);
  EXPECT_TRUE(summary) << summary.error().message;
  return records_in(dir);
}

TEST(Sessions, SourcesComeAndGoAndTheOthersFilesStayWhatTheyAreAlone) {
  const TempDir dir;
  const auto alone = records_alone(sound_clip(), dir / "alone");
  const auto hearing = std::make_shared<Hearing>();
  Engine engine;
  auto session = session_of(engine, options_for_session(hearing));
  ASSERT_TRUE(session.add({sound_clip(), "steady", dir / "steady"}));
  ASSERT_TRUE(session.add({long_clip(), "guest", dir / "guest"}));
  ASSERT_TRUE(session.add({small_clip(), "", dir / "small"}));
  hearing->wait_for("guest", 3);
  const auto gone = session.remove("guest");
  ASSERT_TRUE(gone) << gone.error().message;
  EXPECT_EQ(gone->state, SourceState::ended);
  ASSERT_TRUE(session.add({sound_clip(), "late", dir / "late"}));
  session.wait();

  for (const char* name : {"steady", "late"}) {
    auto records = records_in(dir / name);
    auto want = alone;
    for (auto* all : {&records, &want})
      for (auto& [file, text] : *all)  // the id is another
        for (const auto& id : {std::string("sound"), std::string(name)})
          for (auto at = text.find("\"source_id\":\"" + id); at != std::string::npos;
               at = text.find("\"source_id\":\"" + id))
            text.replace(at, 13 + id.size(), "\"source\":\"");
    EXPECT_EQ(records, want) << name;
    EXPECT_EQ(Json::parse(read_text(dir / name + "/manifest.json"))["run"]["status"], "ok");
  }
  // What was sent away is whole as far as it went, and nobody calls it cancelled.
  const auto rows = json_lines(dir / "guest/tracking.jsonl");
  EXPECT_EQ(rows.size(), static_cast<std::size_t>(gone->frames));
  EXPECT_LT(rows.size(), 1000U);
  EXPECT_EQ(Json::parse(read_text(dir / "guest/manifest.json"))["run"]["status"], "ok");
  EXPECT_EQ(hearing->of("guest").frames, frames_of(rows));
  EXPECT_EQ(hearing->of("guest").records, read_text(dir / "guest/measures.jsonl"));
  EXPECT_EQ(hearing->of("guest").events, read_text(dir / "guest/events.jsonl"));
  EXPECT_THAT(hearing->of("small").states,
              ElementsAre(SourceState::opening, SourceState::running, SourceState::ended));
  EXPECT_THAT(session.stats(), SizeIs(3)) << "the guest is forgotten";
  EXPECT_EQ(Json::parse(session.stats()[0].summary)["frames"], session.stats()[0].frames);
}

TEST(Sessions, PushedPicturesLeaveTheRecordsOfTheFileTheyAreOf) {
  const TempDir dir;
  constexpr std::size_t kLuma = 640 * 360;
  const auto pixels = read_text(clip("sound.yuv", "-i '" + sound_clip() + "' -pix_fmt yuv420p"));
  ASSERT_EQ(pixels.size(), 60 * kLuma * 3 / 2);
  auto options = options_for_session();
  options.settings.emplace_back("track.first_samples", "false");  // as where somebody may watch
  Engine engine;
  auto session = session_of(engine, options);
  ASSERT_TRUE(session.add({sound_clip(), "sound", dir / "file"}));
  session.wait();
  const auto rows = json_lines(dir / "file/tracking.jsonl");
  ASSERT_TRUE(session.remove("sound"));

  NewSource pushed{"", "sound", dir / "pushed"};
  pushed.pictures = PictureFormat{640, 360, PixelLayout::i420, 30};
  ASSERT_TRUE(session.add(pushed));
  PictureView view;
  view.pitches = {640, 320, 320};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto* luma = reinterpret_cast<const std::uint8_t*>(pixels.data()) + i * kLuma * 3 / 2;
    view.planes = {luma, luma + kLuma, luma + kLuma * 5 / 4};
    view.pts_ns = rows[i]["pts_ns"];
    ASSERT_TRUE(session.push("sound", view));
  }
  EXPECT_EQ(session.push("sound", view).error().code, Errc::usage) << "its time does not rise";
  EXPECT_THAT(session.push("nobody", view).error().message, HasSubstr("'nobody'"));
  ASSERT_TRUE(session.end("sound"));
  session.wait();
  EXPECT_EQ(records_in(dir / "pushed"), records_in(dir / "file"));
  const auto manifest = Json::parse(read_text(dir / "pushed/manifest.json"));
  EXPECT_EQ(manifest["run"]["status"], "ok");
  ++view.pts_ns;
  EXPECT_THAT(session.push("sound", view).error().message, HasSubstr("ended"));
}

TEST(Sessions, WhoPushesToASourceThatCannotStartIsTold) {
  const TempDir dir;
  std::ofstream(dir / "taken") << "no folder";
  Engine engine;
  auto session = session_of(engine, options_for_session());
  NewSource pushed{"", "", dir / "taken"};
  pushed.pictures = PictureFormat{64, 64, PixelLayout::rgb24, 30};
  const auto id = session.add(pushed);
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, "pushed");
  const std::vector<std::uint8_t> pixels(64 * 64 * 3, 90);
  PictureView view{.planes = {pixels.data()}, .pitches = {64 * 3}};
  Status last;
  for (; last; ++view.pts_ns) last = session.push(*id, view);
  EXPECT_THAT(last.error().message, HasSubstr("ended"));
  session.wait();
  EXPECT_EQ(session.stats()[0].state, SourceState::failed);
}

TEST(Sessions, ASourceThatFailsFailsAlone) {
  class Throwing final : public Hearing {
   public:
    void on_frame(const FrameResult& result) override {
      if (result.source_id == "thrown" && result.frame == 5) throw std::runtime_error("not mine");
      Hearing::on_frame(result);
    }
  };
  const TempDir dir;
  const auto hearing = std::make_shared<Throwing>();
  Engine engine;
  auto session = session_of(engine, options_for_session(hearing));
  ASSERT_TRUE(session.add({sound_clip(), "steady", dir / "steady"}));
  ASSERT_TRUE(session.add({sound_clip(), "thrown", dir / "thrown"}));
  ASSERT_TRUE(session.add({dir / "nothing.mp4", "missing", dir / "missing"}));
  session.wait();
  EXPECT_EQ(session.stats()[0].state, SourceState::ended);
  EXPECT_EQ(json_lines(dir / "steady/tracking.jsonl").size(), 60U);
  EXPECT_EQ(session.stats()[1].state, SourceState::failed);
  EXPECT_THAT(hearing->of("thrown").why, HasSubstr("not mine"));
  EXPECT_FALSE(fs::exists(dir / "thrown/manifest.json"));
  EXPECT_EQ(session.stats()[2].state, SourceState::failed);
  EXPECT_THAT(hearing->of("missing").why, HasSubstr("nothing.mp4"));
  EXPECT_FALSE(fs::exists(dir / "missing")) << "what cannot start leaves no folder";
  const auto removed = session.remove("missing");
  ASSERT_TRUE(removed);
  EXPECT_EQ(Json::parse(removed->summary)["status"], "failed");
}

TEST(Sessions, WhatDoesNotFitIsSaidAtOnce) {
  const TempDir dir;
  Engine engine;
  auto session = session_of(engine, options_for_session());
  ASSERT_TRUE(session.add({long_clip(), "one", dir / "one"}));
  EXPECT_EQ(session.add({long_clip(), "one", dir / "two"}).error().code, Errc::usage);
  EXPECT_EQ(session.add({long_clip(), "two", dir / "one"}).error().code, Errc::usage);
  EXPECT_EQ(session.add({long_clip(), "two", ""}).error().code, Errc::usage);
  EXPECT_EQ(session.add({"", "two", dir / "two"}).error().code, Errc::usage);
  EXPECT_THAT(session.end("nobody").error().message, HasSubstr("'nobody'"));
  EXPECT_EQ(session.remove("nobody").error().code, Errc::usage);
  const auto second = session.add({long_clip(), "", dir / "second"});
  const auto third = session.add({long_clip(), "", dir / "third"});
  ASSERT_TRUE(second && third);
  EXPECT_EQ(*second, "long");
  EXPECT_EQ(*third, "long_2");
  session.stop();
  EXPECT_THAT(session.stats(), SizeIs(3));
  for (const auto& one : session.stats()) EXPECT_EQ(one.state, SourceState::ended) << one.id;
  auto wrong = options_for_session();
  wrong.settings.emplace_back("detect.conf", "much");
  EXPECT_EQ(engine.session(wrong).error().code, Errc::bad_config);
}

TEST(Sessions, OfOneEngineShareTheirNetworks) {
  const TempDir dir;
  std::mutex mutex;
  std::string log;
  set_log(LogLevel::info, [&](LogLevel, std::string_view line) {
    const std::lock_guard lock(mutex);
    log += std::string(line) + "\n";
  });
  const auto loads = [&] {
    const std::lock_guard lock(mutex);
    int count = 0;
    for (auto at = log.find("soccer-fast with"); at != std::string::npos;
         at = log.find("soccer-fast with", at + 1))
      ++count;
    return count;
  };
  Engine engine;
  {
    auto one = session_of(engine, options_for_session()),
         two = session_of(engine, options_for_session());
    ASSERT_TRUE(one.add({small_clip(), "", dir / "one"}));
    ASSERT_TRUE(two.add({small_clip(), "", dir / "two"}));
    one.wait();
    two.wait();
    EXPECT_EQ(loads(), 1);
    EXPECT_EQ(records_in(dir / "one"), records_in(dir / "two"));
    auto other = options_for_session();
    other.settings.emplace_back("detect.conf", "0.9");  // the network's head is told
    auto three = session_of(engine, other);
    ASSERT_TRUE(three.add({small_clip(), "", dir / "three"}));
    three.wait();
    EXPECT_EQ(loads(), 2);
  }
  auto after = session_of(engine, options_for_session());
  ASSERT_TRUE(after.add({small_clip(), "", dir / "after"}));
  after.wait();
  EXPECT_EQ(loads(), 3) << "with the last session its networks are gone";
  set_log(LogLevel::info, [](LogLevel, std::string_view) {});
}

/// Bytes in memory now.
std::size_t resident() {
  std::ifstream statm("/proc/self/statm");
  std::size_t pages = 0, in_memory = 0;
  statm >> pages >> in_memory;
  return in_memory * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(SlowSessions, FiveHundredComeAndGoInTheSameMemory) {
  const TempDir dir;
  const auto photo = clip("photo.jpg", "-f lavfi -i testsrc2=size=320x180 -frames:v 1");
  Engine engine;
  auto session = session_of(engine, options_for_session());
  ASSERT_TRUE(session.add({long_clip(), "steady", dir / "steady"}));
  std::size_t after_a_hundred = 0;
  for (int i = 0; i < 500; ++i) {
    const auto folder = dir / ("guest" + std::to_string(i));
    ASSERT_TRUE(session.add({photo, "guest", folder}));
    EXPECT_THAT(session.stats(), SizeIs(2));
    // Every third is sent away before it has begun.
    if (i % 3 != 0)
      while (session.stats().back().state < SourceState::ended)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    ASSERT_TRUE(session.remove("guest")) << i;
    fs::remove_all(folder);
    if (i == 100) after_a_hundred = resident();
  }
  EXPECT_LT(resident(), after_a_hundred + (std::size_t{24} << 20));
  EXPECT_NE(session.stats().front().state, SourceState::failed);
  session.stop();
}

}  // namespace
}  // namespace touchline::testing
