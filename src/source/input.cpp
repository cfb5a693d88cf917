#include "source/input.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "base/address.h"
#include "base/log.h"

namespace touchline {
namespace {

constexpr int kStdinBuffer = 64 * 1024;

/// The best video stream that is not a cover picture.
AVStream* best_video(AVFormatContext& container) {
  const int best = av_find_best_stream(&container, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (best < 0) return nullptr;
  const auto is_cover = [&](const AVStream* s) {
    return (s->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
  };
  if (!is_cover(container.streams[best])) return container.streams[best];
  for (unsigned i = 0; i < container.nb_streams; ++i) {
    AVStream* stream = container.streams[i];
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !is_cover(stream)) return stream;
  }
  return nullptr;
}

std::string advice_for(int code) {
  if (code == AVERROR_PROTOCOL_NOT_FOUND)
    return "this build of FFmpeg does not know the protocol; check its spelling";
  if (code == AVERROR_HTTP_UNAUTHORIZED || code == AVERROR_HTTP_FORBIDDEN)
    return "check user name and password";
  if (code == AVERROR_HTTP_NOT_FOUND) return "check the address";
  if (code == AVERROR(ECONNREFUSED) || code == AVERROR(EHOSTUNREACH))
    return "check that the server runs and the port";
  return "expected a video that FFmpeg can read; try to play it, and copy or convert it again if "
         "that fails too";
}

}  // namespace

Input::~Input() = default;

int Input::should_stop(void* self) {
  auto& input = *static_cast<Input*>(self);
  if (input.stop_) return 1;
  if (wall_now() < input.deadline_) return 0;
  input.timed_out_ = true;
  return 1;
}

// libav's own pipe protocol blocks inside read(2), where no interrupt reaches it.
int Input::read_stdin(void* self, std::uint8_t* buffer, int size) {
  for (;;) {
    pollfd ready{STDIN_FILENO, POLLIN, 0};
    const int count = poll(&ready, 1, 50);
    if (should_stop(self)) return AVERROR_EXIT;
    if (count < 0 && errno != EINTR) return AVERROR(errno);
    if (count <= 0) continue;
    const auto got = ::read(STDIN_FILENO, buffer, static_cast<std::size_t>(size));
    if (got > 0) return static_cast<int>(got);
    if (got == 0) return AVERROR_EOF;
    if (errno != EINTR && errno != EAGAIN) return AVERROR(errno);
  }
}

// A redirected file can seek, a pipe cannot; MP4 with its index at the end needs it.
std::int64_t Input::seek_stdin(void*, std::int64_t offset, int whence) {
  if (whence == AVSEEK_SIZE) {
    const auto here = lseek(STDIN_FILENO, 0, SEEK_CUR);
    const auto end = here < 0 ? -1 : lseek(STDIN_FILENO, 0, SEEK_END);
    if (end < 0 || lseek(STDIN_FILENO, here, SEEK_SET) < 0) return AVERROR(ESPIPE);
    return end;
  }
  const auto at = lseek(STDIN_FILENO, offset, whence & ~AVSEEK_FORCE);
  return at < 0 ? AVERROR(errno) : at;
}

Status Input::open_container(const SourceOptions& options, const Location& location) {
  const std::string name = redacted(options.url);
  AVFormatContext* context = avformat_alloc_context();
  if (!context) return fail(Errc::internal, name, "{}: out of memory", name);
  context->interrupt_callback = {should_stop, this};
  if (location.kind == Location::Kind::standard_input) {
    const bool seekable = lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0;
    auto* buffer = static_cast<std::uint8_t*>(av_malloc(kStdinBuffer));
    io_.reset(avio_alloc_context(buffer, kStdinBuffer, 0, this, read_stdin, nullptr,
                                 seekable ? seek_stdin : nullptr));
    context->pb = io_.get();
  }
  const AVInputFormat* format = nullptr;
  AVDictionary* settings = nullptr;
  if (location.kind == Location::Kind::image_sequence) {
    format = av_find_input_format("image2");
    av_dict_set_int(&settings, "start_number", location.start_number, 0);
    const AVRational rate = av_d2q(options.image_rate, 1'000'000);
    av_dict_set(&settings, "framerate", fmt::format("{}/{}", rate.num, rate.den).c_str(), 0);
  }
  LibavErrorCapture capture;
  allow(options.open_timeout_s);
  const std::string url = location.kind == Location::Kind::standard_input ? ""
                          : location.kind == Location::Kind::protocol
                              ? with_encoded_user(location.url)
                              : location.url;
  int code =
      avformat_open_input(&context, url.c_str(), format, &settings);  // frees context when it fails
  av_dict_free(&settings);
  if (code >= 0) {
    container_.reset(context);
    code = avformat_find_stream_info(context, nullptr);
  }
  if (code >= 0) return {};
  if (timed_out_) {
    return fail(Errc::bad_input, name,
                "{}: no answer within {} s; check that it is running and reachable, or raise "
                "open_timeout_s",
                name, options.open_timeout_s);
  }
  return fail(Errc::bad_input, name, "{}: cannot be opened as video: {}{}; {}", name,
              libav_error_text(code), capture.reason(), advice_for(code));
}

Status Input::choose_streams(const std::string& name) {
  video_ = best_video(*container_);
  if (!video_) {
    std::string found;
    for (unsigned i = 0; i < container_->nb_streams; ++i) {
      const auto* parameters = container_->streams[i]->codecpar;
      const char* type = av_get_media_type_string(parameters->codec_type);
      found += fmt::format("{}{} ({})", i ? ", " : "", type ? type : "unknown",
                           avcodec_get_name(parameters->codec_id));
    }
    return fail(Errc::bad_input, name,
                "{}: holds no moving pictures, only: {}; expected a file with a video stream", name,
                found.empty() ? "nothing" : found);
  }
  const int audio =
      av_find_best_stream(container_.get(), AVMEDIA_TYPE_AUDIO, -1, video_->index, nullptr, 0);
  if (audio >= 0 && container_->streams[audio]->codecpar->codec_id != AV_CODEC_ID_NONE) {
    audio_ = container_->streams[audio];
  }
  for (unsigned i = 0; i < container_->nb_streams; ++i) {
    AVStream* stream = container_->streams[i];
    if (stream != video_ && stream != audio_) stream->discard = AVDISCARD_ALL;
  }
  const auto& picture = *video_->codecpar;
  if (picture.width > kMaxPictureSide || picture.height > kMaxPictureSide) {
    return fail(Errc::bad_input, name,
                "{}: pictures of {}x{} are larger than the limit of {}x{}; scale it down first",
                name, picture.width, picture.height, kMaxPictureSide, kMaxPictureSide);
  }
  return {};
}

Result<std::unique_ptr<Input>> Input::open(const SourceOptions& options) {
  route_libav_log();
  TL_ASSIGN(const Location location, locate(options.url));
  std::unique_ptr<Input> input(new Input);
  input->network_ = location.kind == Location::Kind::protocol;
  input->timeout_s_ = options.open_timeout_s;
  TL_CHECK(input->open_container(options, location));
  TL_CHECK(input->choose_streams(redacted(options.url)));
  return input;
}

int Input::read(AVPacket& packet) {
  if (stop_) return AVERROR_EXIT;
  allow(timeout_s_);
  return av_read_frame(container_.get(), &packet);
}

}  // namespace touchline
