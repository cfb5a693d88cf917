// The files of a run: claims the folders, opens the writers, and writes the manifest last.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/file.h"
#include "infer/engine.h"
#include "infer/manifest.h"
#include "pipeline/lane.h"
#include "pipeline/settings.h"
#include "pipeline/sport.h"
#include "sink/stage_files.h"

namespace touchline {

/// Whether claim_folder() may take `dir`; touches nothing.
Status check_folder(const std::string& dir, bool overwrite);
/// Makes `dir` ready for one source's files. Errc::io when it cannot be written to, or when it
/// holds an earlier run's files and `overwrite` is false; nothing is deleted then.
Status claim_folder(const std::string& dir, bool overwrite);

/// What was the same for all sources of a run.
struct RunFacts {
  const Config* config = nullptr;
  const ModelManifest* model = nullptr;
  const ModelManifest* landmarks = nullptr;  ///< null: nothing was calibrated by a network
  const Sport* sport = nullptr;              ///< null: no report is written
  FieldSpec field;
  std::string match_json;  ///< the match sheet; empty: none was given
  EngineInfo engine;
  Device device;                          ///< where frames live
  std::string device_why;                 ///< why there
  std::optional<cuda::Traffic> traffic;   ///< of that device's bus, over the whole run
  std::optional<std::size_t> gpu_memory;  ///< in use on that device, by whomever, at the run's end
  int cores = 1, streams = 1, sources = 1;
  Nanoseconds start_wall = 0;                      ///< wall clock when run() was entered
  Nanoseconds networks_ready = 0, lane_began = 0;  ///< wall clock; 0: not known
  bool networks_kept = false;                      ///< the cache held all of them
  std::optional<double> expected_fps;              ///< as Service::expected_fps()
  Nanoseconds elapsed = 0;                         ///< of the whole run, start-up included
  Nanoseconds working = 0;      ///< from the start of the lanes to the last closed file
  Nanoseconds process_cpu = 0;  ///< of the whole run, all threads
  double mean_batch = 0;
  Account account;                    ///< of all sources together
  std::vector<std::string> degraded;  ///< named conditions of the whole run
  bool cancelled = false;
};

/// ok, partial (damage was met), failed or cancelled.
std::string status_of(const LaneResult& result, bool cancelled);
/// One source's part of the summary: status, counts, stages, bottleneck, degraded conditions,
/// error.
nlohmann::ordered_json source_summary(const LaneResult& result, const RunFacts& facts);
/// How much of the source the numbers rest on (P20); null where `sport` has no such thing.
nlohmann::ordered_json coverage_json(const LaneResult& result, const Sport& sport);
/// What the manifest says of the colours that the teams' rings have in a video.
void put_shown(const ShownTeams& shown, nlohmann::ordered_json& teams);
/// What the manifest says of the pictures.
nlohmann::ordered_json video_json(const VideoCounts& video);
/// The manifest as far as it is known before the first frame; its other sections are empty.
nlohmann::ordered_json manifest_head(const MediaInfo& media, const RunFacts& facts);
/// Writes run.json, by which a run that is cut off can be finished afterwards. As long as the lock
/// is held, the run goes on.
Result<FileLock> begin_folder(const std::string& dir, const MediaInfo& media, int rows_held,
                              const RunFacts& facts);
/// Writes manifest.json with the list of the folder's files; run.json is gone then.
Status write_manifest(const std::string& dir, nlohmann::ordered_json manifest);
/// Removes what was being written when a run was killed.
void remove_parts(const std::string& dir);
/// Writes stages.csv and, unless the source failed, the report and manifest.json into `dir`. A
/// report that cannot be written is a degraded condition.
Status finish_folder(const std::string& dir, LaneResult& result, const RunFacts& facts);
/// Versions of Touchline and of the libraries it runs on.
nlohmann::ordered_json version_table();

}  // namespace touchline
