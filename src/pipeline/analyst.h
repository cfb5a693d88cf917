// Everything between what the networks saw and what is drawn, for one source, frame by frame in
// order: camera, people, teams, measures.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/soccer/analyser.h"
#include "field/calibration_file.h"
#include "field/calibrator.h"
#include "pipeline/moment.h"
#include "track/teams.h"
#include "track/tracker.h"

namespace touchline {

struct AnalystOptions {
  std::vector<std::string> classes;  ///< of the sport
  TrackerOptions tracker;
  std::optional<CalibratorOptions> calibrator;  ///< null: the sport has no field, or not wanted
  std::shared_ptr<const CalibrationFile> calibration;  ///< given by the user instead; null: none
  std::optional<TeamsOptions> teams;                   ///< null: the sport has no teams
  std::optional<Analyser> analyser;  ///< as it is before the first frame; null: no measures
};

/// Its state is that of one source: frames must come in order, each once.
class Analyst {
 public:
  explicit Analyst(const AnalystOptions& options);
  ~Analyst();
  /// Fills view, row, ball, events, measures and shirts of a moment that has its detections.
  void look(Moment& moment, const std::string& source_id);
  /// The events of the end of the source.
  std::vector<Event> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace touchline
