// Standard input, stalls and interruption.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
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

TEST(TimingStdin, AStalledSourceIsAnErrorInTime) {
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

void expect_cut_short(const Played& played, std::size_t least, const std::string& reason) {
  EXPECT_EQ(played.error, "");
  EXPECT_GE(played.frames.size(), least);
  EXPECT_TRUE(played.counts.truncated);
  ASSERT_FALSE(played.counts.reasons.empty());
  EXPECT_NE(played.counts.reasons[0].find(reason), std::string::npos) << played.counts.reasons[0];
}

TEST(Stdin, APipeThatFallsSilentIsCutShort) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts";
  ffmpeg(test_picture(160, 120, 1) + kX264 + ts);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
  const std::string bytes = bytes_of(ts);
  ASSERT_EQ(write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  const AsStdin as_stdin(ends[0]);
  const Played played = play_with({.url = "-", .open_timeout_s = 0.4});
  expect_cut_short(played, 24, "nothing came for 0.4 s");
  close(ends[1]);
}

TEST(Stdin, AWriterThatDiesInsideAPacketIsCutShort) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts", fifo = scratch / "fifo";
  ffmpeg(test_picture(160, 120, 2) + kX264 + ts);
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  std::string bytes = bytes_of(ts);
  bytes.resize(bytes.size() / 2 / 188 * 188 + 100);
  std::thread writer([&] { std::ofstream(fifo, std::ios::binary) << bytes; });
  const Played played = play(fifo);
  writer.join();
  expect_cut_short(played, 15, "inside a packet");
}

TEST(Stdin, AFifoThatNobodyWritesToIsGivenUp) {
  const Scratch scratch;
  const auto fifo = scratch / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const auto late = Source::open({.url = fifo, .open_timeout_s = 0.2});
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().message.find("nobody wrote"), std::string::npos) << late.error().message;
  std::stop_source stop;
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  SourceOptions options;
  options.url = fifo;
  options.open_timeout_s = 60;
  options.stop = stop.get_token();
  const Nanoseconds before = wall_now();
  const auto stopped = Source::open(options);
  stopper.join();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
  EXPECT_LT(to_seconds(wall_now() - before), 5.0);
}

TEST(Stdin, AnMp4ThatNeedsToSeekSaysSo) {
  const Scratch scratch;
  const auto mp4 = scratch / "in.mp4";
  ffmpeg(test_picture(640, 360, 2) + kX264 + "-qp 4 " + mp4);  // its index is at the end
  FILE* pipe = popen(("cat " + mp4).c_str(), "r");
  const AsStdin as_stdin(dup(fileno(pipe)));
  const Played played = play("-");
  EXPECT_NE(played.error.find("a pipe can be read"), std::string::npos) << played.error;
  EXPECT_NE(played.error.find("faststart"), std::string::npos) << played.error;
  pclose(pipe);
}

/// Sends bytes to whoever connects, after an HTTP answer or none, and hangs up.
class Server {
 public:
  explicit Server(std::string answer) : answer_(std::move(answer)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(socket_, 4), 0);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    shutdown(socket_, SHUT_RDWR);
    close(socket_);
    thread_.join();
  }
  [[nodiscard]] std::string at(const std::string& protocol) const {
    return fmt::format("{}://127.0.0.1:{}", protocol, port_);
  }

 private:
  void serve() {
    for (;;) {
      const int peer = accept(socket_, nullptr, nullptr);
      if (peer < 0) return;
      for (std::size_t at = 0; at < answer_.size();) {
        const auto sent = send(peer, answer_.data() + at, answer_.size() - at, MSG_NOSIGNAL);
        if (sent <= 0) break;
        at += static_cast<std::size_t>(sent);
      }
      shutdown(peer, SHUT_WR);
      char rest[256];
      while (read(peer, rest, sizeof rest) > 0) {
      }
      close(peer);
    }
  }
  std::string answer_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(Stdin, ASenderThatHangsUpIsCutShort) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts";
  ffmpeg(test_picture(160, 120, 1) + kX264 + ts);
  const std::string bytes = bytes_of(ts);
  const std::string half = bytes.substr(0, bytes.size() / 2);
  const Server raw(bytes), open_ended("HTTP/1.0 200 OK\r\n\r\n" + bytes),
      broken(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.size()) + half),
      whole(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.size()) + bytes);
  expect_cut_short(play(raw.at("tcp")), 24, "connection");
  expect_cut_short(play(open_ended.at("http") + "/in.ts"), 24, "connection");
  expect_cut_short(play(broken.at("http") + "/in.ts"), 8, "connection was lost");
  const Played all = play(whole.at("http") + "/in.ts");
  EXPECT_EQ(all.frames.size(), 25U);
  EXPECT_FALSE(all.counts.truncated);
}

TEST(Stdin, ClosedBeforeAByteCameSaysSo) {
  const auto expect_named = [](const std::string& url, const std::string& what) {
    const std::string error = play(url).error;
    EXPECT_NE(error.find(what), std::string::npos) << error;
    EXPECT_NE(error.find("check"), std::string::npos) << error;
  };
  const Server silent(""), empty("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  expect_named(silent.at("tcp"), "closed the connection without sending");
  expect_named(silent.at("http") + "/in.ts", "closed the connection without sending");
  expect_named(empty.at("http") + "/in.ts", "without sending");
  const Scratch scratch;
  const auto fifo = scratch / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  std::thread writer([&] { const std::ofstream nothing(fifo, std::ios::binary); });
  expect_named(fifo, "closed before anything was written");
  writer.join();
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[1]);
  const AsStdin as_stdin(ends[0]);
  expect_named("-", "closed before anything was written");
}

TEST(Stdin, AServerWithoutRangesIsNamed) {
  const Scratch scratch;
  const auto mp4 = scratch / "in.mp4";
  ffmpeg(test_picture(640, 360, 2) + kX264 + "-qp 4 " + mp4);
  const std::string bytes = bytes_of(mp4);
  const Server server(fmt::format("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.size()) +
                      bytes);
  const Played played = play(server.at("http") + "/in.mp4");
  EXPECT_NE(played.error.find("no byte ranges"), std::string::npos) << played.error;
}

TEST(Stdin, AUdpSenderThatSimplyEndsIsCutShort) {
  const Scratch scratch;
  const auto ts = scratch / "in.ts";
  ffmpeg(test_picture(160, 120, 1) + kX264 + ts);
  const std::string bytes = bytes_of(ts);
  const int sender = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(18'957);
  Played played;
  std::thread listener(
      [&] { played = play_with({.url = "udp://127.0.0.1:18957", .open_timeout_s = 1.0}); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  for (std::size_t at = 0; at < bytes.size(); at += 1316) {
    sendto(sender, bytes.data() + at, std::min<std::size_t>(1316, bytes.size() - at), 0,
           reinterpret_cast<sockaddr*>(&address), sizeof address);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  listener.join();
  close(sender);
  expect_cut_short(played, 20, "nothing came for 1 s");
}

}  // namespace
}  // namespace touchline
