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

constexpr Colour kBt709{Colour::Matrix::bt709, Colour::Range::limited, AVCOL_PRI_BT709,
                        AVCOL_TRC_BT709};

bool turned(const Orientation& o) { return o.rotation_deg == 90 || o.rotation_deg == 270; }

}  // namespace

Door::Door(const AVFrame& first, const AVStream& stream, const SourceOptions& options,
           std::string where, GpuPictures* gpu)
    : first_(shape_of(first, stream)),
      gpu_(gpu),
      threads_(options.threads),
      deinterlace_(options.deinterlace),
      tone_map_(options.tone_map),
      where_(std::move(where)),
      watch_(is_on_gpu(first)) {
  if (deinterlace_ != Deinterlace::automatic) first_.interlaced = deinterlace_ == Deinterlace::on;
  deinterlacing_ = first_.interlaced;
  const bool hdr = tone_map_ && is_hdr(first_.colour);
  const bool pairs = first_.format == AV_PIX_FMT_NV12 || (gpu && first_.format == AV_PIX_FMT_P010);
  const bool nv12 = pairs && !first_.interlaced && !hdr && first_.orientation == Orientation{};
  if (gpu) delivered_.device = gpu->where();
  delivered_.format = nv12 ? PixelFormat::nv12 : PixelFormat::i420;
  delivered_.width = turned(first_.orientation) ? first_.height : first_.width;
  delivered_.height = turned(first_.orientation) ? first_.width : first_.height;
  delivered_.colour = first_.colour;
  current_.colour = first_.colour;
  if (options.shape) {
    delivered_ = *options.shape;
    if (hdr) choose_tones(first, first_.colour);
    return;
  }
  if (!hdr) return;
  delivered_.colour = kBt709;
  choose_tones(first, first_.colour);
  if (tones_) return;
  delivered_.colour = first_.colour;
  log()->warn("{}: {}; its pictures look pale", where_, no_tones_);
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
    list.push_back(fmt::format("HDR ({}) ", name ? name : "unknown"));
    if (!is_hdr(delivered_.colour))
      list.back() += "-> BT.709 (tone-mapped)";
    else
      list.back() += "not tone-mapped" + (no_tones_.empty() ? "" : ": " + no_tones_);
  }
  if (first_.interlaced) {
    list.emplace_back("interlaced -> progressive (bwdif)");
  } else if (combed_ > 0) {
    list.emplace_back("combed though flagged progressive -> progressive (bwdif)");
  }
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
  // Tones are mapped after the chain, from the stream's own colour.
  const Colour& out = tones_ ? shape.colour : delivered_.colour;
  std::string filters;
  if (shape.interlaced) filters += "bwdif=mode=send_frame:parity=auto:deint=interlaced,";
  filters += fmt::format(
      "scale=w={}:h={}:flags=bicubic+accurate_rnd:in_color_matrix={}:out_color_matrix={}:in_range={"
      "}:out_range={}",
      width, height, to_string(shape.colour.matrix), to_string(out.matrix),
      to_string(shape.colour.range), to_string(out.range));
  filters += tones_                                   ? ",format=yuv420p10le"
             : delivered_.format == PixelFormat::nv12 ? ",format=nv12"
                                                      : ",format=yuv420p";
  return filters + upright_filters(shape.orientation);
}

/// The table for HDR pictures, none for others. Where libavfilter cannot make one, pictures stay as
/// they are and no_tones_ says why.
void Door::choose_tones(const AVFrame& picture, const Colour& colour) {
  tones_.reset();
  if (!tone_map_ || !is_hdr(colour) || !no_tones_.empty()) return;
  if (delivered_.format != PixelFormat::i420) return;
  auto table = make_tone_table(colour, peak_of(picture), delivered_.colour);
  if (table)
    tones_.emplace(std::move(*table));
  else
    no_tones_ = table.error().message;
}

Status Door::rebuild(const Shape& shape) {
  auto input = fmt::format("video_size={}x{}:pix_fmt={}:time_base=1/1000:pixel_aspect=1/1",
                           shape.width, shape.height, static_cast<int>(shape.format));
#if LIBAVFILTER_VERSION_MAJOR >= 10
  const bool full = shape.colour.range == Colour::Range::full;
  input +=
      fmt::format(":range={}", static_cast<int>(full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_UNSPECIFIED));
#endif
  const std::string filters = recipe(shape);
  const auto built = chain_.build(AVMEDIA_TYPE_VIDEO, input, filters, threads_);
  if (built) return {};
  return fail(Errc::bad_input, where_,
              "{}: pictures of {}x{} in format {} cannot be converted ({}): {}; convert the "
              "file to yuv420p first",
              where_, shape.width, shape.height, format_name(shape.format), filters,
              built.error().message);
}

/// Whether a picture needs no filter: every sample where it belongs.
bool Door::passes(const AVFrame& picture, const Shape& shape) const {
  if (shape.interlaced || !(shape.orientation == Orientation{})) return false;
  if (tones_) {
    return shape.format == AV_PIX_FMT_YUV420P10 && shape.width == delivered_.width &&
           shape.height == delivered_.height;
  }
  const bool narrowed = is_on_gpu(picture) && shape.format == AV_PIX_FMT_P010;
  const bool pairs = shape.format == AV_PIX_FMT_NV12 || narrowed;
  const bool as_delivered = shape.width == delivered_.width && shape.height == delivered_.height &&
                            pairs == (delivered_.format == PixelFormat::nv12) &&
                            shape.colour == delivered_.colour;
  return as_delivered && shape == first_ && (is_native(shape.format) || narrowed);
}

/// Flagged pictures go on at once. Others wait until their neighbours tell whether they are combed.
Status Door::push(DecodedPicture&& picture, const AVStream& stream) {
  if (deinterlace_ == Deinterlace::off) {
    flag_interlaced(*picture.pixels, false, false);
    return enter(std::move(picture), stream);
  }
  TL_ASSIGN(const auto verdict, watch_.look(*picture.pixels, gpu_, picture.pts_ns));
  if (is_interlaced(*picture.pixels)) {
    TL_CHECK(release(false, stream));
    return enter(std::move(picture), stream);
  }
  const bool undecided = verdict == CombWatch::Verdict::undecided;
  // A GPU's decoder has few places for pictures: it can spare one, the first.
  if (undecided && !held_.empty() && is_on_gpu(*picture.pixels)) {
    TL_ASSIGN(picture.pixels, gpu_->to_host(*picture.pixels));
  }
  held_.push_back(std::move(picture));
  if (undecided) return {};
  return release(verdict == CombWatch::Verdict::combed, stream);
}

Status Door::release(bool combed, const AVStream& stream) {
  if (combed && combed_ == 0 && deinterlace_ == Deinterlace::automatic)
    log()->warn(
        "{}: pictures are combed though flagged progressive: deinterlaced from picture {} on; "
        "input.deinterlace=off leaves them as they are",
        where_, held_.front().index);
  for (; !held_.empty(); held_.pop_front()) {
    DecodedPicture& picture = held_.front();
    if (combed || deinterlace_ == Deinterlace::on) {
      flag_interlaced(*picture.pixels, true, watch_.top_first());
      ++combed_;
    }
    TL_CHECK(enter(std::move(picture), stream));
  }
  return {};
}

Status Door::enter(DecodedPicture&& picture, const AVStream& stream) {
  Shape shape = shape_of(*picture.pixels, stream);
  deinterlacing_ = deinterlacing_ || shape.interlaced;
  shape.interlaced = deinterlacing_;  // bwdif lets progressive pictures of a mixed stream pass
  // Deinterlacing looks at both neighbours: even a picture nobody wants goes in then.
  if (!picture.wanted && !deinterlacing_) return {};
  if (!(shape == current_)) TL_CHECK(adapt(shape, *picture.pixels));
  if (passes(*picture.pixels, shape)) return finish(std::move(picture));
  if (is_on_gpu(*picture.pixels)) {
    TL_ASSIGN(picture.pixels, gpu_->to_host(*picture.pixels));
  }
  if (!chain_) TL_CHECK(rebuild(shape));
  return filter(std::move(picture));
}

/// Pictures change their shape, or are the first.
Status Door::adapt(const Shape& shape, const AVFrame& picture) {
  Shape as_first = shape;
  as_first.interlaced = first_.interlaced;
  if (!warned_ && !(as_first == first_)) {
    warned_ = true;
    log()->warn("{}: pictures change from {}x{} {} to {}x{} {} on the way; delivered as {}x{}",
                where_, first_.width, first_.height, format_name(first_.format), shape.width,
                shape.height, format_name(shape.format), delivered_.width, delivered_.height);
  }
  if (chain_) TL_CHECK(drain());
  if (!(shape.colour == current_.colour)) choose_tones(picture, shape.colour);
  current_ = shape;
  return {};
}

Status Door::filter(DecodedPicture&& picture) {
  UniqueAVFrame pixels = std::move(picture.pixels);
  pixels->pts = picture.index;
  pixels->sample_aspect_ratio = {1, 1};
#if LIBAVFILTER_VERSION_MAJOR >= 10
  pixels->colorspace = AVCOL_SPC_UNSPECIFIED;
  pixels->color_range =
      current_.colour.range == Colour::Range::full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_UNSPECIFIED;
#endif
  inside_.push_back(std::move(picture));
  const int code = chain_.put(pixels.get());
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
    const int code = chain_.take(*pixels);
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return {};
    if (code < 0 || inside_.empty()) {
      return fail(Errc::internal, where_, "{}: converting a picture: {}", where_,
                  libav_error_text(code));
    }
    DecodedPicture picture = std::move(inside_.front());
    inside_.pop_front();
    picture.pixels = std::move(pixels);
    TL_CHECK(finish(std::move(picture)));
  }
}

/// A picture of the right size and way up.
Status Door::finish(DecodedPicture&& picture) {
  if (!picture.wanted) return {};
  if (tones_) {
    picture.pixels = tones_->map(*picture.pixels);
    if (!picture.pixels) return fail(Errc::internal, where_, "{}: out of memory", where_);
  }
  ready_.push_back(std::move(picture));
  return {};
}

/// What the chain still holds comes out; the chain ends.
Status Door::drain() {
  const int code = chain_.put(nullptr);
  Status status = code < 0 ? Status(fail(Errc::internal, where_, "{}: ending conversion: {}",
                                         where_, libav_error_text(code)))
                           : collect();
  chain_.reset();
  inside_.clear();
  return status;
}

Status Door::flush(const AVStream& stream) {
  TL_CHECK(release(false, stream));
  return chain_ ? drain() : Status();
}

std::optional<DecodedPicture> Door::pop() {
  if (ready_.empty()) return std::nullopt;
  DecodedPicture picture = std::move(ready_.front());
  ready_.pop_front();
  return picture;
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

Result<Frame> Door::frame_of(UniqueAVFrame pixels) {
  if (gpu_) return gpu_->take(std::move(pixels), delivered_);
  return view_of(std::move(pixels), delivered_);
}

}  // namespace touchline
