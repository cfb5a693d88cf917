// The door of the engine: lets I420 and NV12 pictures through untouched and converts everything
// else.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/frame.h"
#include "libav/filter_chain.h"
#include "source/combing.h"
#include "source/gpu_pictures.h"
#include "source/picture.h"
#include "source/source.h"
#include "source/tone_map.h"

namespace touchline {

/// A decoded picture with its place in the stream.
struct DecodedPicture {
  UniqueAVFrame pixels;
  std::int64_t index = 0;
  Nanoseconds pts_ns = 0, duration_ns = 0;
  Seam seam;           ///< as SourceFrame::seam
  bool wanted = true;  ///< false: it only serves its neighbours (deinterlacing)
};

class Door {
 public:
  /// Fixes the delivered shape by the first picture of the stream. `where` names the source in
  /// errors. `gpu`: pictures may arrive, and are delivered, in its memory; null: all on the host.
  Door(const AVFrame& first, const AVStream& stream, const SourceOptions& options,
       std::string where, GpuPictures* gpu = nullptr);

  [[nodiscard]] const FrameInfo& delivered() const { return delivered_; }
  /// What is done to each picture so far, in words; empty when nothing.
  [[nodiscard]] std::vector<std::string> conversions() const;
  /// Pictures so far that were deinterlaced though their stream says they are progressive.
  [[nodiscard]] std::int64_t combed() const { return combed_; }

  /// Pictures are made from their neighbours too.
  [[nodiscard]] bool deinterlaces() const { return deinterlacing_; }

  /// Takes a picture in presentation order.
  Status push(DecodedPicture&& picture, const AVStream& stream);
  /// No more pictures: what is still held becomes ready.
  Status flush(const AVStream& stream);
  /// The next wanted picture in the delivered shape.
  std::optional<DecodedPicture> pop();
  /// Its pixels as a frame in the memory where frames are delivered.
  Result<Frame> frame_of(UniqueAVFrame pixels);

 private:
  Status release(bool combed, const AVStream& stream);
  Status enter(DecodedPicture&& picture, const AVStream& stream);
  Status adapt(const Shape& shape, const AVFrame& picture);
  void choose_tones(const AVFrame& picture, const Colour& colour);
  Status rebuild(const Shape& shape);
  Status filter(DecodedPicture&& picture);
  Status collect();
  Status drain();
  Status finish(DecodedPicture&& picture);
  [[nodiscard]] std::string recipe(const Shape& shape) const;
  [[nodiscard]] bool passes(const AVFrame& picture, const Shape& shape) const;

  Shape first_;
  FrameInfo delivered_;
  GpuPictures* gpu_;
  int threads_;
  Deinterlace deinterlace_;
  bool tone_map_;
  std::string where_;
  CombWatch watch_;
  std::deque<DecodedPicture> held_;  // until it is known whether they are combed
  std::int64_t combed_ = 0;
  bool deinterlacing_ = false;
  bool warned_ = false;
  Shape current_;                      // what chain_ and tones_ were made for
  FilterChain chain_;                  // empty while pictures pass through
  std::optional<ToneMapper> tones_;    // of HDR pictures
  std::string no_tones_;               // why HDR pictures are not mapped
  std::deque<DecodedPicture> inside_;  // places of the pictures the chain holds, oldest first
  std::deque<DecodedPicture> ready_;
};

/// A Frame that owns `pixels` and views its planes: no copy.
Frame view_of(UniqueAVFrame pixels, const FrameInfo& info);

}  // namespace touchline
