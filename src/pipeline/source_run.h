// One source of a session, from its opening to its closed files.
#pragma once

#include <atomic>
#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "pipeline/lane_setup.h"
#include "pipeline/outputs.h"
#include "pipeline/service.h"
#include "touchline/picture.h"

namespace touchline {

/// Sources that begin together: none claims its folder before all have been opened, and none starts
/// before all others can.
class StartingLine {
 public:
  explicit StartingLine(std::ptrdiff_t sources)
      : opened_(sources), made_(sources), ready_(sources) {}
  /// Waits for the others; whether any of them was opened.
  bool opened(bool usable) {
    if (usable) any_ = true;
    opened_.arrive_and_wait();
    return any_;
  }
  /// This one has its lane, and all memory that goes with it, or will never have one.
  void made() { made_.count_down(); }
  void wait_until_made() { made_.wait(); }
  void ready() { ready_.arrive_and_wait(); }
  /// Nobody waits for this one.
  void leave() {
    opened_.count_down();
    made_.count_down();
    ready_.count_down();
  }

 private:
  std::latch opened_, made_, ready_;
  std::atomic<bool> any_{false};
};

/// When a run or a source of it began.
struct Began {
  Nanoseconds wall = wall_now(), cpu = process_cpu_now();
};

/// What all sources of a session have in common. Its owner outlives them.
struct SessionParts {
  std::shared_ptr<const Assembly> assembly;
  /// The networks, once they are compiled.
  std::function<Result<std::shared_ptr<Service>>()> service;
  Listener* listener = nullptr;
  std::string folder = {};  ///< that holds the sources' own folders; empty: none does
  /// Of all sources so far, those that have ended too.
  std::function<Account()> account;
  std::function<int()> sources;  ///< how many have had a lane
  /// A named condition of the whole session; empty: there is none.
  std::function<std::optional<std::string>()> degraded = {};
  std::optional<cuda::Traffic> traffic_before = {};
  std::mutex mutex = {};  ///< of traffic_before, and of the claim of `folder`
};

class SourceRun {
 public:
  /// `phase`, 0 to 1: where pictures come at their own pace, they are due so much of the time
  /// between two frames, or between two looks if that is longer, after those of phase 0.
  SourceRun(SessionParts& parts, SourceOptions options, std::string dir, VideoOutlets targets,
            Began began, double phase = 0);
  ~SourceRun();
  SourceRun(const SourceRun&) = delete;
  SourceRun& operator=(const SourceRun&) = delete;

  void start(std::shared_ptr<StartingLine> line);
  /// Ends it where it is. `cancelled`: and says so in its manifest.
  void end(bool cancelled);
  /// As PushedPictures::push(). Errc::usage: its pictures come from elsewhere.
  Status push(const PictureView& picture);
  /// Until its files are closed. Not on a thread of its own.
  void wait() const { done_.wait(); }

  [[nodiscard]] const std::string& id() const { return options_.id; }
  [[nodiscard]] const std::string& dir() const { return dir_; }
  [[nodiscard]] SourceStats stats() const;
  /// How its stream is getting on; null: it is not live.
  [[nodiscard]] std::optional<LiveStatus> live() const;
  /// Why it could not start or ended before its end.
  [[nodiscard]] std::optional<Error> error() const;
  /// Whether it got as far as to have a lane.
  [[nodiscard]] bool had_lane() const { return had_lane_; }
  [[nodiscard]] Account account() const;
  /// How much of it is done, 0..1; null while that is not known.
  [[nodiscard]] std::optional<double> share() const;
  [[nodiscard]] std::int64_t frames() const;
  /// Once it has ended.
  [[nodiscard]] const nlohmann::ordered_json& summary() const { return summary_; }

 private:
  struct Opened {
    std::unique_ptr<Source> source;
    std::unique_ptr<Overlay> overlay;
  };
  void work(StartingLine& line);
  Result<Opened> open();
  Result<std::unique_ptr<Lane>> make_lane(const Service& service, Opened opened);
  void walk(Service& service, StartingLine& line);
  void begin_folder(const Service& service);
  void finish(Service& service);
  [[nodiscard]] RunFacts facts(const Service& service) const;
  void fail_to_start(const Error& error);
  void enter(SourceState state, const std::string& why = {});

  SessionParts& parts_;
  SourceOptions options_;
  std::string dir_;
  VideoOutlets targets_;
  std::stop_source stop_;
  std::atomic<bool> cancelled_{false}, had_lane_{false};
  Began began_;
  double phase_;
  Nanoseconds lane_began_ = 0;
  int rows_held_ = 0;
  std::optional<FileLock> running_;    ///< of run.json
  std::optional<Error> unfinishable_;  ///< why a run that is cut off could not be finished
  mutable std::mutex mutex_;           ///< of what follows
  SourceState state_ = SourceState::opening;
  std::unique_ptr<Lane> lane_;  ///< while it runs
  std::optional<Error> error_;
  Account account_;                       ///< once it has ended
  std::int64_t frames_ = 0, pts_ns_ = 0;  ///< likewise
  nlohmann::ordered_json summary_;
  std::latch done_{1};
  std::thread thread_;
};

}  // namespace touchline
