// Standard input, stalls and interruption.
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "playback.h"

namespace touchline {
namespace {

using namespace testing;

/// Puts a file descriptor in place of stdin for one test.
class AsStdin {
 public:
  explicit AsStdin(int fd) : kept_(dup(STDIN_FILENO)) {
    dup2(fd, STDIN_FILENO);
    close(fd);
  }
  ~AsStdin() {
    dup2(kept_, STDIN_FILENO);
    close(kept_);
  }

 private:
  int kept_;
};

TEST(Stdin, StandardInputAsPipeAndAsFile) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts", mp4 = scratch / "in.mp4";
  ffmpeg(test_picture(160, 120, 1) + kX264 + ts);
  ffmpeg("-i " + ts + " -c copy " + mp4);  // its index is at the end: needs to seek
  {
    FILE* pipe = popen(("cat " + ts).c_str(), "r");
    const AsStdin as_stdin(dup(fileno(pipe)));
    const Played played = play("-");
    EXPECT_EQ(played.error, "");
    EXPECT_EQ(played.frames.size(), 25U);
    EXPECT_EQ(played.info.id, "stdin");
    pclose(pipe);
  }
  const AsStdin as_stdin(open(mp4.c_str(), O_RDONLY));
  const Played played = play("-");
  EXPECT_EQ(played.error, "");
  EXPECT_EQ(played.frames.size(), 25U);
}

TEST(Stdin, AStalledSourceIsAnErrorInTime) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const AsStdin as_stdin(ends[0]);
  const Nanoseconds before = wall_now();
  const auto source = Source::open({.url = "-", .open_timeout_s = 0.3});
  ASSERT_FALSE(source);
  EXPECT_NE(source.error().message.find("no answer within 0.3 s"), std::string::npos)
      << source.error().message;
  EXPECT_LT(to_seconds(wall_now() - before), 2.0);
  close(ends[1]);
}

TEST(Stdin, InterruptEndsABlockedRead) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts";
  ffmpeg(test_picture(160, 120, 2) + kX264 + ts);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  std::ifstream file(ts, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  ASSERT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  const AsStdin as_stdin(ends[0]);
  // The writer never closes: with nothing more to probe, opening gives up its search after a while,
  // not the test.
  auto source = Source::open({.url = "-", .open_timeout_s = 20});
  std::thread stopper;
  if (source) {
    stopper = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      (*source)->interrupt();
    });
    for (;;) {
      const auto frame = (*source)->read();
      ASSERT_TRUE(frame) << frame.error().message;
      if (!*frame) break;
    }
    stopper.join();
    const auto after = (*source)->read();
    EXPECT_TRUE(after && !*after);
  } else {
    ADD_FAILURE() << source.error().message;
  }
  close(ends[1]);
}

}  // namespace
}  // namespace touchline
