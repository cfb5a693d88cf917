// Everything between what the networks saw and what is drawn, for one source, frame by frame in
// order: camera, people, teams, measures.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analytics/analysis.h"
#include "pipeline/moment.h"
#include "pipeline/observer.h"
#include "track/teams.h"
#include "track/tracker.h"

namespace touchline {

struct AnalystOptions : ObserverOptions {
  std::vector<std::string> classes;  ///< of the sport
  TrackerOptions tracker;
  std::optional<TeamsOptions> teams;  ///< null: the sport has no teams
  MakeAnalysis analysis;              ///< empty: nothing is measured
  /// Frames that wait, at most, for the tracks that began in them to be confirmed, so that their
  /// first samples are in the rows too; 0: none waits, and rows begin where tracks are confirmed.
  int rows_held = 0;
};

/// Its state is that of one source: frames must come in order, each once. With another epoch of the
/// source all of it ends and begins anew; track ids and shots are counted on. Every frame: look(),
/// then follow(); then next() until it has none. After the last: end(), next() until it has none,
/// finish().
class Analyst {
 public:
  explicit Analyst(const AnalystOptions& options);
  ~Analyst();
  Analyst(Analyst&&) noexcept;
  Analyst& operator=(Analyst&&) noexcept;
  /// As Observer::warm_up().
  Status warm_up(const FrameInfo& info);
  /// As Observer::needs().
  [[nodiscard]] GlanceNeeds needs() const;
  /// Fills `seen` of a moment that has its picture and detections. An error is that of the GPU the
  /// picture is on.
  Status look(Moment& moment);
  /// Takes a moment whose `seen` is filled.
  void follow(Moment moment, const std::string& source_id);
  /// What was heard after the last moment, or in a run whose records are read. Moments bring their
  /// own.
  void hear(std::span<const SoundStretch> sounds);
  /// The next moment, in order, whose row nothing can be added to any more: with row, ball, events,
  /// the sport's record and shirts.
  std::optional<Moment> next();
  /// No frame follows.
  void end();
  /// The events of the end of the source.
  std::vector<Event> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchline
