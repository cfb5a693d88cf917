// The last catch: what a library, an allocation or a caller's callback throws becomes an Error.
// Every thread is started here and every public function ends here, so nothing that is thrown ends
// the process.
#pragma once

#include <future>
#include <stop_token>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "base/result.h"

namespace touchline {

/// The exception being handled, as an Error about `where`; for catch blocks only.
Error caught(std::string where) noexcept;

/// What `work` returns: a Result, or a Status for what returns nothing. What it throws is the
/// error.
template <class Work>
auto guarded(std::string where, Work&& work) noexcept {
  using Returned = std::invoke_result_t<Work>;
  using Outcome = std::conditional_t<std::is_void_v<Returned>, Status, Returned>;
  try {
    if constexpr (std::is_void_v<Returned>) {
      std::forward<Work>(work)();
      return Status();
    } else {
      return Outcome(std::forward<Work>(work)());
    }
  } catch (...) {
    return Outcome(caught(std::move(where)));
  }
}

/// A thread that runs `work`. `failed` hears what it throws, on that thread, as its last act.
template <class Work, class Failed>
std::thread start_thread(std::string where, Work work, Failed failed) {
  return std::thread([where = std::move(where), work = std::move(work),
                      failed = std::move(failed)]() mutable noexcept {
    const auto status = guarded(where, work);
    if (!status && !guarded(where, [&] { failed(status.error()); })) return;  // no one is left
  });
}

/// The same for work that takes a std::stop_token: it is told to stop, and waited for, when its
/// owner is gone.
template <class Work, class Failed>
std::jthread start_watcher(std::string where, Work work, Failed failed) {
  return std::jthread([where = std::move(where), work = std::move(work),
                       failed = std::move(failed)](const std::stop_token& stop) mutable noexcept {
    const auto status = guarded(where, [&] { work(stop); });
    if (!status && !guarded(where, [&] { failed(status.error()); })) return;  // no one is left
  });
}

/// Runs `work`, which returns a Result, beside the caller.
template <class Work>
auto start_async(std::string where, Work work) {
  return std::async(std::launch::async,
                    [where = std::move(where), work = std::move(work)]() mutable noexcept {
                      return guarded(std::move(where), work);
                    });
}

}  // namespace touchline
