// Merges the frames of all sources into batches, fairly: every source with a clip waiting gets its
// turn. Sources come and go while it works.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "pipeline/clip.h"

namespace touchline {

class Batcher {
 public:
  /// One source's way in, and while it is there the way to tell its home of an error. The batcher
  /// outlives it.
  class Port {
   public:
    Port(Batcher& batcher, Home& home) : batcher_(batcher), home_(home) {}
    ~Port() { batcher_.take_away(*this); }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;
    /// Never blocks: the credits of the source bound what waits here.
    void push(std::vector<Moment>&& moments, std::vector<Frame>&& before = {});
    /// This source will push no more; what waits still goes its way.
    void close();

   private:
    friend class Batcher;
    Batcher& batcher_;
    Home& home_;
    bool open_ = true;
  };

  /// A batch holds up to `max_batch` frames, or one clip, and waits at most `max_wait` for the rest
  /// once it has one.
  Batcher(std::size_t max_batch, Nanoseconds max_wait);

  /// `home` outlives the port, and stays until all that it pushed has come back.
  std::unique_ptr<Port> open(Home& home);
  /// No port will be opened any more.
  void close();
  /// The networks cannot be used: every source fails, and so does whoever comes later. `lost`: with
  /// moments that do not come back.
  void fail(const Error& error, bool lost);
  /// What waits is dropped and nothing more is taken.
  void abandon();
  /// The next batch, in turn over the sources; empty once no port is open, none will be, and
  /// nothing waits.
  std::vector<Clip> pop();

 private:
  struct Queue {
    Port* port = nullptr;  ///< null: taken away
    std::deque<Clip> clips;
  };
  [[nodiscard]] bool done() const { return closed_ && open_ == 0 && waiting_ == 0; }
  [[nodiscard]] bool full() const { return waiting_ >= max_batch_ || (closed_ && open_ == 0); }
  void shut(Port& port);
  void take_away(Port& port);
  Queue& queue_of(const Port& port);
  std::vector<Clip> take();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Queue>> queues_;  ///< of ports, and what is left of others
  std::size_t next_ = 0, open_ = 0, max_batch_;
  std::size_t waiting_ = 0;  ///< frames
  Nanoseconds max_wait_;
  bool closed_ = false, abandoned_ = false;
  std::optional<Error> broken_;
};

}  // namespace touchline
