// How a sport turns rows into its own record and events.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "records/event.h"
#include "records/observation.h"
#include "records/record.h"
#include "records/sound.h"
#include "records/sport_record.h"

namespace touchline {

struct Findings {
  std::unique_ptr<SportRecord> record;  ///< of this frame
  std::vector<Event> events;  ///< that became certain in it, though they may lie in the past
};

/// The state of one source: its rows come in order, each once. Of the row it reads only what
/// tracking.jsonl holds, so an analysis from the file is byte for byte that of the run.
class Analysis {
 public:
  virtual ~Analysis() = default;
  /// Before the first row, where a run is drawn again: what it found, in order. Records may then
  /// tell what only became known later.
  virtual void foresee(std::span<const Event> /*events*/) {}
  /// What was heard since the last call, in order; only a sport that listens (SportCode::hears) is
  /// told. It comes within seconds of its pictures; from a file, before the first row.
  virtual void hear(std::span<const SoundStretch> /*sounds*/) {}
  /// `seen`: what further looks of the sport found in the frame, its bodies and peaks; nothing else
  /// of it is kept in files.
  virtual Findings push(const FrameRecord& row, const Observation& seen) = 0;
  /// The frames of [from, to) were a replay: what they added to any statistic is taken back. Called
  /// before the frame in which this became known.
  virtual void discount(Nanoseconds from, Nanoseconds to) = 0;
  /// What ends with the last frame; row = -1.
  virtual std::vector<Event> finish() = 0;
};

/// Frames that a sport has counted for the coverage in the manifest, beside what every sport has.
struct FrameCount {
  const char* name;
  bool (*holds)(const SportRecord& record);
};

/// Makes the analysis of a source as it is before the first row. Empty: the sport measures nothing.
using MakeAnalysis = std::function<std::unique_ptr<Analysis>()>;

}  // namespace touchline
