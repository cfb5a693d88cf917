// One encoder's packets for several places.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sink/outlet.h"

namespace touchline {

class Outlets final : public PacketSink {
 public:
  /// As VideoWriter::open().
  static Result<std::unique_ptr<Outlets>> open(const VideoOptions& options,
                                               const VideoOutlets& outlets,
                                               const AVCodecContext& video,
                                               const std::optional<AudioInfo>& audio);

  /// Errc::io once every one of them has ended.
  Status write(AVPacket& packet) override;
  Status write_audio(const Packet& packet, Nanoseconds pts_ns) override;
  Status close() override;
  Status end() override { return close(); }
  bool take_wish_for_key() override;
  [[nodiscard]] bool has_audio() const override { return has_audio_; }
  /// Pictures: of the place that got most of them.
  [[nodiscard]] Muxed muxed() const override;

 private:
  std::vector<std::unique_ptr<Outlet>> all_;
  std::shared_ptr<OutletBoard> board_;
  bool has_audio_ = false;
  std::vector<std::string> degraded_;
};

}  // namespace touchline
