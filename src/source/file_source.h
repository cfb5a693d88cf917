// Source on libav: demux once, decode in presentation order, repair times, convert at the door.
#pragma once

#include "source/decoder.h"
#include "source/door.h"
#include "source/source.h"

namespace touchline {

class FileSource final : public Source {
 public:
  static Result<std::unique_ptr<FileSource>> open(const SourceOptions& options);

  [[nodiscard]] const MediaInfo& info() const override { return info_; }
  [[nodiscard]] const FrameInfo& frame_info() const override { return door_->delivered(); }
  Result<std::optional<SourceFrame>> read() override;
  std::vector<Packet> drain_audio() override;
  [[nodiscard]] MediaCounts counts() const override;
  void interrupt() override { input_->interrupt(); }

  /// The codec's profile, "High"; empty when it has none.
  [[nodiscard]] std::string profile() const;

 private:
  FileSource(const SourceOptions& options, std::unique_ptr<Input> input);
  Status start();
  [[nodiscard]] Error nothing_decoded(const std::string& reason) const;
  void describe(const AVFrame& first);
  Nanoseconds presentation_start(const AVFrame& first) const;
  Result<bool> advance();
  Status take(UniqueAVFrame frame, std::int64_t index);
  [[nodiscard]] std::vector<Packet> take_audio();
  Result<SourceFrame> deliver(Picture&& picture);
  Status prepare_gpu();
  [[nodiscard]] std::string host_filters() const;

  SourceOptions options_;
  std::string name_;
  std::unique_ptr<Input> input_;
  std::unique_ptr<GpuPictures> gpu_;  // before the decoder, which holds its surfaces
  std::string gpu_why_;               // why pictures are not decoded there
  std::unique_ptr<Decoder> decoder_;
  std::optional<Door> door_;
  StampRepair repair_;
  MediaInfo info_;
  Nanoseconds zero_ = 0;             // stream time of the presentation start
  Nanoseconds audio_end_ = kNoTime;  // audio from here on is not wanted
  UniqueAVFrame pending_;            // the first picture, decoded by open()
  std::int64_t pending_index_ = 0;
  std::int64_t accepted_ = 0, delivered_ = 0;
  bool ended_ = false;
};

}  // namespace touchline
