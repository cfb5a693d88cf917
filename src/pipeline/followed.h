// A virtual camera's pictures of a source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json_line.h"
#include "base/result.h"
#include "director/camera_operator.h"
#include "image/frame.h"
#include "kernels/cuda/reframe.h"
#include "kernels/reframe.h"
#include "pipeline/moment.h"

namespace touchline {

/// One line of follow.jsonl. `unit`: width of the source, pixels.
void append_json(JsonLine& line, std::string_view source_id, std::int64_t frame,
                 const director::Framing& framing, double unit);

/// Windows of a source's pictures, made where those lie.
class WindowPictures {
 public:
  /// Pictures of width x height pixels. `stream`: of the GPU that `source` lies on; null: on the
  /// host. It outlives them.
  static Result<WindowPictures> create(const FrameInfo& source, int width, int height,
                                       cuda::Stream* stream = nullptr);
  /// Of what is shown.
  [[nodiscard]] const FrameInfo& info() const;
  Result<Frame> of(const Frame& frame, const director::Framing& framing, Pool& pool);

 private:
  using Way = std::variant<Reframe, DeviceReframe>;
  explicit WindowPictures(Way way) : way_(std::move(way)) {}
  Way way_;
};

/// What a camera shows whose whole path is known.
class FollowedPictures {
 public:
  /// `path`: a framing of every picture to come, in order of time.
  FollowedPictures(std::vector<director::Framing> path, WindowPictures windows)
      : path_(std::move(path)), windows_(std::move(windows)) {}
  /// Errc::internal when nothing was planned for a picture of that time. Times go up from call to
  /// call.
  Result<Frame> of(const Frame& frame, Nanoseconds pts_ns, Pool& pool);

 private:
  std::vector<director::Framing> path_;
  std::size_t next_ = 0;
  WindowPictures windows_;
};

/// A camera that follows a source as it comes: a picture waits until what is shown of it is known.
class LiveFollow {
 public:
  struct Due {
    Frame frame;
    std::string source_id;
    std::int64_t index;  ///< its row's number
    Nanoseconds pts_ns, duration_ns;
    std::vector<Packet> sound;
    director::Framing framing;
  };
  LiveFollow(std::unique_ptr<director::CameraOperator> camera, WindowPictures windows)
      : camera_(std::move(camera)), windows_(std::move(windows)) {}

  /// Takes the next moment with its sound; the pictures that can be shown now, in order.
  std::vector<Due> push(const Moment& moment, std::vector<Packet> sound);
  /// No moment follows: those still waiting.
  std::vector<Due> finish() { return take(camera_->finish()); }
  Result<Frame> show(const Due& due, Pool& pool) {
    return windows_.of(due.frame, due.framing, pool);
  }

 private:
  std::vector<Due> take(std::vector<director::Framing> known);

  std::unique_ptr<director::CameraOperator> camera_;
  WindowPictures windows_;
  std::deque<Due> waiting_;
};

}  // namespace touchline
