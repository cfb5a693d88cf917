#include "source/live_source.h"

#include <algorithm>
#include <utility>

#include "base/address.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/retry.h"
#include "source/file_source.h"

namespace touchline {
namespace {

/// RTSP and RTP are no protocols to libav but formats.
bool is_live_address(const std::string& url) {
  if (url.find("://") == std::string::npos || url.starts_with("file:")) return false;
  return url.starts_with("rtsp") || url.starts_with("rtp:") ||
         avio_find_protocol_name(url.c_str()) != nullptr;
}

bool is_final(const Error& error) {
  return error.code != Errc::bad_input && error.code != Errc::io;
}

/// The packets that came with an older picture, before those that came with `newer`.
void keep_sound(SourceFrame& older, SourceFrame& newer) {
  older.audio.insert(older.audio.end(), std::make_move_iterator(newer.audio.begin()),
                     std::make_move_iterator(newer.audio.end()));
  newer.audio = std::move(older.audio);
}

void add(MediaCounts& all, const MediaCounts& more) {
  all.frames_decoded += more.frames_decoded;
  all.frames_corrupt += more.frames_corrupt;
  all.frames_doubtful += more.frames_doubtful;
  all.packets_corrupt += more.packets_corrupt;
  all.packets_left += more.packets_left;
  all.streams_followed += more.streams_followed;
  all.frames_combed += more.frames_combed;
  all.times_repaired += more.times_repaired;
}

}  // namespace

LiveSource::LiveSource(const SourceOptions& options)
    : options_(options), name_(redacted(options.url)), clock_(from_seconds(options.live->delay_s)) {
  if (!options_.live->monitor) options_.live->monitor = std::make_shared<LiveMonitor>();
  stopped_with_.emplace(options.stop, [this] { interrupt(); });
}

LiveSource::~LiveSource() {
  stopped_with_.reset();
  interrupt();
  newest_.abandon();
  if (thread_.joinable()) thread_.join();
}

Result<std::unique_ptr<Source>> LiveSource::open(const SourceOptions& options) {
  remember_secrets(options.url);
  if (!is_live_address(options.url) || !options.more.empty())
    return fail(Errc::usage, redacted(options.url),
                "'{}' is not live; expected an address such as rtsp://camera/1, rtmp://, srt://, "
                "udp:// or http://.../live.m3u8; 'touchline run' takes files",
                redacted(options.url));
  std::unique_ptr<LiveSource> source(new LiveSource(options));
  TL_CHECK(source->connect());
  source->info_ = source->connection_->info();
  source->info_.live = true;
  source->info_.duration_ns.reset();
  source->info_.frames.reset();
  source->shape_ = source->connection_->frame_info();
  source->options_.shape = source->shape_;
  auto* self = source.get();
  source->thread_ = start_thread(
      source->info_.id, [self] { self->listen(); },
      [self](const Error& error) {
        {
          const std::lock_guard lock(self->told_);
          self->error_ = error;
        }
        self->newest_.close();
      });
  return std::unique_ptr<Source>(std::move(source));
}

Result<std::unique_ptr<Source>> LiveSource::try_once() const {
  SourceOptions options = options_;
  options.stop = stop_.get_token();
  options.max_frames = 0;  // they count over all connections
  options.start_ns = options.end_ns = kNoTime;
  auto source = FileSource::open(options);
  if (!source) return source.error();
  return std::unique_ptr<Source>(std::move(*source));
}

/// Until there is a connection that gave a picture. Errors are final.
Status LiveSource::connect() {
  auto& monitor = *options_.live->monitor;
  const Nanoseconds gone_at = wall_now();
  for (;;) {
    monitor.update([](LiveStatus& status) { ++status.attempts; });
    auto source = try_once();
    if (stopped())
      return fail(Errc::cancelled, name_, "{}: interrupted while it was waited for", name_);
    if (source) {
      connection_ = std::move(*source);
      fresh_ = true;
      return {};
    }
    const auto& error = source.error();
    bool news = false;
    monitor.update([&](LiveStatus& status) {
      news = status.why != error.message;
      status.why = error.message;
    });
    const auto gone_for = wall_now() - gone_at;
    const double limit = options_.live->give_up_s;
    if (is_final(error) || (limit > 0 && gone_for >= from_seconds(limit))) return error;
    if (news) log()->warn("{}; it is tried again until it is there", error.message);
    if (!pause(gone_for))
      return fail(Errc::cancelled, name_, "{}: interrupted while it was waited for", name_);
  }
}

/// Before the next attempt; false: there is to be none.
bool LiveSource::pause(Nanoseconds gone_for) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, std::chrono::nanoseconds(RetryWait().after(gone_for)),
                  [&] { return stopped(); });
  return !stopped();
}

void LiveSource::listen() {
  auto& monitor = *options_.live->monitor;
  for (;;) {
    auto frame = connection_->read();
    if (frame && *frame) {
      SourceFrame next = std::move(**frame);
      clock_.stamp(next, wall_now(), utc_now());
      if (!is_wanted(next)) break;
      take(std::move(next));
      continue;
    }
    const auto counts = connection_->counts();
    const bool told = !counts.reasons.empty();
    const auto why = !frame ? frame.error().message
                     : told ? fmt::format("{}: {}", name_, counts.reasons.back())
                            : fmt::format("{}: the sender ended the stream", name_);
    {
      const std::lock_guard lock(told_);
      add(counts_, counts);
    }
    if (!stopped()) lose(why);
    connection_.reset();  // a camera may have no place for two
    if (stopped()) break;
    const auto back = connect();
    if (!back) {
      const std::lock_guard lock(told_);
      if (!stopped()) error_ = back.error();
      break;
    }
    clock_.reconnected();
    const std::lock_guard lock(told_);
    ++counts_.reconnects;
  }
  monitor.update([](LiveStatus& status) { status.connection = Connection::ended; });
  if (connection_) {
    const std::lock_guard lock(told_);
    add(counts_, connection_->counts());
  }
  newest_.close();
}

bool LiveSource::is_wanted(const SourceFrame& frame) const {
  return options_.end_ns == kNoTime || frame.pts_ns < options_.end_ns;
}

void LiveSource::take(SourceFrame&& frame) {
  std::int64_t dropped = 0;
  const bool first = std::exchange(fresh_, false);
  newest_.push_newest(std::move(frame), [&](SourceFrame& older, SourceFrame& newer) {
    ++dropped;
    keep_sound(older, newer);
    newer.seam.reconnected |= older.seam.reconnected;
  });
  options_.live->monitor->update([&](LiveStatus& status) {
    status.connections += first;
    status.connection = Connection::live;
    status.fault = StreamFault::none;
    status.why.clear();
    status.picture_ns = wall_now();
    ++status.pictures;
    status.dropped += dropped;
  });
  if (first) log()->info("{}: live", name_);
  const std::lock_guard lock(told_);
  counts_.frames_dropped += dropped;
}

void LiveSource::lose(const std::string& why) {
  options_.live->monitor->update([&](LiveStatus& status) {
    status.connection = Connection::reconnecting;
    if (status.fault == StreamFault::none) status.fault = StreamFault::ended_by_sender;
    status.why = why;
  });
  log()->warn("{}; it is opened again until it is back", why);
}

Result<std::optional<SourceFrame>> LiveSource::read() {
  if (options_.max_frames > 0 && delivered_ == options_.max_frames) interrupt();
  auto frame = newest_.pop();
  const bool enough = options_.max_frames > 0 && delivered_ == options_.max_frames;
  if (frame && !enough) {
    ++delivered_;
    return std::optional(std::move(*frame));
  }
  if (thread_.joinable()) thread_.join();
  if (error_) return *error_;
  return std::optional<SourceFrame>();
}

std::vector<Packet> LiveSource::drain_audio() { return {}; }

MediaCounts LiveSource::counts() const {
  const std::lock_guard lock(told_);
  MediaCounts counts = counts_;
  counts.frames_delivered = delivered_;
  return counts;
}

void LiveSource::interrupt() {
  {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
  }
  woken_.notify_all();
}

}  // namespace touchline
