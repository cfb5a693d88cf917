// A video that takes its time, fails when told to, and remembers what it was given.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "pipeline/output.h"

namespace touchline::testing {

class SlowVideo final : public VideoWriter {
 public:
  struct Seen {
    std::vector<Nanoseconds> times = {};
    std::vector<Nanoseconds> sounds = {};
    std::int64_t rows_ahead = 0;  ///< most rows that were written while a picture was under way
    std::atomic<std::int64_t>* rows = nullptr;
    int delay_us = 0, fails_at = -1;
  };
  explicit SlowVideo(Seen& seen) : seen_(seen) {}
  Status write(const Frame&, Nanoseconds pts_ns, Nanoseconds) override {
    if (static_cast<int>(seen_.times.size()) == seen_.fails_at)
      return fail(Errc::io, "slow", "the disk is full");
    std::this_thread::sleep_for(std::chrono::microseconds(seen_.delay_us));
    seen_.times.push_back(pts_ns);
    if (seen_.rows)
      seen_.rows_ahead = std::max(
          seen_.rows_ahead, seen_.rows->load() - static_cast<std::int64_t>(seen_.times.size()));
    return {};
  }
  Status write_audio(const std::vector<Packet>& packets) override {
    for (const auto& packet : packets) seen_.sounds.push_back(packet.pts_ns);
    return {};
  }
  Result<VideoCounts> close() override { return end(); }
  VideoCounts end() override {
    VideoCounts counts;
    counts.frames = static_cast<std::int64_t>(seen_.times.size());
    return counts;
  }

 private:
  Seen& seen_;
};

inline OutputSetup slow_output(SlowVideo::Seen& seen, std::string file,
                               PicturePolicy policy = PicturePolicy::every) {
  OutputSetup setup;
  setup.file = std::move(file);
  setup.policy = policy;
  setup.video = std::make_unique<SlowVideo>(seen);
  return setup;
}

}  // namespace touchline::testing
