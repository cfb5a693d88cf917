// A finished run's folder, opened again: what it was run with, and where its files are.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/settings.h"
#include "pipeline/sport.h"

namespace touchline {

struct RecordedRun {
  std::string dir, source_id;
  nlohmann::ordered_json manifest;
  Config config;  ///< the run's settings, each of origin "run"
  Sport sport;
  FieldSpec field;

  [[nodiscard]] std::string file(const char* name) const;
};

/// Opens `dir` and lays `settings` over the run's. Errc::bad_input when the folder holds no
/// finished run of this version; Errc::bad_config for a setting.
Result<RecordedRun> open_run(const std::string& dir,
                             const std::vector<std::pair<std::string, std::string>>& settings = {});
/// The same for a run that was cut off, from what it left when it began (run.json): `manifest` is
/// what was known then.
Result<RecordedRun> open_cut_run(const std::string& dir);

}  // namespace touchline
