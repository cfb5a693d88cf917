// Source on libav: demux once, decode in presentation order, repair times, convert at the door.
#pragma once

#include <deque>

#include "source/decoder.h"
#include "source/door.h"
#include "source/picture_clock.h"
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
  Status check_parts();
  Result<bool> skip_to_start();
  [[nodiscard]] Error past_the_end(Nanoseconds latest) const;
  [[nodiscard]] Error nothing_decoded(const std::string& reason) const;
  void describe(const AVFrame& first);
  Nanoseconds presentation_start() const;
  [[nodiscard]] std::optional<Nanoseconds> duration() const;
  Result<bool> decode_more();
  Nanoseconds stamp_of(const AVFrame& frame);
  Result<bool> advance();
  Result<bool> next_time(DecodedPicture& picture);
  void note_seam(DecodedPicture& picture);
  [[nodiscard]] std::vector<Packet> take_audio();
  Result<SourceFrame> deliver(DecodedPicture&& picture);
  [[nodiscard]] PictureClock clock_by_codec() const;
  Status prepare_gpu();
  [[nodiscard]] std::string host_filters() const;

  SourceOptions options_;
  std::string name_;
  std::unique_ptr<Input> input_;
  std::unique_ptr<Feed> feed_;
  std::unique_ptr<GpuPictures> gpu_;  // before the decoder, which holds its surfaces
  std::string gpu_why_;               // why pictures are not decoded there
  std::unique_ptr<VideoDecoder> decoder_;
  std::optional<Door> door_;
  PictureClock clock_;
  MediaInfo info_;
  Nanoseconds zero_ = 0;             // stream time of the presentation start
  Nanoseconds audio_end_ = kNoTime;  // audio from here on is not wanted
  struct Decoded {
    UniqueAVFrame pixels;
    std::int64_t index = 0;
    PictureStamp stamp;  // stream time
  };
  std::deque<Decoded> decoded_;  // those whose time is not told yet
  std::vector<PictureStamp> window_;
  Nanoseconds latest_ = kNoTime;    // of the pictures that came before start_ns, if none came after
  Nanoseconds last_pts_ = kNoTime;  // of the picture decoded last, as the stream has it
  Seam seam_;                       // told with the next picture delivered
  std::int64_t accepted_ = 0, delivered_ = 0;
  bool ended_ = false, decoded_all_ = false, pts_jumped_ = false;
};

}  // namespace touchline
