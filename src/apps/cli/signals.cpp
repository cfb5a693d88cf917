#include "signals.h"

#include <pthread.h>
#include <unistd.h>

#include <ctime>

#include "terminal.h"
#include "touchline/result.h"

namespace touchline::cli {
namespace {

/// How long a run that is still opening its sources may take to notice a signal: a device or a pipe
/// that nobody writes to can hold it up for ever.
constexpr timespec kPatience{0, 700'000'000};

}  // namespace

Signals::Signals() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaddset(&signals_, signal);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { watch(); });
}

Signals::~Signals() {
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
}

void Signals::watch() {
  for (int signal = 0; sigwait(&signals_, &signal) == 0 && signal != SIGUSR1;) {
    if (phase_ == Phase::idle || !stop_.request_stop()) _exit(exit_code(Errc::cancelled));
    if (phase_ == Phase::working) {
      say("stopping: finishing the files (once more stops at once)");
      continue;
    }
    // Nothing is written yet. A run that notices ends by itself.
    const int next = sigtimedwait(&signals_, nullptr, &kPatience);
    if (next == SIGUSR1) return;
    if (next > 0 || phase_ != Phase::working) _exit(exit_code(Errc::cancelled));
  }
}

}  // namespace touchline::cli
