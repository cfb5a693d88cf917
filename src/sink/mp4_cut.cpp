#include "sink/mp4_cut.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/text_file.h"
#include "libav/libav.h"

namespace touchline {
namespace {

/// Closes the file that a muxer writes to.
struct CloseFile {
  void operator()(AVIOContext* io) const { avio_close(io); }
};

/// With its protocol, so that no path is taken for an address.
std::string address_of(const std::string& path) { return "file:" + path; }

class Cut {
 public:
  Cut(std::string from, std::string to, Nanoseconds begin, Nanoseconds end)
      : from_(std::move(from)), to_(std::move(to)), begin_(begin), end_(end) {}

  Status make() {
    TL_CHECK(open());
    TL_CHECK(start());
    TL_CHECK(copy());
    if (const int rc = av_write_trailer(out_.get()); rc < 0) return cannot_write("finish", rc);
    if (const int rc = avio_closep(&out_->pb); rc < 0) return cannot_write("finish", rc);
    file_.release();  // closed just now
    if (pictures_ == 0)
      return fail(Errc::bad_input, from_, "'{}' has no picture from {:.3f} s to {:.3f} s", from_,
                  to_seconds(begin_), to_seconds(end_));
    return sync_and_put_in_place(to_);
  }

 private:
  struct Stream {
    AVStream *in = nullptr, *out = nullptr;
    std::int64_t begin = 0, end = 0;  ///< in its time base
    bool over = false;
  };

  Error cannot_read(int code) const {
    return fail(Errc::bad_input, from_, "cannot read '{}': {}", from_, libav_error_text(code));
  }
  Error cannot_write(const char* what, int code) const {
    return fail(Errc::io, to_, "cannot {} '{}': {}", what, to_, libav_error_text(code));
  }

  Status open() {
    route_libav_log();
    AVFormatContext* in = nullptr;
    int rc = avformat_open_input(&in, address_of(from_).c_str(), nullptr, nullptr);
    in_.reset(in);
    if (rc < 0) return cannot_read(rc);
    AVFormatContext* out = nullptr;
    rc = avformat_alloc_output_context2(&out, nullptr, "mp4", address_of(part_of(to_)).c_str());
    out_.reset(out);
    if (rc < 0) return cannot_write("begin", rc);
    for (unsigned i = 0; i < in_->nb_streams; ++i) TL_CHECK(add(in_->streams[i]));
    const int video = av_find_best_stream(in_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (video < 0) return cannot_read(video);
    rc = av_seek_frame(in_.get(), video, streams_[static_cast<std::size_t>(video)].begin,
                       AVSEEK_FLAG_BACKWARD);
    return rc < 0 ? Status(cannot_read(rc)) : Status();
  }

  Status add(AVStream* in) {
    AVStream* out = avformat_new_stream(out_.get(), nullptr);
    const int rc = out ? avcodec_parameters_copy(out->codecpar, in->codecpar) : AVERROR(ENOMEM);
    if (rc < 0) return cannot_write("begin", rc);
    out->codecpar->codec_tag = 0;
    out->time_base = in->time_base;
    out->avg_frame_rate = in->avg_frame_rate;
    streams_.push_back({in, out, av_rescale_q(begin_, kNanoseconds, in->time_base),
                        av_rescale_q(end_, kNanoseconds, in->time_base)});
    return {};
  }

  Status start() {
    int rc = avio_open(&out_->pb, out_->url, AVIO_FLAG_WRITE);
    if (rc < 0) return cannot_write("create", rc);
    file_.reset(out_->pb);
    out_->flags |= AVFMT_FLAG_BITEXACT;  // no word of when it was made
    out_->avoid_negative_ts = 0;         // what lies before 0 is for the edit list
    out_->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;  // FLAC in MP4, as it came
    av_opt_set(out_->priv_data, "movflags", "faststart", 0);
    av_opt_set_int(out_->priv_data, "use_editlist", 1, 0);
    rc = avformat_write_header(out_.get(), nullptr);
    return rc < 0 ? Status(cannot_write("begin", rc)) : Status();
  }

  Status copy() {
    const UniqueAVPacket packet(av_packet_alloc());
    while (std::any_of(streams_.begin(), streams_.end(), [](const auto& s) { return !s.over; })) {
      const int rc = av_read_frame(in_.get(), packet.get());
      if (rc == AVERROR_EOF) return {};
      if (rc < 0) return cannot_read(rc);
      TL_CHECK(copy(*packet));
      av_packet_unref(packet.get());
    }
    return {};
  }

  Status copy(AVPacket& packet) {
    auto& stream = streams_[static_cast<std::size_t>(packet.stream_index)];
    if (packet.pts > stream.end) stream.over = true;
    const bool video = stream.in->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    if (stream.over || (!video && packet.pts < stream.begin)) return {};
    pictures_ += video && packet.pts >= stream.begin;
    packet.pts -= stream.begin;
    packet.dts -= stream.begin;
    av_packet_rescale_ts(&packet, stream.in->time_base, stream.out->time_base);
    packet.pos = -1;
    const int rc = av_interleaved_write_frame(out_.get(), &packet);
    return rc < 0 ? Status(cannot_write("write", rc)) : Status();
  }

  std::string from_, to_;
  Nanoseconds begin_, end_;
  UniqueInputFormat in_;
  UniqueOutputFormat out_;
  std::unique_ptr<AVIOContext, CloseFile> file_;
  std::vector<Stream> streams_;  ///< by the number that both files give them
  std::int64_t pictures_ = 0;
};

}  // namespace

Status cut_mp4(const std::string& from, const std::string& to, Nanoseconds begin, Nanoseconds end) {
  auto made = Cut(from, to, begin, end).make();
  if (!made) remove_part(to);
  return made;
}

}  // namespace touchline
