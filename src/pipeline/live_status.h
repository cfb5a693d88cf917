// Tells how live sources and their outlets are getting on, as long as they run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/line_writer.h"
#include "touchline/session.h"

namespace touchline {

/// One line of status.jsonl. `before`, `seconds`: what was told so long before, for the frames per
/// second; null without it.
std::string status_line(const std::vector<SourceStats>& now, Nanoseconds utc_ns,
                        const std::vector<SourceStats>& before, double seconds);

class LiveStatusLog {
 public:
  /// `tell` hears once a second; status.jsonl in `dir` gets a line every five, and at once when a
  /// state changes: from when the first source is there, or is known not to be.
  LiveStatusLog(std::string dir, std::function<void(std::string_view)> tell,
                std::function<std::vector<SourceStats>()> ask);
  /// Tells one last time.
  ~LiveStatusLog();
  LiveStatusLog(const LiveStatusLog&) = delete;
  LiveStatusLog& operator=(const LiveStatusLog&) = delete;

 private:
  void watch(const std::stop_token& stop);
  Status report();
  Status write(const std::string& line);

  std::string dir_;
  std::optional<LineWriter> file_;
  std::function<void(std::string_view)> tell_;
  std::function<std::vector<SourceStats>()> ask_;
  std::vector<SourceStats> before_;
  Nanoseconds told_at_ = 0, written_at_ = 0;
  std::string states_;   ///< as last written
  bool failed_ = false;  ///< it ended early
  std::jthread thread_;  ///< last: it uses the others
};

}  // namespace touchline
