// Reads a run's files back into the records they were written from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/event.h"
#include "records/record.h"

namespace touchline {

/// tracking.jsonl, read in blocks so that memory stays bounded however long the match.
class FrameReader {
 public:
  /// `classes` gives the class ids their names. Errc::io when the file cannot be read.
  static Result<FrameReader> open(const std::string& path, std::vector<std::string> classes);
  ~FrameReader();
  FrameReader(FrameReader&&) noexcept;
  FrameReader& operator=(FrameReader&&) noexcept;

  /// Replaces `rows` by the next rows, in the file's order; none at the end. A last line without
  /// its newline is what a crash leaves: it is passed over and cut_short() is true. Errc::bad_input
  /// names file and line, and what was expected there.
  Status next(std::vector<FrameRecord>& rows);
  [[nodiscard]] bool cut_short() const;

 private:
  struct State;
  explicit FrameReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// All of an events.jsonl, in its order. Errors as FrameReader's.
Result<std::vector<Event>> read_events(const std::string& path);

}  // namespace touchline
