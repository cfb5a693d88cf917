#include "source/picture.h"

#include <cmath>

// FFmpeg 6.1 moved interlaced and key marks into flags, and stream side data into the codec
// parameters.
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 7, 100)
#define TL_LIBAV_FRAME_FLAGS 1
#endif
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
#define TL_LIBAV_CODED_SIDE_DATA 1
#endif

namespace touchline {
namespace {

const std::int32_t* display_matrix(const AVStream& stream) {
#ifdef TL_LIBAV_CODED_SIDE_DATA
  const auto* parameters = stream.codecpar;
  const AVPacketSideData* data = av_packet_side_data_get(
      parameters->coded_side_data, parameters->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  if (!data || data->size < 9 * sizeof(std::int32_t)) return nullptr;
  return reinterpret_cast<const std::int32_t*>(data->data);
#else
  std::size_t size = 0;
  const std::uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return size < 9 * sizeof(std::int32_t) ? nullptr : reinterpret_cast<const std::int32_t*>(data);
#endif
}

Colour::Matrix matrix_of(const AVFrame& frame) {
  switch (number_in(frame.colorspace)) {
    case AVCOL_SPC_BT709:
      return Colour::Matrix::bt709;
    case AVCOL_SPC_FCC:
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return Colour::Matrix::bt601;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return Colour::Matrix::bt2020;
    default:
      break;
  }
  const int transfer = number_in(frame.color_trc);
  if (transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67)
    return Colour::Matrix::bt2020;
  const bool hd = frame.width >= 1280 || frame.height > 576;
  return hd ? Colour::Matrix::bt709 : Colour::Matrix::bt601;
}

/// A code point of ITU-T H.273 below `count`, else 2: unspecified.
int known(int number, int count) { return number >= 0 && number < count ? number : 2; }

bool is_jpeg_format(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVJ422P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVJ440P:
    case AV_PIX_FMT_YUVJ411P:
      return true;
    default:
      return false;
  }
}

}  // namespace

Orientation orientation_of(const std::int32_t* m) {
  // x' = m0 x + m3 y, y' = m1 x + m4 y, with y down.
  const auto size = [](std::int32_t v) { return std::abs(static_cast<double>(v)); };
  const bool upright = size(m[0]) + size(m[4]) >= size(m[1]) + size(m[3]);
  if (upright) {
    const bool left = m[0] < 0, up = m[4] < 0;
    return {up ? 180 : 0, left != up};
  }
  const bool left = m[3] < 0, up = m[1] < 0;
  // A clockwise quarter turn is x' = -y, y' = x.
  return {up ? 270 : 90, left == up};
}

Orientation orientation_of(const AVStream& stream, const AVFrame& frame) {
  if (const std::int32_t* matrix = display_matrix(stream)) return orientation_of(matrix);
  const AVFrameSideData* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
  if (!data || data->size < 9 * sizeof(std::int32_t)) return {};
  return orientation_of(reinterpret_cast<const std::int32_t*>(data->data));
}

Colour colour_of(const AVFrame& frame) {
  const auto format = static_cast<AVPixelFormat>(frame.format);
  const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(format);
  const bool rgb =
      descriptor && (descriptor->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) != 0;
  Colour colour;
  colour.matrix = matrix_of(frame);
  const bool full = is_jpeg_format(format) || number_in(frame.color_range) == AVCOL_RANGE_JPEG;
  colour.range = full && !rgb ? Colour::Range::full : Colour::Range::limited;
  colour.primaries = known(number_in(frame.color_primaries), AVCOL_PRI_NB);
  colour.transfer = known(number_in(frame.color_trc), AVCOL_TRC_NB);
  return colour;
}

AVPixelFormat format_of(const AVFrame& frame) {
  if (!frame.hw_frames_ctx) return static_cast<AVPixelFormat>(frame.format);
  return reinterpret_cast<const AVHWFramesContext*>(frame.hw_frames_ctx->data)->sw_format;
}

Shape shape_of(const AVFrame& frame, const AVStream& stream) {
  return {frame.width,      frame.height,         format_of(frame),
          colour_of(frame), is_interlaced(frame), orientation_of(stream, frame)};
}

bool is_interlaced(const AVFrame& frame) {
#ifdef TL_LIBAV_FRAME_FLAGS
  return (frame.flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame.interlaced_frame != 0;
#endif
}

void flag_interlaced(AVFrame& frame, bool interlaced, bool top_first) {
#ifdef TL_LIBAV_FRAME_FLAGS
  frame.flags &= ~(AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST);
  if (interlaced) frame.flags |= AV_FRAME_FLAG_INTERLACED;
  if (top_first) frame.flags |= AV_FRAME_FLAG_TOP_FIELD_FIRST;
#else
  frame.interlaced_frame = interlaced;
  frame.top_field_first = top_first;
#endif
}

bool is_key(const AVFrame& frame) {
#ifdef TL_LIBAV_FRAME_FLAGS
  return (frame.flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame.key_frame != 0;
#endif
}

std::int64_t duration_of(const AVFrame& frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return std::max<std::int64_t>(frame.duration, 0);
#else
  return std::max<std::int64_t>(frame.pkt_duration, 0);
#endif
}

bool is_damaged(const AVFrame& frame) {
  return (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0;
}

bool is_hdr(const Colour& colour) {
  return colour.transfer == AVCOL_TRC_SMPTE2084 || colour.transfer == AVCOL_TRC_ARIB_STD_B67;
}

std::string format_name(AVPixelFormat format) {
  const char* name = av_get_pix_fmt_name(format);
  return name ? name : "unknown";
}

}  // namespace touchline
