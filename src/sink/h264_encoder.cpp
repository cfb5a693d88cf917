#include "sink/h264_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/log.h"
#include "sink/frame_wrapper.h"

namespace touchline {
namespace {

/// x264's presets with the frames of rate-control look-ahead that each gets. The first two have
/// none in x264; ten frames (and the macroblock tree they feed) cost little and halve the size at
/// equal quality.
struct Preset {
  std::string_view name;
  int lookahead;
};
constexpr std::array<Preset, 10> kPresets{{{"ultrafast", 10},
                                           {"superfast", 10},
                                           {"veryfast", 10},
                                           {"faster", 20},
                                           {"fast", 30},
                                           {"medium", 40},
                                           {"slow", 50},
                                           {"slower", 60},
                                           {"veryslow", 60},
                                           {"placebo", 60}}};

/// Frames inside the encoder are lost by a crash: never hold more than this.
constexpr double kMaxDelay_s = 1.0;

Result<Preset> find_preset(const std::string& name) {
  std::string known;
  for (const auto& preset : kPresets) {
    if (preset.name == name) return preset;
    known += known.empty() ? "" : ", ";
    known += preset.name;
  }
  return fail(Errc::bad_config, "preset", "'{}' is no x264 preset; choose one of {}", name, known);
}

/// Look-ahead that keeps the encoder's delay below kMaxDelay_s at `rate` frames per second.
int bounded_lookahead(int wanted, int threads, double rate) {
  // Each frame thread beyond the first holds a frame, their own look-ahead one more, and variable
  // rate another.
  const int held = threads > 1 ? threads + 1 : 1;
  return std::clamp(static_cast<int>(kMaxDelay_s * rate) - held, 0, wanted);
}

void configure(AVCodecContext& context, const VideoOptions& options, const MediaInfo& media,
               const FrameInfo& info, const Preset& preset) {
  describe_video(context, options, media, info.colour);
  const double rate = av_q2d(context.framerate);
  context.width = even_up(info.width);
  context.height = even_up(info.height);
  context.pix_fmt = info.format == PixelFormat::nv12 ? AV_PIX_FMT_NV12 : AV_PIX_FMT_YUV420P;
  context.thread_count = options.threads;
  context.gop_size = 1 << 30;  // key frames are forced by time, not counted
  context.keyint_min = 1;
  // Without B-frames packets leave in the order they are shown. With them a fragmented file needs
  // an edit list or negative offsets, and players that disagree about those put sound and picture
  // apart.
  context.max_b_frames = 0;
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  context.log_level_offset = 100;  // errors come back as values; the library never prints
  void* x264 = context.priv_data;
  av_opt_set(x264, "preset", options.preset.c_str(), 0);
  av_opt_set(x264, "profile", "high", 0);
  av_opt_set_double(x264, "crf", options.crf, 0);
  av_opt_set_int(x264, "forced-idr", 1, 0);
  if (options.at_once) av_opt_set(x264, "tune", "zerolatency", 0);
  const int lookahead =
      options.at_once ? 0 : bounded_lookahead(preset.lookahead, options.threads, rate);
  av_opt_set_int(x264, "rc-lookahead", lookahead, 0);
  av_opt_set_int(x264, "mbtree", lookahead > 0, 0);
}

}  // namespace

Status check_h264(const VideoOptions& options, const FrameInfo& info) {
  if (info.format != PixelFormat::i420 && info.format != PixelFormat::nv12)
    return fail(Errc::usage, "video", "cannot encode {} frames: give i420 or nv12",
                format_info(info.format).name);
  if (info.width < 1 || info.height < 1 || info.width > 16384 || info.height > 16384)
    return fail(Errc::usage, "video", "cannot encode {}x{} frames: 1x1 to 16384x16384 are possible",
                info.width, info.height);
  if (options.crf < 1 || options.crf > 51)
    return fail(
        Errc::bad_config, "crf",
        "{} is out of range: 1 (best) to 51 (smallest); browsers do not play lossless H.264",
        options.crf);
  if (options.threads < 1 || options.threads > 128)
    return fail(Errc::bad_config, "threads", "{} encoder threads are out of range: 1 to 128",
                options.threads);
  if (!(options.keyframe_s > 0) || !(options.fragment_s > 0))
    return fail(Errc::bad_config, "keyframe_s, fragment_s", "{} and {} must both be above 0",
                options.keyframe_s, options.fragment_s);
  return {};
}

Result<std::unique_ptr<H264Encoder>> H264Encoder::open(const VideoOptions& options,
                                                       const MediaInfo& media,
                                                       const FrameInfo& info) {
  TL_CHECK(check_h264(options, info));
  TL_ASSIGN(const Preset preset, find_preset(options.preset));
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (!codec)
    return fail(
        Errc::no_device, "libx264",
        "this FFmpeg (libavcodec {}) has no libx264 encoder; install a libavcodec built with "
        "x264 (Debian, Ubuntu: apt install libavcodec-extra) or run without video output",
        AV_STRINGIFY(LIBAVCODEC_VERSION));
  UniqueAVCodecContext context(avcodec_alloc_context3(codec));
  if (!context) return fail(Errc::internal, "libx264", "out of memory");
  configure(*context, options, media, info, preset);
  if (const int rc = avcodec_open2(context.get(), codec, nullptr); rc < 0)
    return fail(Errc::internal, "libx264",
                "cannot start the encoder for {}x{} (preset {}, crf {}, {} threads): {}",
                context->width, context->height, options.preset, options.crf, options.threads,
                libav_error_text(rc));
  const auto wrapper = std::make_shared<FrameWrapper>(info);
  const auto wrap = [wrapper](const Frame& frame) -> Result<AVFrame*> {
    if (AVFrame* av = wrapper->wrap(frame)) return av;
    return fail(Errc::internal, "libx264", "out of memory");
  };
  return std::unique_ptr<H264Encoder>(
      new H264Encoder(std::move(context), wrap, "libx264 on the CPU", options));
}

H264Encoder::H264Encoder(UniqueAVCodecContext context, Wrap wrap, std::string name,
                         const VideoOptions& options)
    : context_(std::move(context)),
      wrap_(std::move(wrap)),
      name_(std::move(name)),
      packet_(av_packet_alloc()),
      keyframe_ticks_(std::max<std::int64_t>(1, std::llround(options.keyframe_s * kVideoClock))) {
  in_flight_.reserve(256);
}

Status H264Encoder::send(const Frame& frame, std::int64_t pts, std::int64_t duration) {
  // The time to the next frame is the true duration; what the caller gave stands for the last frame
  // only.
  if (!in_flight_.empty()) in_flight_.back().duration = pts - in_flight_.back().pts;
  TL_ASSIGN(AVFrame * av, wrap_(frame));
  av->pts = pts;
  const bool key = wants_key_ || pts >= next_keyframe_;
  av->pict_type = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
  // Half a frame early counts as on time: a key frame a second stays one at 29.97 frames per
  // second.
  if (key) next_keyframe_ = pts + keyframe_ticks_ - duration / 2;
  wants_key_ = false;
  in_flight_.push_back({pts, duration});
  const int rc = avcodec_send_frame(context_.get(), av);
  av_frame_unref(av);
  if (rc < 0)
    return fail(Errc::internal, context_->codec->name,
                "the encoder refused the frame at {:.3f} s: {}",
                static_cast<double>(pts) / kVideoClock, libav_error_text(rc));
  return {};
}

Status H264Encoder::finish() {
  const int rc = avcodec_send_frame(context_.get(), nullptr);
  if (rc < 0 && rc != AVERROR_EOF)
    return fail(Errc::internal, context_->codec->name, "cannot flush the encoder: {}",
                libav_error_text(rc));
  return {};
}

Result<AVPacket*> H264Encoder::receive() {
  if (!packet_) return fail(Errc::internal, context_->codec->name, "out of memory");
  const int rc = avcodec_receive_packet(context_.get(), packet_.get());
  if (rc == AVERROR(EAGAIN) || rc == AVERROR_EOF) return static_cast<AVPacket*>(nullptr);
  if (rc < 0)
    return fail(Errc::internal, context_->codec->name, "encoding failed: {}", libav_error_text(rc));
  const auto sent = std::find_if(in_flight_.begin(), in_flight_.end(),
                                 [&](const InFlight& f) { return f.pts == packet_->pts; });
  if (sent != in_flight_.end()) {
    packet_->duration = sent->duration;
    in_flight_.erase(sent);
  }
  return packet_.get();
}

}  // namespace touchline
