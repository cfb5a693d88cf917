// HDR pictures (HLG, PQ) to BT.709: libavfilter works out what becomes of a grid of colours, once,
// and each picture goes through that table.
#pragma once

#include "base/result.h"
#include "image/format.h"
#include "kernels/tone_table.h"
#include "libav/libav.h"

namespace touchline {

/// The brightest light, in cd/m2, that pictures of this stream were made for: what its metadata
/// says, within reason, else 1000.
double peak_of(const AVFrame& frame);

/// What becomes of the colours of an HDR stream: HDR's reference white (203 cd/m2, ITU-R BT.2408)
/// lands at 85 % of the signal, what is darker than 61 cd/m2 keeps its light, brighter is rolled
/// off up to `peak`. `from` is the stream's colour (primaries that it does not name are BT.2020's),
/// `to` the matrix and range wanted. Errc::no_device when this FFmpeg cannot.
Result<ToneTable> make_tone_table(const Colour& from, double peak, const Colour& to);

/// Pictures of ten bits to I420 through a table, in buffers that are used again.
class ToneMapper {
 public:
  explicit ToneMapper(ToneTable table) : table_(std::move(table)) {}
  /// `picture` is of AV_PIX_FMT_YUV420P10; null when memory is short.
  UniqueAVFrame map(const AVFrame& picture);

 private:
  struct FreePool {
    void operator()(AVBufferPool* pool) const { av_buffer_pool_uninit(&pool); }
  };

  ToneTable table_;
  std::unique_ptr<AVBufferPool, FreePool> pool_;
  int width_ = 0, height_ = 0;
};

}  // namespace touchline
