// Pictures that an application hands in, on their way to the source that delivers them.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/channel.h"
#include "base/clock.h"
#include "base/result.h"
#include "libav/libav.h"
#include "touchline/picture.h"

namespace touchline {

struct PushedPicture {
  UniqueAVFrame pixels;
  Nanoseconds pts_ns = 0;
  int epoch = 0;
};

/// Thread safe; pictures come in the order in which they were pushed.
class PushedPictures {
 public:
  /// Errc::usage: a size or a rate that no picture has. `id` names the source in errors.
  static Result<std::shared_ptr<PushedPictures>> create(const PictureFormat& format,
                                                        std::string id);

  /// Copies the picture; waits while the source is behind. Errc::usage: a plane is missing, a time
  /// or an epoch goes back, or the source has ended.
  Status push(const PictureView& picture);
  /// No more will come; what waits is still read.
  void end() { waiting_.close(); }
  /// Nobody reads any more.
  void abandon() { waiting_.abandon(); }
  /// Waits for the next; empty at the end.
  std::optional<PushedPicture> pop() { return waiting_.pop(); }

  [[nodiscard]] const PictureFormat& format() const { return format_; }
  /// A picture of this kind without pixels.
  [[nodiscard]] UniqueAVFrame blank() const;

 private:
  PushedPictures(const PictureFormat& format, std::string id, AVBufferPool* pool);
  Status check(const PictureView& picture) const;
  [[nodiscard]] Result<UniqueAVFrame> copy(const PictureView& picture) const;

  struct FreePool {
    void operator()(AVBufferPool* pool) const { av_buffer_pool_uninit(&pool); }
  };

  PictureFormat format_;
  std::string id_;
  std::unique_ptr<AVBufferPool, FreePool> pool_;
  std::mutex order_;  ///< of those who push
  std::optional<Nanoseconds> last_pts_;
  int last_epoch_ = 0;
  Channel<PushedPicture> waiting_{2};  ///< the source's credits bound what is behind them
};

}  // namespace touchline
