#include "source/input.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/address.h"
#include "base/log.h"
#include "source/ts_packet.h"

namespace touchline {
namespace {

constexpr int kPipeBuffer = 64 * 1024;

/// Protocols of senders that do not wait for who listens.
bool is_live_protocol(const std::string& url) {
  constexpr std::string_view kLive[] = {"udp:", "udplite:", "rtp:", "srtp:", "rtsp",
                                        "srt:", "rtmp",     "tcp:", "tls:",  "sctp:"};
  return std::any_of(std::begin(kLive), std::end(kLive),
                     [&url](std::string_view start) { return url.starts_with(start); });
}

/// Protocols that carry the stream in one connection and nothing else.
bool is_one_connection(const std::string& url) {
  constexpr std::string_view kSuch[] = {"tcp:", "tls:", "http:", "https:"};
  return std::any_of(std::begin(kSuch), std::end(kSuch),
                     [&url](std::string_view start) { return url.starts_with(start); });
}

/// Known soon, and given up in time: what libav is told of a stream that is live. Its buffer stays
/// on while it learns about the stream (no fflags=nobuffer), or the first key picture is lost.
void set_live(const LiveOptions& live, double timeout_s, const std::string& url,
              AVDictionary*& settings) {
  const auto set = [&](const char* key, const std::string& value) {
    av_dict_set(&settings, key, value.c_str(), 0);
  };
  const auto microseconds = std::to_string(std::llround(1e6 * timeout_s));
  set("analyzeduration", "500000");
  set("fpsprobesize", "0");
  if (url.starts_with("rtsp")) {
    set("rtsp_transport", live.udp ? "udp+tcp" : "tcp");
    set("timeout", microseconds);
  } else if (url.starts_with("srt:")) {
    set("connect_timeout", std::to_string(std::llround(1e3 * timeout_s)));
  } else if (!url.starts_with("udp:") && !url.starts_with("rtp:")) {
    set("rw_timeout", microseconds);
  }
  set("live_start_index", "-1");  // of a playlist: its newest piece
}

bool is_mp4(const AVInputFormat& format) {
  return std::string_view(format.name).find("mp4") != std::string_view::npos;
}

/// The pictures behind the first are ticks apart: a muxer that must not go back had nothing else to
/// put behind a wild stamp.
bool is_crushed_at_start(const AVStream& video) {
  constexpr int kWitnesses = 4;
  constexpr Nanoseconds kTick = kSecond / 2000;
  const int entries = std::min(avformat_index_get_entries_count(&video), kWitnesses + 1);
  for (int i = 1; i < entries; ++i) {
    AVStream* stream = const_cast<AVStream*>(&video);  // libav asks for it and only reads
    const auto step = avformat_index_get_entry(stream, i)->timestamp -
                      avformat_index_get_entry(stream, i - 1)->timestamp;
    if (to_ns(step, video.time_base) > kTick) return false;
  }
  return entries > 2;
}

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (fd_ > STDIN_FILENO) close(fd_);
}

Input::~Input() = default;

int Input::should_stop(void* self) {
  auto& input = *static_cast<Input*>(self);
  if (input.options_.stop.stop_requested()) input.stop_ = true;
  if (input.stop_) return 1;
  if (wall_now() < input.deadline_) return 0;
  input.timed_out_ = true;
  return 1;
}

// libav's own pipe and file protocols block inside read(2), where no interrupt reaches them.
int Input::read_pipe(void* self, std::uint8_t* buffer, int size) {
  const int fd = static_cast<Input*>(self)->pipe_.get();
  for (;;) {
    pollfd ready{fd, POLLIN, 0};
    const int count = poll(&ready, 1, 50);
    if (should_stop(self)) return AVERROR_EXIT;
    if (count < 0 && errno != EINTR) return AVERROR(errno);
    if (count <= 0) continue;
    const auto got = ::read(fd, buffer, static_cast<std::size_t>(size));
    if (got > 0) {
      static_cast<Input*>(self)->pipe_bytes_ += got;
      return static_cast<int>(got);
    }
    if (got == 0) return AVERROR_EOF;
    if (errno != EINTR && errno != EAGAIN) return AVERROR(errno);
  }
}

// A redirected file can seek, a pipe cannot; MP4 with its index at the end needs it.
std::int64_t Input::seek_pipe(void* self, std::int64_t offset, int whence) {
  const int fd = static_cast<Input*>(self)->pipe_.get();
  if (whence == AVSEEK_SIZE) {
    const auto here = lseek(fd, 0, SEEK_CUR);
    const auto end = here < 0 ? -1 : lseek(fd, 0, SEEK_END);
    if (end < 0 || lseek(fd, here, SEEK_SET) < 0) return AVERROR(ESPIPE);
    return end;
  }
  const auto at = lseek(fd, offset, whence & ~AVSEEK_FORCE);
  return at < 0 ? AVERROR(errno) : at;
}

/// Reads standard input or a FIFO by our own hand. A FIFO that nobody writes to yet is waited for
/// no longer than any other source.
Status Input::open_pipe(const Location& location, AVFormatContext& context) {
  if (location.kind == Location::Kind::standard_input) {
    pipe_.reset(STDIN_FILENO);
  } else {
    pipe_.reset(::open(location.url.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (pipe_.get() < 0) {
      const std::string why = std::generic_category().message(errno);
      return fail(Errc::bad_input, location.url, "{}: cannot be opened: {}", location.url, why);
    }
  }
  const bool seekable = lseek(pipe_.get(), 0, SEEK_CUR) >= 0;
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kPipeBuffer));
  io_.reset(avio_alloc_context(buffer, kPipeBuffer, 0, this, read_pipe, nullptr,
                               seekable ? seek_pipe : nullptr));
  context.pb = io_.get();
  return {};
}

/// As libav would itself, but known afterwards: whether anything came.
int Input::connect(const std::string& url, AVFormatContext& context) {
  AVIOContext* io = nullptr;
  const int code =
      avio_open2(&io, url.c_str(), AVIO_FLAG_READ, &context.interrupt_callback, nullptr);
  connection_.reset(io);
  if (code < 0) return code;
  context.pb = io;
  if (io->protocol_whitelist) context.protocol_whitelist = av_strdup(io->protocol_whitelist);
  return 0;
}

/// Of a source that did not open because it was closed before a byte of it came; else empty.
std::string Input::why_empty(int code, const Location& location) const {
  const bool over = code == AVERROR_EOF || code == AVERROR_INVALIDDATA;
  const bool piped =
      location.kind == Location::Kind::standard_input || location.kind == Location::Kind::fifo;
  if (piped && over && pipe_bytes_ == 0)
    return "it was closed before anything was written into it; expected a video, check what writes "
           "into it";
  if (network_ && (code == AVERROR_EOF || (over && connection_ && connection_->bytes_read == 0)))
    return "connected, but the other side closed the connection without sending anything; check "
           "that it is sending, and what its log says";
  return {};
}

/// What to do about a source that does not open.
std::string Input::advice(int code, const std::string& reason) const {
  if (auto known = connection_advice(code); !known.empty()) return known;
  if (reason.find("moov atom not found") != std::string::npos) {
    return "expected an MP4 with its index: this one was not finished when it was recorded, was "
           "not copied whole, or is no video; copy it again, or repair it with the camera that "
           "made it";
  }
  return "expected a video that FFmpeg can read; try to play it, and copy or convert it again if "
         "that fails too";
}

namespace {

/// Nobody sees the pictures that libav decodes to learn about a stream, so they need not be smooth.
int find_stream_info(AVFormatContext& context) {
  std::vector<AVDictionary*> settings(context.nb_streams);
  for (auto*& each : settings) av_dict_set(&each, "skip_loop_filter", "all", 0);
  const int code = avformat_find_stream_info(&context, settings.data());
  for (auto*& each : settings) av_dict_free(&each);
  return code;
}

}  // namespace

Status Input::open_container(const Location& location) {
  const std::string name = redacted(parts_.empty() ? options_.url : parts_[part_]);
  AVFormatContext* context = avformat_alloc_context();
  if (!context) return fail(Errc::internal, name, "{}: out of memory", name);
  context->interrupt_callback = {should_stop, this};
  const bool piped =
      location.kind == Location::Kind::standard_input || location.kind == Location::Kind::fifo;
  if (piped) {
    if (auto opened = open_pipe(location, *context); !opened) {
      avformat_free_context(context);
      return opened;
    }
  }
  const AVInputFormat* format = nullptr;
  AVDictionary* settings = nullptr;
  if (sections_ > 0) {
    format = av_find_input_format("hls");
    give_section(*context);
    if (!whitelist_.empty()) av_dict_set(&settings, "protocol_whitelist", whitelist_.c_str(), 0);
  }
  if (pieces_) give_pieces(*context);
  if (location.kind == Location::Kind::pictures) {
    format = av_find_input_format("image2");
    av_dict_set(&settings, "pattern_type", "none", 0);
    const AVRational rate = av_d2q(options_.image_rate, 1'000'000);
    av_dict_set(&settings, "framerate", fmt::format("{}/{}", rate.num, rate.den).c_str(), 0);
  }
  if (begins_crushed_) av_dict_set(&settings, "advanced_editlist", "0", 0);
  if (options_.live) set_live(*options_.live, timeout_s_, location.url, settings);
  LibavErrorCapture capture;
  allow(timeout_s_);
  const std::string& named = sections_ > 0 ? list_.url : location.url;
  const std::string url = piped || pieces_ ? "" : network_ ? with_encoded_user(named) : named;
  int code = sections_ == 0 && is_one_connection(url) ? connect(url, *context) : 0;
  if (code < 0)
    avformat_free_context(context);
  else  // frees context when it fails
    code = avformat_open_input(&context, url.c_str(), format, &settings);
  av_dict_free(&settings);
  if (code >= 0) {
    container_.reset(context);
    code = find_stream_info(*context);
  }
  if (code >= 0 && !stop_) return {};
  note_fault(code);
  if (stop_) return fail(Errc::cancelled, name, "{}: interrupted while opening", name);
  if (timed_out_) {
    if (location.kind == Location::Kind::fifo) {
      return fail(Errc::bad_input, name,
                  "{}: nobody wrote into this named pipe within {} s; start what writes into it, "
                  "or raise open_timeout_s",
                  name, timeout_s_);
    }
    return fail(Errc::bad_input, name,
                "{}: no answer within {} s; check that it is running and reachable, or raise "
                "open_timeout_s",
                name, timeout_s_);
  }
  if (const auto why = why_empty(code, location); !why.empty())
    return fail(Errc::bad_input, name, "{}: {}", name, why);
  return fail(Errc::bad_input, name, "{}: cannot be opened as video: {}{}; {}", name,
              libav_error_text(code), capture.reason(), advice(code, capture.reason()));
}

/// An edit list shows pictures by their stamps: where those were crushed behind a wild first one,
/// it leaves out what nobody cut. Looked at without it, where it leaves something out.
bool Input::finds_crushed_start() {
  const AVStream* video = best_video(*container_);
  if (!video || !is_mp4(*container_->iformat) || !can_seek() ||
      location_.kind != Location::Kind::file)
    return false;
  if (video->nb_frames <= avformat_index_get_entries_count(video) && !is_crushed_at_start(*video))
    return false;
  AVFormatContext* raw = avformat_alloc_context();
  if (!raw) return false;
  raw->interrupt_callback = {should_stop, this};
  AVDictionary* settings = nullptr;
  av_dict_set(&settings, "advanced_editlist", "0", 0);
  allow(timeout_s_);
  const int code = avformat_open_input(&raw, location_.url.c_str(), nullptr, &settings);
  av_dict_free(&settings);
  if (code < 0) return false;
  const UniqueInputFormat close(raw);
  video = best_video(*raw);
  return video && is_crushed_at_start(*video);
}

bool Input::is_indexed() const { return (container_->iformat->flags & AVFMT_TS_DISCONT) == 0; }
bool Input::is_playlist() const { return std::string_view(container_->iformat->name) == "hls"; }
bool Input::has_start_codes() const {
  return std::string_view(container_->iformat->name) == "mpegts";
}
bool Input::may_switch() const { return is_playlist() || has_start_codes(); }

std::string Input::path() const { return pieces_ ? "" : path_of(location_); }

bool Input::ends_without_mark() const {
  if (!network_ || is_playlist()) return false;
  const std::string& url = location_.url;
  if (live_) return !url.starts_with("rtsp") && !url.starts_with("rtmp");  // these say so
  return url.starts_with("http") && container_->pb && avio_size(container_->pb) <= 0;
}

bool Input::ends_inside_a_packet() const {
  if (std::string_view(container_->iformat->name) != "mpegts" || !container_->pb || live_)
    return false;
  const auto bytes = avio_tell(container_->pb);
  return bytes > 0 && std::none_of(std::begin(kTsPacketSizes), std::end(kTsPacketSizes),
                                   [bytes](std::size_t size) {
                                     return bytes % static_cast<std::int64_t>(size) == 0;
                                   });
}

Result<std::unique_ptr<Input>> Input::open(const SourceOptions& options) {
  route_libav_log();
  TL_ASSIGN(Location location, locate(options.url));
  std::unique_ptr<Input> input(new Input(options));
  std::vector<std::string> parts;
  if (location.kind == Location::Kind::list)
    parts = location.parts;
  else if (!options.more.empty())
    parts.push_back(options.url);
  parts.insert(parts.end(), options.more.begin(), options.more.end());
  input->parts_ = std::move(parts);
  if (location.kind == Location::Kind::list) {
    TL_ASSIGN(location, locate(input->parts_.front()));
  }
  input->find_pieces();
  TL_CHECK(input->open_location(location));
  return input;
}

Status Input::open_location(const Location& location) {
  const std::string name = redacted(parts_.empty() ? options_.url : parts_[part_]);
  if (!parts_.empty() && location.kind != Location::Kind::file) {
    return fail(Errc::bad_input, name,
                "{}: cannot be one of several parts of a recording; expected video files", name);
  }
  location_ = location;
  network_ = location.kind == Location::Kind::protocol;
  live_ = network_ && is_live_protocol(location.url);
  begins_crushed_ = false;
  list_ = {};
  section_ = sections_ = 0;
  TL_CHECK(open_container(location));
  if (finds_crushed_start()) {
    begins_crushed_ = true;
    container_.reset();
    TL_CHECK(open_container(location));
  }
  if (is_playlist()) {
    read_list();
    if (!options_.live && list_.can_be_opened_in_sections()) {
      sections_ = list_.sections.size();
      return open_section(0);
    }
  }
  return choose_streams(name);
}

Status Input::open_next_part() {
  if (has_next_section()) {
    follows_ =
        list_.sections[section_ + 1].discontinuous ? Follows::discontinuous : Follows::on_its_clock;
    return open_section(section_ + 1);
  }
  follows_ = Follows::as_asked;
  ++part_;
  TL_ASSIGN(const Location location, locate(parts_[part_]));
  video_ = audio_ = nullptr;
  container_.reset();
  return open_location(location);
}

std::int64_t Input::missing_before(std::int64_t place) const {
  const auto& all = location_.pictures;
  const auto at = std::lower_bound(
      all.begin(), all.end(), place,
      [](const PictureFile& picture, std::int64_t wanted) { return picture.place < wanted; });
  return at != all.end() && at->place == place ? at->missing : 0;
}

/// The next file as it is on the disk, as one packet.
int Input::read_picture(AVPacket& packet) {
  if (next_picture_ == location_.pictures.size()) return AVERROR_EOF;
  const PictureFile& picture = location_.pictures[next_picture_++];
  std::ifstream file(picture.path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::int64_t>(file.tellg());
  if (!file || size <= 0 || size > (std::int64_t{1} << 30)) return AVERROR_INVALIDDATA;
  if (const int code = av_new_packet(&packet, static_cast<int>(size)); code < 0) return code;
  file.seekg(0);
  file.read(reinterpret_cast<char*>(packet.data), size);
  if (!file) return AVERROR_INVALIDDATA;
  packet.stream_index = video_->index;
  packet.pts = packet.dts = picture.place;
  packet.duration = 1;
  packet.flags |= AV_PKT_FLAG_KEY;
  return 0;
}

bool Input::can_seek() const {
  return container_->pb && (container_->pb->seekable & AVIO_SEEKABLE_NORMAL) != 0;
}

bool Input::can_reopen() const {
  if (live_ || location_.kind == Location::Kind::fifo) return false;
  return location_.kind != Location::Kind::standard_input;
}

std::string Input::why_no_seek() const {
  if (can_seek() || !is_mp4(*container_->iformat)) return {};
  const std::string what =
      network_ ? "the server hands the file out from beginning to end only (no byte ranges)"
               : "a pipe can be read from beginning to end only";
  return what +
         ", and this MP4 has its index at the end; give the file itself, or one with its index "
         "first (ffmpeg -i IN -c copy -movflags +faststart OUT)";
}

bool Input::seek(int stream, std::int64_t stamp) {
  allow(timeout_s_);
  return av_seek_frame(container_.get(), stream, stamp, AVSEEK_FLAG_BACKWARD) >= 0;
}

int Input::read(AVPacket& packet) {
  if (stop_) return AVERROR_EXIT;
  if (options_.live) return read_live(packet);
  allow(timeout_s_);
  if (!location_.pictures.empty()) return read_picture(packet);
  return av_read_frame(container_.get(), &packet);
}

/// Sound, or pictures that cannot be decoded, do not make up for silence; nor does the last
/// picture, which a parser gives up only when the silence is over.
int Input::read_live(AVPacket& packet) {
  if (pictured_at_ == 0) {
    pictured_at_ = wall_now();
    timed_out_ = false;
  }
  if (!timed_out_) deadline_ = pictured_at_ + from_seconds(options_.live->silence_s);
  const int code = should_stop(this) ? AVERROR_EXIT : av_read_frame(container_.get(), &packet);
  if (code < 0 && code != AVERROR(EAGAIN)) note_fault(code);
  return code;
}

/// Told to whoever asks how a live stream is.
void Input::note_fault(int code) const {
  if (!options_.live || !options_.live->monitor || stop_) return;
  const bool opened = pictured_at_ != 0;
  const auto fault =
      timed_out_ ? (opened ? StreamFault::stalled : StreamFault::timeout) : stream_fault_of(code);
  options_.live->monitor->update([&](LiveStatus& status) { status.fault = fault; });
}

}  // namespace touchline
