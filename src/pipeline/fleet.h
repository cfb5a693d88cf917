// The sources of a session: they come, run side by side, and go.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/source_run.h"

namespace touchline {

/// Thread safe.
class Fleet {
 public:
  /// One more source: what to open, and the folder for its files.
  struct Joining {
    SourceOptions options;
    std::string dir;
    VideoOutlets targets = {};
  };
  /// `service` waits for the networks. `folder`: holds the sources' own folders; empty: none does.
  Fleet(std::shared_ptr<const Assembly> assembly,
        std::function<Result<std::shared_ptr<Service>>()> service, Listener* listener,
        std::string folder = {});
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  /// Before the first joins: `ask` tells of what makes every source's result worse than it should
  /// be.
  void also_degraded(std::function<std::optional<std::string>()> ask) {
    parts_.degraded = std::move(ask);
  }
  /// They begin together. Errc::usage: an id or a folder is taken.
  Status join(std::vector<Joining> sources, Began began = {});
  /// One more picture of a source that takes them so. Errc::usage: no such source.
  Status push(std::string_view id, const PictureView& picture);
  /// Errc::usage: no such source.
  Status end(std::string_view id);
  Result<SourceStats> remove(std::string_view id);
  void end_all(bool cancelled);
  void wait() const;
  [[nodiscard]] std::vector<SourceStats> stats() const;
  /// Speed apart.
  [[nodiscard]] Progress progress() const;
  /// Those that were not removed, in the order they came; they stay as long as nobody removes them.
  [[nodiscard]] std::vector<const SourceRun*> sources() const;

 private:
  using Run = std::shared_ptr<SourceRun>;
  [[nodiscard]] std::vector<Run> all() const;
  [[nodiscard]] Result<Run> find(std::string_view id) const;
  [[nodiscard]] Account account() const;
  [[nodiscard]] int lanes() const;

  SessionParts parts_;
  mutable std::mutex mutex_;
  std::vector<Run> runs_;
  Account of_removed_;
  int lanes_of_removed_ = 0;
};

}  // namespace touchline
