#include "sink/outlet.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/address.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/retry.h"
#include "sink/live_muxer.h"
#include "sink/video_encoder.h"

namespace touchline {
namespace {

/// Whoever watches is to be behind by no more than this; a disk is waited for longer.
constexpr Nanoseconds kMostBehind = 2 * kSecond, kMostBehindOfFile = 30 * kSecond;
constexpr std::size_t kMostQueuedBytes = 64 << 20;

/// What a muxer asks an encoder, without the encoder, which another thread uses.
UniqueAVCodecContext description_of(const AVCodecContext& video) {
  UniqueAVCodecContext copy(avcodec_alloc_context3(nullptr));
  AVCodecParameters* parameters = avcodec_parameters_alloc();
  const bool copied = copy && parameters &&
                      avcodec_parameters_from_context(parameters, &video) >= 0 &&
                      avcodec_parameters_to_context(copy.get(), parameters) >= 0;
  avcodec_parameters_free(&parameters);
  if (!copied) return nullptr;
  copy->time_base = video.time_base;
  copy->framerate = video.framerate;
  copy->sample_aspect_ratio = video.sample_aspect_ratio;
  return copy;
}

bool is_final(const Error& error) { return error.code != Errc::io; }

}  // namespace

const char* to_string(OutletState state) {
  switch (state) {
    case OutletState::connecting:
      return "connecting";
    case OutletState::sending:
      return "sending";
    case OutletState::reconnecting:
      return "reconnecting";
    case OutletState::ended:
      return "ended";
  }
  return "?";
}

Outlet::Outlet(const VideoOptions& options, double new_file_s, const AVCodecContext& video,
               std::optional<AudioInfo> audio, std::shared_ptr<OutletBoard> board)
    : options_(options),
      new_file_s_(new_file_s),
      target_(redacted(options.path)),
      video_(description_of(video)),
      audio_(std::move(audio)),
      board_(std::move(board)),
      place_(board_->add(target_)),
      comes_back_(is_live(options.path)),
      most_behind_ns_(comes_back_ ? kMostBehind : kMostBehindOfFile) {}

Outlet::~Outlet() {
  close();
  if (thread_.joinable()) thread_.join();
}

template <class Change>
void Outlet::tell(Change&& change) {
  board_->update(place_, std::forward<Change>(change));
}

Status Outlet::start() {
  if (!video_) return fail(Errc::internal, target_, "out of memory");
  TL_ASSIGN(const bool remote, is_remote(options_.path));
  if (!remote) TL_CHECK(connect());
  const auto failed = [this](const Error& error) {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    accept(false);
    log()->error("{}: ends here: {}", target_, error.message);
    tell([&](OutletStatus& status) {
      status.state = OutletState::ended;
      status.why = error.message;
    });
    degraded_.push_back(fmt::format("{} ended early: {}", target_, error.message));
  };
  thread_ = start_thread(
      target_,
      [this, failed] {
        if (const auto worked = work(); !worked) failed(worked.error());
      },
      failed);
  return {};
}

Status Outlet::connect() {
  TL_ASSIGN(muxer_, Muxer::open(options_, *video_, audio_));
  accept(true);
  return {};
}

Status Outlet::work() {
  for (Nanoseconds gone_at = wall_now();;) {
    Status done;
    if (!muxer_) done = connect();
    if (done) done = send();
    const bool sent = zero_.has_value();
    accept(false);
    if (muxer_) {
      if (done) done = muxer_->close();
      static_cast<void>(muxer_->end());
      let_go();
    }
    const bool over = [&] {
      const std::lock_guard lock(mutex_);
      return closed_;
    }();
    if (done || (over && comes_back_)) {
      if (!done)
        degraded_.push_back(fmt::format("{} ended early: {}", target_, done.error().message));
      const std::lock_guard lock(mutex_);
      ended_ = true;
      tell([](OutletStatus& status) { status.state = OutletState::ended; });
      return {};
    }
    if (!comes_back_ || is_final(done.error())) return done;
    if (sent) gone_at = wall_now();
    bool news = false;
    tell([&](OutletStatus& status) {
      news = status.why != done.error().message;
      status.why = done.error().message;
      status.state = status.connections > 0 ? OutletState::reconnecting : OutletState::connecting;
    });
    if (news) log()->warn("{}; it is tried again until it is there", done.error().message);
    pause(wall_now() - gone_at);
  }
}

Status Outlet::send() {
  while (auto waiting = next()) TL_CHECK(send(*waiting));
  return {};
}

Status Outlet::send(Waiting& waiting) {
  if (!waiting.picture) {
    if (!zero_) return {};
    const Nanoseconds at = waiting.pts_ns - to_ns(*zero_, {1, kVideoClock});
    return at < 0 ? Status() : muxer_->write_audio(waiting.sound, at);
  }
  AVPacket& packet = *waiting.picture;
  const bool key = (packet.flags & AV_PKT_FLAG_KEY) != 0;
  if (zero_ && key && new_file_s_ > 0 && !comes_back_ &&
      packet.dts - *zero_ >= static_cast<std::int64_t>(new_file_s_ * kVideoClock))
    TL_CHECK(go_on_in_next_file());
  const bool first = !zero_;
  if (first) zero_ = packet.dts;
  packet.pts -= *zero_;
  packet.dts -= *zero_;
  const int bytes = packet.size;
  TL_CHECK(muxer_->write(packet));
  tell([&](OutletStatus& status) {
    if (first) {
      ++status.connections;
      status.state = OutletState::sending;
      status.why.clear();
    }
    ++status.pictures;
    status.bytes += bytes;
  });
  return {};
}

/// match.mp4, match_2.mp4, match_3.mp4
Status Outlet::go_on_in_next_file() {
  TL_CHECK(muxer_->close());
  let_go();
  VideoOptions next = options_;
  const std::filesystem::path path(options_.path);
  next.path = (path.parent_path() /
               fmt::format("{}_{}{}", path.stem().string(), ++files_, path.extension().string()))
                  .string();
  TL_ASSIGN(muxer_, Muxer::open(next, *video_, audio_));
  return {};
}

void Outlet::let_go() {
  for (auto& condition : muxer_->muxed().degraded)
    if (std::find(degraded_.begin(), degraded_.end(), condition) == degraded_.end())
      degraded_.push_back(condition);
  muxer_.reset();
  zero_.reset();
}

void Outlet::accept(bool accepting) {
  const std::lock_guard lock(mutex_);
  accepting_ = waits_for_key_ = wishes_key_ = accepting;
  if (accepting) return;
  // What waited for a peer that is gone is lost with it.
  const auto lost = empty_queue();
  tell([&](OutletStatus& status) { status.missed += lost; });
}

std::int64_t Outlet::empty_queue() {
  const auto pictures = std::count_if(queue_.begin(), queue_.end(), is_picture);
  queue_.clear();
  queued_bytes_ = 0;
  return pictures;
}

void Outlet::write(const AVPacket& packet) {
  const std::lock_guard lock(mutex_);
  if (closed_ || ended_) return;
  if (!accepting_) return tell([](OutletStatus& status) { ++status.missed; });
  const auto oldest = std::find_if(queue_.begin(), queue_.end(), is_picture);
  if (oldest != queue_.end() &&
      (to_ns(packet.dts - oldest->picture->dts, {1, kVideoClock}) > most_behind_ns_ ||
       queued_bytes_ > kMostQueuedBytes)) {
    const auto lost = empty_queue();
    tell([&](OutletStatus& status) { status.dropped += lost; });
    waits_for_key_ = wishes_key_ = true;
  }
  if (waits_for_key_ && (packet.flags & AV_PKT_FLAG_KEY) == 0)
    return tell([](OutletStatus& status) { ++status.dropped; });
  waits_for_key_ = false;
  Waiting waiting{UniqueAVPacket(av_packet_clone(&packet))};
  if (!waiting.picture) return tell([](OutletStatus& status) { ++status.dropped; });
  queued_bytes_ += static_cast<std::size_t>(packet.size);
  queue_.push_back(std::move(waiting));
  ready_.notify_one();
}

void Outlet::write_audio(const Packet& packet, Nanoseconds pts_ns) {
  const std::lock_guard lock(mutex_);
  if (closed_ || ended_ || !accepting_ || waits_for_key_) return;
  queued_bytes_ += packet.bytes.size();
  queue_.push_back({nullptr, packet, pts_ns});
  ready_.notify_one();
}

bool Outlet::take_wish_for_key() {
  const std::lock_guard lock(mutex_);
  return std::exchange(wishes_key_, false);
}

std::optional<Outlet::Waiting> Outlet::next() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [&] { return !queue_.empty() || closed_; });
  if (queue_.empty()) return std::nullopt;
  std::optional<Waiting> waiting(std::move(queue_.front()));
  queue_.pop_front();
  queued_bytes_ -= waiting->picture ? static_cast<std::size_t>(waiting->picture->size)
                                    : waiting->sound.bytes.size();
  return waiting;
}

void Outlet::pause(Nanoseconds gone_for) {
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, std::chrono::nanoseconds(RetryWait().after(gone_for)),
                  [&] { return closed_; });
}

void Outlet::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  ready_.notify_one();
}

std::vector<std::string> Outlet::join() {
  if (thread_.joinable()) thread_.join();
  auto conditions = std::move(degraded_);
  const auto status = board_->all().at(place_);
  if (status.dropped > 0)
    conditions.push_back(fmt::format("{} pictures left out of {}: it was too slow for them",
                                     status.dropped, target_));
  if (status.missed > 0)
    conditions.push_back(
        fmt::format("{} pictures missing from {}: it was not connected", status.missed, target_));
  return conditions;
}

bool Outlet::ended() const {
  const std::lock_guard lock(mutex_);
  return ended_;
}

}  // namespace touchline
