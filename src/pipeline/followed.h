// A virtual camera's pictures of a source.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "base/result.h"
#include "director/framing.h"
#include "image/frame.h"
#include "kernels/reframe.h"

namespace touchline {

class FollowedPictures {
 public:
  /// `path`: a framing of every picture to come, in order of time. Pictures of `source`, which lie
  /// on the host, become pictures of width x height pixels.
  FollowedPictures(std::vector<director::Framing> path, const FrameInfo& source, int width,
                   int height)
      : path_(std::move(path)), reframe_(source, width, height) {}
  /// Of what it shows.
  [[nodiscard]] const FrameInfo& info() const { return reframe_.info(); }
  /// Errc::internal when nothing was planned for a picture of that time. Times go up from call to
  /// call.
  Result<Frame> of(const Frame& frame, Nanoseconds pts_ns, Pool& pool);

 private:
  std::vector<director::Framing> path_;
  std::size_t next_ = 0;
  Reframe reframe_;
};

}  // namespace touchline
