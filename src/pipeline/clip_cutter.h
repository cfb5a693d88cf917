// Cuts a source's moments into the clips that the networks see, and says which look is due for
// which of them: by media time alone, so that clips are the same at whatever speed a run goes.
#pragma once

#include <optional>
#include <vector>

#include "pipeline/clip.h"
#include "pipeline/look_clock.h"

namespace touchline {

/// Of a detector that sees a frame each `every_s` seconds only: the most frames of a clip, which
/// begins and ends with a frame that it sees. 1 where it sees every frame.
int frames_between_detections(double every_s, double frames_per_s);

class ClipCutter {
 public:
  struct Cut {
    std::vector<Moment> moments;
    std::vector<Frame> before;  ///< see Clip::before
  };
  /// `every_s`: how often each look sees a frame, seconds; 0: every frame. Where the first, the
  /// detector, does not see every frame, clips hold two steps of its time, at most `shape.stride`
  /// frames, and it sees the last of each too.
  ClipCutter(ClipShape shape, std::vector<double> every_s);
  /// Takes the next moment and numbers it; gives the clip that is whole now, if one is.
  std::optional<Cut> push(Moment&& moment);
  /// What is left when the source has ended.
  std::optional<Cut> finish();

 private:
  [[nodiscard]] bool sparse() const { return step_ > 0; }
  /// Whether `picture` begins a clip of its own.
  [[nodiscard]] bool begins(const SourceFrame& picture) const;
  Cut cut();

  ClipShape shape_;
  std::vector<double> every_s_;
  Nanoseconds step_;  ///< of the clips; 0: they are so many frames
  std::vector<LookClock> clocks_;
  std::vector<Moment> clip_;
  std::vector<Frame> before_;  ///< the last ClipShape::frames - 1
  std::int64_t sequence_ = 0;
  int epoch_ = 0;
};

}  // namespace touchline
