// What is left of the files when the process is killed, or the disk is full.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "base/line_writer.h"
#include "sink/video_support.h"

namespace touchline {
namespace {

using testing::draw;
using ::testing::HasSubstr;
using testing::media_at;
using testing::options_for;
using testing::read_text;
using testing::shape;
using testing::shown_times;
using testing::TempDir;

/// One number that a child process writes and its parent reads.
class SharedNumber {
 public:
  SharedNumber()
      : value_(new(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
                   std::atomic<Nanoseconds>(-1)) {}
  ~SharedNumber() { ::munmap(value_, 4096); }
  std::atomic<Nanoseconds>& operator*() { return *value_; }

 private:
  std::atomic<Nanoseconds>* value_;
};

struct Case {
  const char* name;
  int rate;
  const char* preset;
  int threads;
};

/// Writes frames and lines until it is killed, `speed` times as fast as they play.
[[noreturn]] void write_for_ever(const TempDir& dir, const Case& test, double speed,
                                 std::atomic<Nanoseconds>& last) {
  auto options = options_for(dir / "a.mp4");
  options.preset = test.preset;
  options.threads = test.threads;
  const auto info = shape(320, 180);
  Pool pool(image_bytes(info));
  auto video = VideoWriter::open(options, media_at(test.rate), info);
  auto lines = LineWriter::open(dir / "a.jsonl");
  if (!video || !lines) _exit(1);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0;; ++i) {
    const Nanoseconds pts = i * kSecond / test.rate;
    if (!(*video)->write(draw(info, pool, i), pts, kSecond / test.rate)) _exit(1);
    if (!lines->write(R"({"frame":)" + std::to_string(i) + "}")) _exit(1);
    last = pts;
    std::this_thread::sleep_until(begin + std::chrono::nanoseconds(static_cast<Nanoseconds>(
                                              static_cast<double>(pts) / speed)));
  }
}

class Killed : public ::testing::TestWithParam<Case> {};

TEST_P(Killed, LeavesAllButTwoSeconds) {
  const Case test = GetParam();
  std::mt19937 random(7);  // NOLINT: the same moments every time
  for (int round = 0; round < 2; ++round) {
    TempDir dir;
    SharedNumber last;
    const pid_t child = fork();
    if (child == 0) write_for_ever(dir, test, 15.0, *last);
    for (int i = 0; i < 1000 && *last < 5 * kSecond / 2; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the writer failed before it was killed";

    ASSERT_GE((*last).load(), 5 * kSecond / 2);
    const auto shown = shown_times(dir / "a.mp4");
    ASSERT_FALSE(shown.empty());
    const double lost = to_seconds(*last) - shown.back();
    EXPECT_LE(lost, 2.0) << "of " << to_seconds(*last);
    RecordProperty("lost_ms_" + std::to_string(round), static_cast<int>(lost * 1000));

    std::stringstream text(read_text(dir / "a.jsonl"));
    std::int64_t frame = 0;
    for (std::string line; std::getline(text, line); ++frame)
      ASSERT_EQ(nlohmann::json::parse(line)["frame"], frame);
    EXPECT_GE(frame, (*last).load() * test.rate / kSecond);
  }
}

INSTANTIATE_TEST_SUITE_P(TimingEncoders, Killed,
                         ::testing::Values(Case{"Superfast25", 25, "superfast", 1},
                                           Case{"Veryfast60TwoThreads", 60, "veryfast", 2},
                                           Case{"Superfast3", 3, "superfast", 1},
                                           Case{"Slow25", 25, "slow", 1}),
                         [](const auto& test) { return test.param.name; });

TEST(FullDisk, IsNamedAndWhatWasWrittenPlays) {
  TempDir dir;
  const auto path = dir / "a.mp4";
  constexpr rlim_t kLimit = 100'000;
  SharedNumber failed_at;
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{kLimit, kLimit};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto info = shape(320, 180);
    Pool pool(image_bytes(info));
    auto writer = VideoWriter::open(options_for(path), media_at(25), info);
    if (!writer) _exit(1);
    for (int i = 0; i < 2000; ++i) {
      const auto status = (*writer)->write(draw(info, pool, i), i * 40'000'000LL, 40'000'000);
      if (status) continue;
      *failed_at = i * 40'000'000LL;
      const bool named = status.error().code == Errc::io && status.error().where == path &&
                         status.error().message.find("File too large") != std::string::npos;
      const auto closed = (*writer)->close();
      _exit(named && !closed && closed.error().code == Errc::io ? 0 : 2);
    }
    _exit(3);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  ASSERT_EQ(WEXITSTATUS(status), 0);
  const auto shown = shown_times(path);
  ASSERT_FALSE(shown.empty());
  EXPECT_GE(shown.back(), to_seconds(*failed_at) - 2.0);
  EXPECT_EQ(testing::output_of("ffmpeg -v warning -i '" + path + "' -f null - 2>&1"), "");
}

TEST(FullDisk, NamesTheReasonAtOpening) {
  const auto writer = VideoWriter::open(options_for("/dev/full"), media_at(25), shape(64, 64));
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, Errc::io);
  EXPECT_EQ(writer.error().where, "/dev/full");
  EXPECT_THAT(writer.error().message, HasSubstr("No space left on device"));
}

TEST(Output, ThatCannotBeCreatedIsNamed) {
  TempDir dir;
  const auto missing =
      VideoWriter::open(options_for(dir / "none/a.mp4"), media_at(25), shape(64, 64));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::io);
  EXPECT_EQ(missing.error().where, dir / "none/a.mp4");
  EXPECT_THAT(missing.error().message, HasSubstr("create the folder first"));
  const auto folder = VideoWriter::open(options_for(dir.path()), media_at(25), shape(64, 64));
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("Is a directory"));
}

}  // namespace
}  // namespace touchline
