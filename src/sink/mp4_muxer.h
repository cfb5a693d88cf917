// Fragmented MP4 while it grows: a header, then self-contained fragments, each written to the file
// in one piece. An ordinary file once it is closed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "sink/muxer.h"

namespace touchline {

class Mp4Muxer final : public Muxer {
 public:
  static Result<std::unique_ptr<Mp4Muxer>> open(const std::string& path,
                                                const AVCodecContext& video,
                                                const std::optional<AudioInfo>& audio,
                                                double fragment_s);
  ~Mp4Muxer() override { format_.reset(); }  // before what it writes through

  Status write(AVPacket& packet) override;
  Status close() override;
  Status end() override;

 private:
  Mp4Muxer(File file, const AVCodecContext& video, double fragment_s);
  Status start(const AVCodecParameters* audio);
  Status relieve() override { return end_fragment(); }
  [[nodiscard]] Error error(const char* tried, int code) const override;
  Status end_fragment();
  Status finish();
  void make_ordinary();
  /// Moves what the muxer produced into the file, whole or not at all.
  Status commit();
  static int on_bytes(void* opaque, IoByte* data, int size);

  File file_;
  std::vector<std::uint8_t> pending_;  ///< bytes the muxer produced since the last commit()
  UniqueAVIOContext io_;
  std::int64_t fragment_ticks_ = 0, fragment_start_ = 0;
  bool fragment_open_ = false, closed_ = false, ended_ = false;
};

}  // namespace touchline
