// From options to parts: settings, sport, model, detector, and one lane setup per source.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "infer/detector.h"
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
  EngineOptions engine;
  TrackerOptions tracker;
  OverlayOptions overlay;
  int cores = 1;

  [[nodiscard]] const Settings& settings() const { return config.settings(); }
};

/// Settings in their order of precedence: flag > environment > file > profile > default.
Result<Config> effective(const RunOptions& options);
Result<Assembly> assemble(const RunOptions& options);
Result<std::unique_ptr<Detector>> load_detector(const Assembly& assembly);
/// One per source, ids unique ("cam", "cam_2").
std::vector<SourceOptions> source_options(const Assembly& assembly,
                                          const std::vector<std::string>& sources);
/// The folder of each source: `output` itself for one, output/ID for several.
std::string source_folder(const std::string& output, const SourceOptions& source,
                          std::size_t sources);
/// A lane that draws, encodes and writes into `dir`; the folder must have been claimed.
Result<LaneSetup> make_lane(const Assembly& assembly, std::unique_ptr<Source> source,
                            const std::string& dir);

}  // namespace touchline
