// JPEG pictures by NVIDIA's nvJPEG: frames stay in GPU memory, only the bitstream leaves it.
#pragma once

#include <vector>

#include "sink/jpeg_encoder.h"

namespace touchline {

class NvjpegEncoder final : public VideoEncoder {
 public:
  /// Errc::no_device when gpu_jpeg_missing() says why; the library is loaded at run
  /// time, once. `info` lies on a GPU.
  static Result<std::unique_ptr<NvjpegEncoder>> open(const VideoOptions& options,
                                                     const MediaInfo& media, const FrameInfo& info);
  ~NvjpegEncoder() override;
  Status send(const Frame& frame, std::int64_t pts, std::int64_t duration) override;
  void want_key_frame() override {}  // every one is
  Status finish() override { return {}; }
  Result<AVPacket*> receive() override;
  [[nodiscard]] const AVCodecContext& context() const override { return *context_; }
  [[nodiscard]] std::string name() const override;

 private:
  struct State;
  NvjpegEncoder(UniqueAVCodecContext context, std::unique_ptr<State> state);
  Result<Image> samples();
  Status warm_up();
  Status encode(const Frame& frame);
  Status compress(const Image& image);

  UniqueAVCodecContext context_;
  std::unique_ptr<State> state_;
  UniqueAVPacket packet_;
  bool ready_ = false;
};

}  // namespace touchline
