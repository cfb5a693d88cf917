// From options to parts: settings, sport, models; networks.h and lane_setup.h go on from there.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/lane.h"
#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "touchline/touchline.h"

namespace touchline {

/// What the options mean, before anything is opened.
struct Assembly {
  Config config;
  Sport sport;
  ModelManifest model;
  OperatingPoint point;
  std::optional<ModelManifest> landmarks;  ///< null: nothing to calibrate, or not wanted
  struct FurtherLook {
    ModelManifest model;
    LookData data;
  };
  std::vector<FurtherLook> looks;  ///< after those of detector and landmarks
  ClipShape clip;
  EngineOptions engine;
  AnalystOptions analyst;
  OverlayOptions overlay;
  std::array<Side, 2> sides;  ///< the teams' colours; their names stay in the settings
  std::string match_json;     ///< the match sheet, for the manifest; empty: none
  int cores = 1;
  Device device;            ///< where frames live and networks run
  std::string device_why;   ///< why there
  cuda::SharedContext gpu;  ///< of `device`; null on the CPU
  int max_batch = 1;        ///< images per network call
  std::size_t sources = 1;  ///< of the run

  [[nodiscard]] const Settings& settings() const { return config.settings(); }
};

/// Settings in their order of precedence: flag > environment > file > profile > match sheet >
/// default.
Result<Config> effective(const RunOptions& options);
/// With the device opened: Errc::no_device when the one asked for cannot be used.
Result<Assembly> assemble(const RunOptions& options);
/// Without: for work that needs no pictures.
Result<Assembly> assemble_from(Config config);
/// Less still: what draws what is recorded already, and measures it. No network is named.
Result<Assembly> assemble_drawing(Config config);

}  // namespace touchline
