// One lane per source: where it reads, what it writes, how much of it may be under way.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/assembly.h"

namespace touchline {

/// One per source, ids unique ("cam", "cam_2").
std::vector<SourceOptions> source_options(const Assembly& assembly,
                                          const std::vector<std::string>& sources);
/// The folder of each source: `output` itself for one, output/ID for several.
std::string source_folder(const std::string& output, const SourceOptions& source,
                          std::size_t sources);
/// `paths` with "{id}" in them as the source `id` has them.
std::vector<std::string> targets_of(const std::string& id, std::vector<std::string> paths);
/// Errc::bad_config: one of them is no place for a video. Errc::usage: the sources are not live.
Status check_targets(const Settings& settings, const VideoOutlets& targets);
/// `targets`, here and below: where a live source's video goes as it comes, beside its own file.
/// What draws on the frames of `source`; null when no video with marks on it is wanted. Touches no
/// file of the run.
Result<std::unique_ptr<Overlay>> make_overlay(const Assembly& assembly, const Source& source,
                                              const VideoOutlets& targets = {});
/// What the files of the videos are called.
struct VideoFiles {
  std::string annotated = "annotated.mp4", radar = "radar.mp4", drawn = "drawn.jsonl",
              follow = "follow.mp4", framings = "follow.jsonl";
};
/// The videos that the settings ask for, annotated.mp4 before others. `overlay`: made before; null:
/// made here.
Result<std::vector<OutputSetup>> make_outputs(const Assembly& assembly, const Source& source,
                                              const std::string& dir, const VideoFiles& files = {},
                                              std::unique_ptr<Overlay> overlay = nullptr,
                                              const VideoOutlets& targets = {});
/// What a camera that goes along `path` shows of `source`, whose pictures lie on the host: pictures
/// of `width` x `height` in the file `path_of_video`.
Result<OutputSetup> follow_output(const Assembly& assembly, const Source& source,
                                  const std::string& path_of_video,
                                  std::vector<director::Framing> path, int width, int height);
/// It holds on to names in `assembly`.
ShownAs shown_as(const Assembly& assembly);
/// poses.bin in `dir`, of what `bodies` finds in the pictures of `media`.
Result<PoseWriter> create_poses(const Assembly& assembly, const MediaInfo& media,
                                const EngineInfo& bodies, const std::string& dir);
/// The clips of a source: the sport's, or those that setting detect.every_s makes.
ClipShape clip_of(const Assembly& assembly, const MediaInfo& media);
/// A lane that draws, encodes and writes into `dir`; the folder must have been claimed. `overlay`:
/// made before; null: made here.
Result<LaneSetup> make_lane(const Assembly& assembly, std::unique_ptr<Source> source,
                            const std::string& dir, std::unique_ptr<Overlay> overlay = nullptr,
                            const VideoOutlets& targets = {});

}  // namespace touchline
