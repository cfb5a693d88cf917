#include "sink/outlets.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/address.h"

namespace touchline {

Result<std::unique_ptr<Outlets>> Outlets::open(const VideoOptions& options,
                                               const VideoOutlets& outlets,
                                               const AVCodecContext& video,
                                               const std::optional<AudioInfo>& audio) {
  if (outlets.paths.empty())
    return fail(Errc::bad_config, options.path, "{}: no place is given for it", options.path);
  std::set<std::string> seen;
  for (const auto& path : outlets.paths)
    if (!seen.insert(path).second)
      return fail(Errc::bad_config, redacted(path), "{}: given twice; leave one out",
                  redacted(path));
  auto all = std::make_unique<Outlets>();
  all->board_ = outlets.board;
  all->has_audio_ = audio.has_value();
  for (const auto& path : outlets.paths) {
    VideoOptions one = options;
    one.path = path;
    all->all_.push_back(
        std::make_unique<Outlet>(one, outlets.new_file_s, video, audio, outlets.board));
  }
  for (auto& outlet : all->all_) TL_CHECK(outlet->start());
  return all;
}

Status Outlets::write(AVPacket& packet) {
  for (auto& outlet : all_) outlet->write(packet);
  if (!std::all_of(all_.begin(), all_.end(), [](const auto& outlet) { return outlet->ended(); }))
    return {};
  return fail(Errc::io, all_.back()->target(), "{}: {}", all_.back()->target(),
              board_->all().back().why);
}

Status Outlets::write_audio(const Packet& packet, Nanoseconds pts_ns) {
  for (auto& outlet : all_) outlet->write_audio(packet, pts_ns);
  return {};
}

Status Outlets::close() {
  for (auto& outlet : all_) outlet->close();  // all at once, then wait
  for (auto& outlet : all_)
    for (auto& condition : outlet->join()) degraded_.push_back(std::move(condition));
  all_.clear();
  return {};
}

bool Outlets::take_wish_for_key() {
  bool wished = false;
  for (auto& outlet : all_) wished |= outlet->take_wish_for_key();
  return wished;
}

Muxed Outlets::muxed() const {
  Muxed all;
  for (const auto& status : board_->all()) {
    all.pictures = std::max(all.pictures, status.pictures);
    all.bytes += status.bytes;
  }
  all.degraded = degraded_;
  return all;
}

}  // namespace touchline
