// A little HTTP server on this machine, for programs that fetch: routes to what is answered.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace touchline::testing {

class HttpServer {
 public:
  /// path without its query -> status line and headers ("200 OK", "302 Found\r\nLocation: /a"),
  /// body
  using Routes = std::map<std::string, std::pair<std::string, std::string>>;

  explicit HttpServer(Routes routes) : routes_(std::move(routes)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~HttpServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// "127.0.0.1:41234"
  [[nodiscard]] std::string host() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void serve() {
    std::vector<std::thread> talks;
    while (!stop_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 20) <= 0) continue;
      talks.emplace_back([this, fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)] {
        answer(fd);
        ::close(fd);
      });
    }
    for (auto& talk : talks) talk.join();
  }
  void answer(int fd) const {
    std::string request;
    char part[4096];
    while (request.find("\r\n\r\n") == std::string::npos) {
      const auto got = ::recv(fd, part, sizeof part, 0);
      if (got <= 0) return;
      request.append(part, static_cast<std::size_t>(got));
    }
    const auto from = request.find(' ') + 1;
    const auto path = request.substr(from, request.find_first_of(" ?#", from) - from);
    const auto route = routes_.find(path);
    const auto& [head, body] = route == routes_.end()
                                   ? std::pair<std::string, std::string>("404 Not Found", "")
                                   : route->second;
    const auto text = "HTTP/1.1 " + head +
                      "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                      "\r\n\r\n" + body;
    for (std::size_t done = 0; done < text.size();) {
      const auto n = ::send(fd, text.data() + done, text.size() - done, MSG_NOSIGNAL);
      if (n <= 0) return;
      done += static_cast<std::size_t>(n);
    }
  }

  Routes routes_;
  int listener_ = -1, port_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace touchline::testing
