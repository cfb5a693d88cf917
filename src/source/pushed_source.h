// Source of the pictures that an application pushes.
#pragma once

#include <deque>

#include "source/door.h"
#include "source/pushed_pictures.h"
#include "source/source.h"

namespace touchline {

/// Times and epochs are the application's; there is no sound.
class PushedSource final : public Source {
 public:
  /// `options.pushed` is not null.
  static Result<std::unique_ptr<Source>> open(const SourceOptions& options);
  ~PushedSource() override { options_.pushed->abandon(); }

  [[nodiscard]] const MediaInfo& info() const override { return info_; }
  [[nodiscard]] const FrameInfo& frame_info() const override { return door_->delivered(); }
  Result<std::optional<SourceFrame>> read() override;
  std::vector<Packet> drain_audio() override { return {}; }
  [[nodiscard]] MediaCounts counts() const override;
  void interrupt() override { options_.pushed->end(); }

 private:
  explicit PushedSource(const SourceOptions& options) : options_(options) {}
  Status start();
  Status take(PushedPicture&& next);
  void describe();
  Result<SourceFrame> deliver(DecodedPicture&& picture);

  SourceOptions options_;
  UniqueOutputFormat container_;  ///< empty: where the door looks for what a stream says
  const AVStream* stream_ = nullptr;
  std::unique_ptr<GpuPictures> gpu_;
  std::optional<Door> door_;
  MediaInfo info_;
  /// The picture with which an epoch begins.
  struct Begin {
    std::int64_t index;
    int epoch;
  };
  std::deque<Begin> epochs_{{0, 0}};  ///< the current one first
  std::int64_t taken_ = 0, accepted_ = 0, delivered_ = 0;
  bool ended_ = false;
};

}  // namespace touchline
