// Everything between what the networks saw and what is drawn, for one source, frame by frame in
// order: camera, people, teams, measures.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/soccer/analyser.h"
#include "pipeline/moment.h"
#include "pipeline/observer.h"
#include "track/teams.h"
#include "track/tracker.h"

namespace touchline {

struct AnalystOptions : ObserverOptions {
  std::vector<std::string> classes;  ///< of the sport
  TrackerOptions tracker;
  std::optional<TeamsOptions> teams;  ///< null: the sport has no teams
  std::optional<Analyser> analyser;   ///< as it is before the first frame; null: no measures
};

/// Its state is that of one source: frames must come in order, each once.
class Analyst {
 public:
  explicit Analyst(const AnalystOptions& options);
  ~Analyst();
  Analyst(Analyst&&) noexcept;
  Analyst& operator=(Analyst&&) noexcept;
  /// As Observer::warm_up().
  Status warm_up(const FrameInfo& info);
  /// Fills a moment that has its picture and detections: what the picture tells, then as below. An
  /// error is that of the GPU the picture is on.
  Status look(Moment& moment, const std::string& source_id);
  /// Fills row, ball, events, measures and shirts from `moment.seen` alone.
  void conclude(Moment& moment, const std::string& source_id);
  /// The events of the end of the source.
  std::vector<Event> finish();

 private:
  void place(Moment& moment, const std::string& source_id);
  void measure(Moment& moment);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchline
