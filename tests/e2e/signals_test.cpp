// SIGINT ends the program within a second, whatever it waits for: a pipe that nobody writes to, a
// standard input that says nothing.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "e2e/program.h"

namespace touchline::testing {
namespace {

/// Waits until the program takes its signals itself.
void await_signals_taken(Child& child) {
  const auto path = "/proc/" + std::to_string(child.pid()) + "/status";
  for (;;) {
    ASSERT_FALSE(child.ended());
    std::ifstream status(path);
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("SigBlk:") &&
          (std::stoull(line.substr(7), nullptr, 16) & (1ULL << (SIGINT - 1))) != 0)
        return;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void expect_a_prompt_end(Child& child, const std::string& output) {
  const double sent = seconds_now();
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(30).exit_code, 130);
  EXPECT_LT(seconds_now() - sent, 1.0);
  EXPECT_FALSE(fs::exists(output)) << "nothing was begun";
}

TEST(TimingSignals, APipeWithoutAWriter) {
  for (const auto moment : {0, 400}) {  // while it starts, and while it waits for the pipe
    const TempDir dir;
    ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
    Child child(run_words({dir / "pipe"}, dir / "o"));
    await_signals_taken(child);
    std::this_thread::sleep_for(std::chrono::milliseconds(moment));
    expect_a_prompt_end(child, dir / "o");
  }
}

TEST(TimingSignals, AStandardInputThatSaysNothing) {
  int silent[2];
  ASSERT_EQ(::pipe2(silent, O_CLOEXEC), 0);
  const TempDir dir;
  Child child(run_words({"-"}, dir / "o"), {.input_fd = silent[0]});
  await_signals_taken(child);
  expect_a_prompt_end(child, dir / "o");
  ::close(silent[0]);
  ::close(silent[1]);
}

TEST(TimingSignals, EveryCommandThatOpensAPipe) {
  for (const Words& words : {Words{"check"}, Words{"calibrate", "--output", "/none/c"},
                             Words{"bench", "--device", "cpu"}}) {
    const TempDir dir;
    ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
    auto all = words;
    all.push_back(dir / "pipe");
    Child child(all);
    await_signals_taken(child);
    expect_a_prompt_end(child, dir / "o");
  }
}

}  // namespace
}  // namespace touchline::testing
