#include "source/tone_map.h"

extern "C" {
#include <libavutil/mastering_display_metadata.h>
}

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/colour_names.h"
#include "kernels/luma_share.h"
#include "libav/filter_chain.h"

namespace touchline {
namespace {

/// HDR's reference white, and the usual peak, in cd/m2 (ITU-R BT.2408, BT.2100).
constexpr double kWhite = 203, kUsualPeak = 1000;
/// Metadata outside is a mistake; a display of more than this exists in laboratories only.
constexpr double kLeastPeak = 250, kMostPeak = 4000;

constexpr int kWidth = ToneTable::kChromas * ToneTable::kChromas, kHeight = ToneTable::kLumas;

/// Ten-bit YUV as non-linear RGB, 0..1: what lies outside is nobody's colour.
std::array<float, 3> rgb_of(const Colour& colour, int y, int u, int v) {
  const bool full = colour.range == Colour::Range::full;
  const double luma = full ? y / 1023.0 : (y - 64) / 876.0;
  const double scale = full ? 1023.0 : 896.0;
  const double cb = (u - 512) / scale, cr = (v - 512) / scale;
  const auto [kr, kb] = luma_share(colour.matrix);
  const double r = luma + 2 * (1 - kr) * cr, b = luma + 2 * (1 - kb) * cb;
  const double g = (luma - kr * r - kb * b) / (1 - kr - kb);
  const auto held = [](double x) { return static_cast<float>(std::clamp(x, 0.0, 1.0)); };
  return {held(r), held(g), held(b)};
}

/// The table's nodes as one picture, luma downwards.
UniqueAVFrame picture_of_nodes(const Colour& colour) {
  UniqueAVFrame frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_GBRPF32;
  frame->width = kWidth;
  frame->height = kHeight;
  if (av_frame_get_buffer(frame.get(), 0) < 0) return nullptr;
  for (int y = 0; y < kHeight; ++y) {
    std::array<float*, 3> row{};
    for (std::size_t p = 0; p < 3; ++p)
      row[p] = reinterpret_cast<float*>(frame->data[p] + std::ptrdiff_t{y} * frame->linesize[p]);
    for (int x = 0; x < kWidth; ++x) {
      const auto [r, g, b] =
          rgb_of(colour, y * ToneTable::kLumaStep, x / ToneTable::kChromas * ToneTable::kChromaStep,
                 x % ToneTable::kChromas * ToneTable::kChromaStep);
      row[0][x] = g;
      row[1][x] = b;
      row[2][x] = r;
    }
  }
  frame->pts = 0;
  frame->sample_aspect_ratio = {1, 1};
  frame->colorspace = AVCOL_SPC_RGB;
  frame->color_range = AVCOL_RANGE_JPEG;
  return frame;
}

std::string recipe(const Colour& from, double peak, const Colour& to) {
  const bool pq = from.transfer == AVCOL_TRC_SMPTE2084;
  const bool wide = from.primaries != AVCOL_PRI_BT709;
  // Mobius leaves dark tones alone up to 0.3 of white. Hues are kept: no desaturation.
  return fmt::format(
      "zscale=min=gbr:rin=full:pin={}:tin={}:p=709:t=linear:npl={},format=gbrpf32le,"
      "tonemap=mobius:param=0.3:desat=0:peak={:.4f},"
      "zscale=pin=709:tin=linear:p=709:t=709:m={}:r={},format=yuv444p16le",
      wide ? "2020" : "709", pq ? "smpte2084" : "arib-std-b67", kWhite, peak / kWhite,
      to.matrix == Colour::Matrix::bt601 ? "170m" : "709", to_string(to.range));
}

/// 16-bit samples in 1/64 of an eight-bit step.
std::uint16_t in_steps(std::uint16_t sample) {
  return static_cast<std::uint16_t>(std::min((sample + 2) >> 2, 255 * 64));
}

}  // namespace

double peak_of(const AVFrame& frame) {
  double peak = 0;
  if (const auto* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)) {
    const auto* mastering = reinterpret_cast<const AVMasteringDisplayMetadata*>(side->data);
    if (mastering->has_luminance && mastering->max_luminance.den > 0)
      peak = av_q2d(mastering->max_luminance);
  }
  if (const auto* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL)) {
    const auto* light = reinterpret_cast<const AVContentLightMetadata*>(side->data);
    if (light->MaxCLL >= kLeastPeak) peak = light->MaxCLL;
  }
  return peak >= kLeastPeak ? std::min(peak, kMostPeak) : kUsualPeak;
}

Result<ToneTable> make_tone_table(const Colour& from, double peak, const Colour& to) {
  FilterChain chain;
  auto input = fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/1000:pixel_aspect=1/1", kWidth,
                           kHeight, static_cast<int>(AV_PIX_FMT_GBRPF32));
#if LIBAVFILTER_VERSION_MAJOR >= 10
  input += fmt::format(":colorspace={}:range={}", static_cast<int>(AVCOL_SPC_RGB),
                       static_cast<int>(AVCOL_RANGE_JPEG));
#endif
  const LibavErrorCapture capture;
  const auto failed = [&](const std::string& why) {
    return fail(Errc::no_device, "input.tone_map",
                "this FFmpeg cannot map HDR to BT.709: {}{}; install one that has the filters "
                "zscale and tonemap",
                why, capture.reason());
  };
  if (const auto built = chain.build(AVMEDIA_TYPE_VIDEO, input, recipe(from, peak, to), 1); !built)
    return failed(built.error().message);
  UniqueAVFrame frame = picture_of_nodes(from);
  if (!frame) return failed(libav_error_text(AVERROR(ENOMEM)));
  int code = chain.put(frame.get());
  if (code >= 0) code = chain.put(nullptr);
  UniqueAVFrame mapped(av_frame_alloc());
  if (code >= 0) code = chain.take(*mapped);
  if (code < 0) return failed(libav_error_text(code));
  std::vector<std::array<std::uint16_t, 3>> becomes(ToneTable::kNodes);
  for (int y = 0; y < kHeight; ++y)
    for (std::size_t p = 0; p < 3; ++p) {
      const auto* row = reinterpret_cast<const std::uint16_t*>(
          mapped->data[p] + std::ptrdiff_t{y} * mapped->linesize[p]);
      for (int cell = 0; cell < kWidth; ++cell)
        becomes[static_cast<std::size_t>(cell * ToneTable::kLumas + y)][p] = in_steps(row[cell]);
    }
  return ToneTable(becomes);
}

UniqueAVFrame ToneMapper::map(const AVFrame& picture) {
  constexpr int kAlign = 64;
  if (!pool_ || picture.width != width_ || picture.height != height_) {
    width_ = picture.width;
    height_ = picture.height;
    const int bytes = av_image_get_buffer_size(AV_PIX_FMT_YUV420P, width_, height_, kAlign);
    if (bytes < 0) return nullptr;
    pool_.reset(av_buffer_pool_init(static_cast<std::size_t>(bytes), nullptr));
  }
  UniqueAVFrame out(av_frame_alloc());
  if (!out || !pool_ || av_frame_copy_props(out.get(), &picture) < 0) return nullptr;
  out->buf[0] = av_buffer_pool_get(pool_.get());
  if (!out->buf[0]) return nullptr;
  out->format = AV_PIX_FMT_YUV420P;
  out->width = width_;
  out->height = height_;
  av_image_fill_arrays(out->data, out->linesize, out->buf[0]->data, AV_PIX_FMT_YUV420P, width_,
                       height_, kAlign);
  TenBitPicture from;
  EightBitPicture to;
  from.width = width_;
  from.height = height_;
  for (std::size_t p = 0; p < 3; ++p) {
    from.planes[p] = reinterpret_cast<const std::uint16_t*>(picture.data[p]);
    from.pitches[p] = picture.linesize[p];
    to.planes[p] = out->data[p];
    to.pitches[p] = out->linesize[p];
  }
  map_tones(table_, from, to);
  return out;
}

}  // namespace touchline
