// SIGINT and SIGTERM, taken by one thread, so that no handler runs inside the library.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace touchline::cli {

/// Made before any other thread, so that all others have the signals blocked.
/// The first signal ends the process, unless a run has files to finish: then it asks the run to
/// stop, and the second one ends the process.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Requested by the first signal.
  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }
  /// From now on a run opens what it needs, which a signal may have to cut short.
  void opening() { phase_ = Phase::opening; }
  /// From now on there are files to finish.
  void working() { phase_ = Phase::working; }

 private:
  enum class Phase { idle, opening, working };
  void watch();

  sigset_t signals_{};
  std::atomic<Phase> phase_{Phase::idle};
  std::stop_source stop_;
  std::thread thread_;
};

}  // namespace touchline::cli
