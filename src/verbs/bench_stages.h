// Every stage of a run alone, on what the stages before it left.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "infer/network.h"
#include "pipeline/lane_setup.h"
#include "pipeline/networks.h"

namespace touchline {

/// Of one stage, over the frames of the source whether it saw them or not.
struct StageCost {
  std::string stage;
  double core_ms = 0;  ///< a frame: CPU time of the whole process, so helper threads count too
  /// Of a network: which, and where the calling thread's time went, totals of all frames.
  std::string network = {};
  std::optional<InferTimes> parts = {};
};

/// The stages of one source, kept open so that each round measures the same parts.
class StagesAlone {
 public:
  /// `assembly` has one stream; it and `networks` outlive this.
  static Result<StagesAlone> open(const Assembly& assembly, const Networks& networks,
                                  SourceOptions source);
  /// All of them once, in walking order. `dir`: for the files they write.
  Result<std::vector<StageCost>> measure(const std::string& dir);
  [[nodiscard]] std::size_t frames() const { return moments_.size(); }

 private:
  StagesAlone(const Assembly& assembly, const Networks& networks, SourceOptions source)
      : assembly_(&assembly), networks_(&networks), source_(std::move(source)) {}
  Status decode(std::vector<StageCost>& costs);
  Status look(std::vector<StageCost>& costs);
  Status analyse(std::vector<StageCost>& costs);
  Status write(const std::string& dir, std::vector<StageCost>& costs);
  Status draw(LaneSetup& lane, std::vector<StageCost>& costs);
  Status encode(LaneSetup& lane, std::vector<StageCost>& costs);

  struct OpenLook {
    std::string stage, network;
    std::unique_ptr<Look> look;
  };

  const Assembly* assembly_;
  const Networks* networks_;
  SourceOptions source_;
  std::vector<OpenLook> looks_;
  std::vector<Clip> clips_;  ///< of the moments, until the networks have seen them
  std::vector<Moment> moments_;
  std::vector<Frame> drawn_;
};

}  // namespace touchline
