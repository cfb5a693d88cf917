#include "sink/video_writer.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "sink/audio_encoder.h"
#include "sink/live_muxer.h"
#include "sink/muxer.h"
#include "sink/outlets.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

std::int64_t to_ticks(Nanoseconds ns) {
  return av_rescale_rnd(ns, kVideoClock, kSecond, AV_ROUND_NEAR_INF);
}

/// What becomes of a source's sound.
struct Sound {
  std::optional<AudioInfo> info;          ///< what is written; empty: none
  std::unique_ptr<AudioEncoder> encoder;  ///< makes it; null: copied
  std::string note, dropped;
};

/// Copied where players take it, else encoded; what cannot be is left out by name.
Sound choose_sound(const std::optional<AudioInfo>& audio, const std::string& path) {
  Sound sound;
  const auto* parameters =
      audio ? static_cast<const AVCodecParameters*>(audio->parameters.get()) : nullptr;
  const bool described =
      parameters && parameters->codec_type == AVMEDIA_TYPE_AUDIO && audio->sample_rate > 0;
  const std::string why = described ? Muxer::why_encode(path, *parameters) : "";
  if (why.empty()) {
    sound.info = audio;
    return sound;
  }
  auto encoder = AudioEncoder::open(*audio);
  if (!encoder) {
    sound.dropped = fmt::format("audio dropped: {}", encoder.error().message);
    return sound;
  }
  sound.encoder = std::move(*encoder);
  sound.info = sound.encoder->info();
  sound.note = fmt::format("sound encoded to AAC: {}", why);
  return sound;
}

class Writer final : public VideoWriter {
 public:
  Writer(const VideoOptions& options, const FrameInfo& info, std::unique_ptr<VideoEncoder> encoder,
         Sound sound, std::unique_ptr<PacketSink> sink)
      : path_(redact(options.path)),
        info_(info),
        encoder_(std::move(encoder)),
        sound_(std::move(sound)),
        sink_(std::move(sink)) {
    const auto& context = encoder_->context();
    usual_duration_ = av_rescale_q(1, av_inv_q(context.framerate), {1, kVideoClock});
    counts_.encoder = encoder_->name();
    counts_.origin_ns = options.origin_ns;
    counts_.width = context.width;
    counts_.height = context.height;
    if (!sound_.note.empty()) counts_.notes.push_back(sound_.note);
    if (context.width != info.width || context.height != info.height)
      counts_.notes.push_back(fmt::format("padded from {}x{} to {}x{}: H.264 4:2:0 has even sizes",
                                          info.width, info.height, context.width, context.height));
  }

  /// Not closed means something else failed: save what the encoder still holds.
  ~Writer() override {
    if (!keep(finish())) return;
  }

  Status write(const Frame& frame, Nanoseconds pts_ns, Nanoseconds duration_ns) override {
    return keep(encode(frame, pts_ns, duration_ns));
  }

  Status write_audio(const std::vector<Packet>& packets) override {
    if (!sink_->has_audio() || packets.empty()) return keep({});
    return keep(add(packets));
  }

  Result<VideoCounts> close() override {
    TL_CHECK(keep(finish()));
    return counts_;
  }

  VideoCounts end() override {
    // An encoder that failed leaves packets that are whole; a muxer that failed takes no more.
    if (!std::exchange(ended_, true)) {
      const auto closed = sink_failed_ ? Status() : sink_->close();
      const auto ended = sink_->end();
      if (!failed_ && !closed) failed_ = closed.error();
      if (!failed_ && !ended) failed_ = ended.error();
      closed_ = true;
      note_counts();
    }
    return counts_;
  }

 private:
  /// The first error stays: later calls repeat it instead of writing into a file with a hole.
  Status keep(Status status) {
    if (failed_) return *failed_;
    if (!status) failed_ = status.error();
    return status;
  }

  Status encode(const Frame& frame, Nanoseconds pts_ns, Nanoseconds duration_ns) {
    if (failed_) return *failed_;
    if (closed_) return fail(Errc::usage, path_, "the video is closed");
    if (frame.info() != info_)
      return fail(Errc::usage, path_, "a frame of {}x{} {} does not fit a video of {}x{} {}",
                  frame.width(), frame.height(), format_info(frame.info().format).name, info_.width,
                  info_.height, format_info(info_.format).name);
    if (counts_.origin_ns == kNoTime) counts_.origin_ns = pts_ns;
    const Nanoseconds least = counts_.frames ? last_ns_ + 1 : counts_.origin_ns;
    if (pts_ns < least)
      return fail(Errc::usage, path_, "the frame at {} ns comes too late: expected {} ns or later",
                  pts_ns, least);
    // Two frames within one tick (11 us) still need two times.
    std::int64_t pts = to_ticks(pts_ns - counts_.origin_ns);
    if (counts_.frames) {
      pts = std::max(pts, last_ticks_ + 1);
      usual_duration_ = pts - last_ticks_;
    }
    const std::int64_t given = duration_ns > 0 ? to_ticks(duration_ns) : usual_duration_;
    if (sink_->take_wish_for_key()) encoder_->want_key_frame();
    TL_CHECK(encoder_->send(frame, pts, std::max<std::int64_t>(1, given)));
    last_ns_ = pts_ns;
    last_ticks_ = pts;
    ++counts_.frames;
    TL_CHECK(copy_early_audio());
    return mux();
  }

  Status muxed(Status status) {
    sink_failed_ = sink_failed_ || !status;
    return status;
  }

  Status mux() {
    for (;;) {
      TL_ASSIGN(AVPacket * packet, encoder_->receive());
      if (!packet) return {};
      TL_CHECK(muxed(sink_->write(*packet)));
    }
  }

  Status add(const std::vector<Packet>& packets) {
    if (failed_) return *failed_;
    if (closed_) return fail(Errc::usage, path_, "the video is closed");
    if (!sound_.encoder) return copy(packets);
    for (const Packet& packet : packets) {
      TL_ASSIGN(const auto coded, sound_.encoder->send(packet));
      TL_CHECK(copy(coded));
    }
    return {};
  }

  Status copy(const std::vector<Packet>& packets) {
    for (const Packet& packet : packets) {
      if (counts_.origin_ns == kNoTime) {
        keep_early(packet);
      } else {
        TL_CHECK(copy(packet));
      }
    }
    return {};
  }

  Status copy(const Packet& packet) {
    Nanoseconds pts = packet.pts_ns != kNoTime ? packet.pts_ns : packet.dts_ns;
    if (pts == kNoTime) pts = next_audio_ns_;
    if (pts == kNoTime) return {};
    next_audio_ns_ = pts + packet.duration_ns;
    // More than half before 0: left out. The packet that straddles 0 starts there, late by at most
    // half a packet, or by what nobody hears.
    constexpr Nanoseconds kUnheard = kSecond / 50;
    const Nanoseconds at = pts - counts_.origin_ns;
    if (at + std::min(packet.duration_ns / 2, kUnheard) < 0) return {};
    return muxed(sink_->write_audio(packet, std::max<Nanoseconds>(at, 0)));
  }

  /// Until the first frame sets the file's 0, audio waits here, the newest of it.
  void keep_early(const Packet& packet) {
    constexpr std::size_t kMost = 512;
    if (early_.size() == kMost) early_.pop_front();
    early_.push_back(packet);
  }

  Status copy_early_audio() {
    for (; !early_.empty(); early_.pop_front()) TL_CHECK(copy(early_.front()));
    return {};
  }

  Status finish() {
    if (failed_) return *failed_;
    if (closed_) return {};
    closed_ = true;
    if (sound_.encoder) {
      TL_ASSIGN(const auto coded, sound_.encoder->finish());
      TL_CHECK(copy(coded));
    }
    TL_CHECK(encoder_->finish());
    TL_CHECK(mux());
    TL_CHECK(muxed(sink_->close()));
    note_counts();
    return {};
  }

  void note_counts() {
    const auto muxed = sink_->muxed();
    counts_.frames = muxed.pictures;
    counts_.audio_packets = muxed.sounds;
    counts_.bytes = muxed.bytes;
    counts_.degraded = muxed.degraded;
    if (!sound_.dropped.empty()) counts_.degraded.insert(counts_.degraded.begin(), sound_.dropped);
  }

  std::string path_;
  FrameInfo info_;
  std::unique_ptr<VideoEncoder> encoder_;
  Sound sound_;
  std::unique_ptr<PacketSink> sink_;
  VideoCounts counts_;
  std::optional<Error> failed_;
  bool closed_ = false, ended_ = false, sink_failed_ = false;
  Nanoseconds last_ns_ = 0, next_audio_ns_ = kNoTime;
  std::int64_t last_ticks_ = 0, usual_duration_ = 1;
  std::deque<Packet> early_;
};

}  // namespace

Result<std::unique_ptr<VideoWriter>> VideoWriter::open(const VideoOptions& options,
                                                       const MediaInfo& media,
                                                       const FrameInfo& info) {
  TL_ASSIGN(auto encoder, VideoEncoder::open(options, media, info));
  Sound sound = choose_sound(options.audio ? media.audio : std::nullopt, options.path);
  TL_ASSIGN(auto muxer, Muxer::open(options, encoder->context(), sound.info));
  return std::unique_ptr<VideoWriter>(std::make_unique<Writer>(options, info, std::move(encoder),
                                                               std::move(sound), std::move(muxer)));
}

Result<std::unique_ptr<VideoWriter>> VideoWriter::open(const VideoOptions& options,
                                                       const VideoOutlets& outlets,
                                                       const MediaInfo& media,
                                                       const FrameInfo& info) {
  TL_ASSIGN(auto encoder, VideoEncoder::open(options, media, info));
  const auto watched = std::find_if(outlets.paths.begin(), outlets.paths.end(), is_live);
  Sound sound = choose_sound(options.audio ? media.audio : std::nullopt,
                             watched == outlets.paths.end() ? options.path : *watched);
  TL_ASSIGN(auto sink, Outlets::open(options, outlets, encoder->context(), sound.info));
  return std::unique_ptr<VideoWriter>(std::make_unique<Writer>(options, info, std::move(encoder),
                                                               std::move(sound), std::move(sink)));
}

}  // namespace touchline
