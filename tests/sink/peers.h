// Who takes a live video on this machine: programs that listen, and sockets that behave badly.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

namespace touchline::testing {

/// A socket of this machine with a port of its own.
class LocalSocket {
 public:
  /// SOCK_STREAM listens; SOCK_DGRAM receives.
  explicit LocalSocket(int type) : fd_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
    const int size = type == SOCK_STREAM ? 4096 : 4 << 20;
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(fd_, reinterpret_cast<sockaddr*>(&address), length);
    if (type == SOCK_STREAM) ::listen(fd_, 4);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
  }
  ~LocalSocket() { ::close(fd_); }
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  /// "127.0.0.1:41234"
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  int fd_, port_ = 0;
};

/// "127.0.0.1:41234", where nobody listens.
inline std::string free_host() { return LocalSocket(SOCK_STREAM).host(); }

/// Takes one connection, or datagrams, until it is let go.
class Peer {
 public:
  enum class Does { keeps, never_reads, closes };
  Peer(int type, Does does, const std::string& file = {})
      : socket_(type), stream_(type == SOCK_STREAM), does_(does), file_(file, std::ios::binary) {
    thread_ = std::thread([this] { serve(); });
  }
  ~Peer() { finish(); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] std::string host() const { return socket_.host(); }
  /// What came is in the file then.
  void finish() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    file_.close();
  }

 private:
  void serve() {
    const int fd = stream_ ? wait_for(socket_.fd()) ? ::accept(socket_.fd(), nullptr, nullptr) : -1
                           : ::dup(socket_.fd());
    if (fd < 0) return;
    std::array<char, 65536> part{};
    while (does_ == Does::keeps && wait_for(fd)) {
      const auto got = ::recv(fd, part.data(), part.size(), 0);
      if (got <= 0) break;
      file_.write(part.data(), got);
    }
    if (does_ == Does::closes && wait_for(fd)) ::recv(fd, part.data(), part.size(), 0);
    while (does_ == Does::never_reads && !stop_)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ::close(fd);
  }
  /// Until something comes; false when it is let go and nothing is left.
  [[nodiscard]] bool wait_for(int fd) const {
    for (;;) {
      pollfd ready{fd, POLLIN, 0};
      if (::poll(&ready, 1, 50) > 0) return true;
      if (stop_) return false;
    }
  }

  LocalSocket socket_;
  bool stream_;
  Does does_;
  std::ofstream file_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// A command of the shell that runs beside the test; ended when the test lets go of it.
class Beside {
 public:
  explicit Beside(const std::string& command) : pid_(::fork()) {
    if (pid_ != 0) return;
    ::execl("/bin/sh", "sh", "-c", ("exec " + command).c_str(), nullptr);
    ::_exit(99);
  }
  ~Beside() { finish(0); }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  [[nodiscard]] bool ended() {
    if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ == 0;
  }
  /// Ends it at once.
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  /// Waits for its end, and ends it.
  void finish(int seconds) {
    for (int i = 0; i < seconds * 100 && !ended(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_;
};

}  // namespace touchline::testing
