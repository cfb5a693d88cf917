// How a recording ends, and whether it ends too soon.
#include <algorithm>
#include <string_view>
#include <utility>

#include "source/feed.h"

namespace touchline {
namespace {

/// A demuxer that reports this many errors without a packet between has lost the thread.
constexpr int kMaxErrorsInARow = 32;

}  // namespace

/// The demuxer gave no packet: the end, a stumble to go on from, or a source that is gone.
Status Feed::at_end(int code) {
  if (code == AVERROR(EAGAIN)) return {};
  const bool seen = packets_ > 0 || !held_.empty();
  // After a first silence libav may say so again at once, without waiting.
  if (input_.timed_out() || (code == AVERROR_EXIT && !input_.interrupted())) {
    ended_ = true;
    if (seen) {
      cut_short(fmt::format("nothing came for {} s: the sender has ended or the connection is cut",
                            input_.patience_s()));
      return {};
    }
    return fail(Errc::bad_input, where_,
                "{}: stopped answering; check the connection, or raise open_timeout_s", where_);
  }
  if (code == AVERROR_INVALIDDATA && ++errors_in_a_row_ < kMaxErrorsInARow) {
    ++counts_.packets_corrupt;
    return {};
  }
  if (code != AVERROR_EXIT && input_.has_next_part()) {
    part_ended_ = true;
    note_truncation(code);
    return {};
  }
  ended_ = true;
  if (code == AVERROR_EXIT) return {};
  if (const std::string why = input_.why_no_seek(); code != AVERROR_EOF && !seen && !why.empty())
    return fail(Errc::bad_input, where_, "{}: {}", where_, why);
  if (code != AVERROR_EOF && input_.is_network()) {
    if (seen) {
      cut_short(fmt::format("the connection was lost: {}", libav_error_text(code)));
      return {};
    }
    return fail(Errc::bad_input, where_,
                "{}: the connection was lost: {}; check the server and start again", where_,
                libav_error_text(code));
  }
  if (input_.ends_without_mark())
    cut_short("the sender closed the connection; nothing says that it had finished");
  note_truncation(code);
  return {};
}

void Feed::cut_short(std::string why) {
  counts_.truncated = true;
  counts_.reasons.push_back(std::move(why));
}

/// Cut short: an error instead of the end, fewer packets than the index lists, or less time than
/// claimed.
void Feed::note_truncation(int code) {
  if (counts_.truncated) return;
  if (code != AVERROR_EOF) return cut_short("it ends with: " + libav_error_text(code));
  const AVFormatContext& container = input_.container();
  const AVStream& video = *video_;
  if (input_.ends_inside_a_packet()) return cut_short("it ends inside a packet");
  const std::int64_t held = std::count_if(held_.begin(), held_.end(),
                                          [this](const Held& each) { return is_video(each); });
  const std::int64_t packets = packets_ - part_begin_ + held;
  if (std::string_view(container.iformat->name).find("mp4") != std::string_view::npos) {
    if (packets < avformat_index_get_entries_count(&video))
      cut_short("it ends before the last picture that its index lists");
    return;
  }
  // A header that counts pictures (AVI) may be off by an empty one.
  if (packets + std::max<std::int64_t>(2, video.nb_frames / 100) < video.nb_frames)
    return cut_short("it ends before the last picture that its header counts");
  if (container.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE || switched_ ||
      start_is_doubtful())
    return;
  const Nanoseconds start =
      to_ns(container.start_time == AV_NOPTS_VALUE ? 0 : container.start_time, AV_TIME_BASE_Q);
  Nanoseconds claimed =
      container.duration == AV_NOPTS_VALUE ? kNoTime : to_ns(container.duration, AV_TIME_BASE_Q);
  for (const Held& each : held_)
    mark(*each.packet, input_.container().streams[each.packet->stream_index]->time_base,
         is_video(each), 0);
  Nanoseconds seen = any_end_;
  if (video.duration != AV_NOPTS_VALUE) {
    claimed = to_ns(video.duration, video.time_base);
    seen = video_end_;
  }
  if (claimed == kNoTime || seen == kNoTime) return;
  if (seen - start + std::max(kSecond, claimed / 20) < claimed)
    cut_short("it ends before the length that it claims");
}

}  // namespace touchline
