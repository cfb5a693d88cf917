#include "source/door.h"

#include <utility>

#include "base/log.h"
#include "image/colour_names.h"

namespace touchline {
namespace {

bool is_native(AVPixelFormat format) {
  return format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_NV12;
}

/// Filters that undo an orientation; empty when upright. vflip only negates the pitch, so a copy
/// follows it.
const char* upright_filters(const Orientation& o) {
  switch (o.rotation_deg) {
    case 90:
      return o.mirrored ? ",transpose=cclock_flip" : ",transpose=clock";
    case 180:
      return o.mirrored ? ",vflip,copy" : ",hflip,vflip,copy";
    case 270:
      return o.mirrored ? ",transpose=clock_flip" : ",transpose=cclock";
    default:
      return o.mirrored ? ",hflip" : "";
  }
}

bool turned(const Orientation& o) { return o.rotation_deg == 90 || o.rotation_deg == 270; }

}  // namespace

Door::Door(const Shape& first, int threads, std::string where, GpuPictures* gpu)
    : first_(first),
      gpu_(gpu),
      threads_(threads),
      where_(std::move(where)),
      deinterlacing_(first.interlaced) {
  const bool pairs = first.format == AV_PIX_FMT_NV12 || (gpu && first.format == AV_PIX_FMT_P010);
  const bool nv12 = pairs && !first.interlaced && first.orientation == Orientation{};
  if (gpu) delivered_.device = gpu->where();
  delivered_.format = nv12 ? PixelFormat::nv12 : PixelFormat::i420;
  delivered_.width = turned(first.orientation) ? first.height : first.width;
  delivered_.height = turned(first.orientation) ? first.width : first.height;
  delivered_.colour = first.colour;
}

std::vector<std::string> Door::conversions() const {
  std::vector<std::string> list;
  if (!is_native(first_.format) ||
      (first_.format == AV_PIX_FMT_NV12 && delivered_.format != PixelFormat::nv12)) {
    list.push_back(
        fmt::format("{} -> {}", format_name(first_.format), format_info(delivered_.format).name));
  }
  if (is_hdr(first_.colour)) {
    const char* name =
        av_color_transfer_name(static_cast<AVColorTransferCharacteristic>(first_.colour.transfer));
    list.push_back(fmt::format("HDR ({}) not tone-mapped", name ? name : "unknown"));
  }
  if (first_.interlaced) list.emplace_back("interlaced -> progressive (bwdif)");
  if (first_.orientation.rotation_deg) {
    list.push_back(fmt::format("rotated {} degrees clockwise", first_.orientation.rotation_deg));
  }
  if (first_.orientation.mirrored) list.emplace_back("mirrored");
  return list;
}

std::string Door::recipe(const Shape& shape) const {
  const bool turn = turned(shape.orientation);
  const int width = turn ? delivered_.height : delivered_.width;
  const int height = turn ? delivered_.width : delivered_.height;
  std::string filters;
  if (shape.interlaced) filters += "bwdif=mode=send_frame:parity=auto:deint=interlaced,";
  filters += fmt::format(
      "scale=w={}:h={}:flags=bicubic+accurate_rnd:in_color_matrix={}:out_color_matrix={}:in_range={"
      "}:out_range={}",
      width, height, to_string(shape.colour.matrix), to_string(delivered_.colour.matrix),
      to_string(shape.colour.range), to_string(delivered_.colour.range));
  filters += delivered_.format == PixelFormat::nv12 ? ",format=nv12" : ",format=yuv420p";
  return filters + upright_filters(shape.orientation);
}

Status Door::rebuild(const Shape& shape) {
  graph_.reset(avfilter_graph_alloc());
  graph_->nb_threads = threads_;
  auto input = fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/1000:pixel_aspect=1/1",
                           shape.width, shape.height, static_cast<int>(shape.format));
#if LIBAVFILTER_VERSION_MAJOR >= 10
  const bool full = shape.colour.range == Colour::Range::full;
  input +=
      fmt::format(":range={}", static_cast<int>(full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_UNSPECIFIED));
#endif
  const std::string filters = recipe(shape);
  int code = avfilter_graph_create_filter(&in_, avfilter_get_by_name("buffer"), "in", input.c_str(),
                                          nullptr, graph_.get());
  if (code >= 0) {
    code = avfilter_graph_create_filter(&out_, avfilter_get_by_name("buffersink"), "out", nullptr,
                                        nullptr, graph_.get());
  }
  if (code >= 0) {
    // The graph's open ends: its input hangs on the buffer's output and the other way round.
    AVFilterInOut* outputs = avfilter_inout_alloc();
    AVFilterInOut* inputs = avfilter_inout_alloc();
    *outputs = {av_strdup("in"), in_, 0, nullptr};
    *inputs = {av_strdup("out"), out_, 0, nullptr};
    code = avfilter_graph_parse_ptr(graph_.get(), filters.c_str(), &inputs, &outputs, nullptr);
    const UniqueAVFilterInOut free_inputs(inputs), free_outputs(outputs);
  }
  if (code >= 0) code = avfilter_graph_config(graph_.get(), nullptr);
  if (code >= 0) return {};
  graph_.reset();
  return fail(Errc::bad_input, where_,
              "{}: pictures of {}x{} in format {} cannot be converted ({}): {}; convert the "
              "file to yuv420p first",
              where_, shape.width, shape.height, format_name(shape.format), filters,
              libav_error_text(code));
}

/// Whether a picture is delivered as it comes: every sample where it belongs.
bool Door::passes(const Picture& picture, const Shape& shape) const {
  const bool narrowed = is_on_gpu(*picture.pixels) && shape.format == AV_PIX_FMT_P010;
  return shape == first_ && !shape.interlaced && shape.orientation == Orientation{} &&
         (is_native(shape.format) || narrowed);
}

Status Door::push(Picture&& picture, const AVStream& stream) {
  Shape shape = shape_of(*picture.pixels, stream);
  deinterlacing_ = deinterlacing_ || shape.interlaced;
  shape.interlaced = deinterlacing_;  // bwdif lets progressive pictures of a mixed stream pass
  if (!(shape == current_)) {
    if (!warned_ && !(shape == first_)) {
      warned_ = true;
      log()->warn("{}: pictures change from {}x{} {} to {}x{} {} on the way; delivered as {}x{}",
                  where_, first_.width, first_.height, format_name(first_.format), shape.width,
                  shape.height, format_name(shape.format), delivered_.width, delivered_.height);
    }
    if (graph_) TL_CHECK(flush());
    current_ = shape;
  }
  if (passes(picture, shape)) {
    ready_.push_back(std::move(picture));
    return {};
  }
  if (is_on_gpu(*picture.pixels)) {
    TL_ASSIGN(picture.pixels, gpu_->to_host(*picture.pixels));
  }
  if (!graph_) TL_CHECK(rebuild(shape));
  return filter(std::move(picture));
}

Status Door::filter(Picture&& picture) {
  UniqueAVFrame pixels = std::move(picture.pixels);
  pixels->pts = picture.index;
  pixels->sample_aspect_ratio = {1, 1};
#if LIBAVFILTER_VERSION_MAJOR >= 10
  pixels->colorspace = AVCOL_SPC_UNSPECIFIED;
  pixels->color_range =
      current_.colour.range == Colour::Range::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_UNSPECIFIED;
#endif
  inside_.push_back(std::move(picture));
  const int code = av_buffersrc_add_frame(in_, pixels.get());
  if (code < 0) {
    return fail(Errc::internal, where_, "{}: converting picture {}: {}", where_,
                inside_.back().index, libav_error_text(code));
  }
  return collect();
}

// One picture in, one picture out, in order: places and pixels meet again in a queue.
Status Door::collect() {
  for (;;) {
    UniqueAVFrame pixels(av_frame_alloc());
    const int code = av_buffersink_get_frame(out_, pixels.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0 || inside_.empty()) {
      return fail(Errc::internal, where_, "{}: converting a picture: {}", where_,
                  libav_error_text(code));
    }
    Picture picture = std::move(inside_.front());
    inside_.pop_front();
    picture.pixels = std::move(pixels);
    ready_.push_back(std::move(picture));
  }
}

Status Door::flush() {
  if (!graph_) return {};
  const int code = av_buffersrc_add_frame(in_, nullptr);
  Status status = code < 0 ? Status(fail(Errc::internal, where_, "{}: ending conversion: {}",
                                         where_, libav_error_text(code)))
                           : collect();
  graph_.reset();
  inside_.clear();
  current_ = {};
  return status;
}

std::optional<Picture> Door::pop() {
  while (!ready_.empty()) {
    Picture picture = std::move(ready_.front());
    ready_.pop_front();
    if (picture.wanted) return picture;
  }
  return std::nullopt;
}

Frame view_of(UniqueAVFrame pixels, const FrameInfo& info) {
  std::array<Plane<const std::uint8_t>, 3> planes{};
  const FormatInfo& format = format_info(info.format);
  for (int i = 0; i < format.planes; ++i) {
    const auto p = static_cast<std::size_t>(i);
    planes[p] = {pixels->data[i], subsampled(info.width, format.layout[p].shift_x),
                 subsampled(info.height, format.layout[p].shift_y), pixels->linesize[i]};
  }
  return Frame(info, planes,
               std::shared_ptr<const AVFrame>(pixels.release(), [](const AVFrame* frame) {
                 auto* owned = const_cast<AVFrame*>(frame);
                 av_frame_free(&owned);
               }));
}

}  // namespace touchline
