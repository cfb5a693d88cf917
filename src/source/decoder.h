// From packets to pictures: one video stream decoded, its audio packets collected on the way.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "records/media.h"
#include "source/feed.h"
#include "source/nvdec_turn.h"

namespace touchline {

class VideoDecoder {
 public:
  /// What became of a wish to begin later.
  struct Skipped {
    bool any = false;              ///< false: everything is decoded, in the order it was
    Nanoseconds first = kNoTime;   ///< when the next picture is shown, stream time
    Nanoseconds latest = kNoTime;  ///< of the pictures read so far, stream time
  };
  /// `feed` outlives the decoder. `gpu`: decode there where it can (libav falls back by itself);
  /// null: on the CPU. Errc::bad_input when FFmpeg has no decoder for the codec.
  static Result<std::unique_ptr<VideoDecoder>> open(Feed& feed, int threads, std::string where,
                                                    AVBufferRef* gpu = nullptr);

  /// Decodes the next sound picture into `frame`, in presentation order; false at the end. `index`
  /// counts every picture the decoder gave, damaged ones too. An error is final.
  Result<bool> next(AVFrame& frame, std::int64_t& index);
  /// Leaves out, undecoded, what no picture from `start` (stream time) on depends on. Numbers go on
  /// as if all had been decoded.
  Result<Skipped> skip_to(Nanoseconds start);
  /// Reads on for audio only, until its stamps or the pictures' pass `until` (stream time; kNoTime:
  /// to the end).
  void read_audio_until(Nanoseconds until);
  /// Audio collected since the last call, in stream time.
  std::vector<Packet> take_audio() { return std::exchange(audio_, {}); }

  /// Of the audio collected and not taken; kNoTime without any.
  [[nodiscard]] Nanoseconds first_audio() const {
    return audio_.empty() ? kNoTime : audio_.front().pts_ns;
  }

  [[nodiscard]] AVCodecContext& codec() const { return *codec_; }
  /// Why pictures do not come from the GPU that was given; empty when they do or none was.
  [[nodiscard]] const std::string& fallback() const { return fallback_; }
  /// Counts so far; frames_delivered is not the decoder's to know.
  [[nodiscard]] MediaCounts counts() const;

 private:
  VideoDecoder(Feed& feed, int threads, std::string where, AVBufferRef* gpu)
      : feed_(feed), threads_(threads), where_(std::move(where)), gpu_(gpu) {}
  Status start();
  Status restart();
  Status give();
  Result<bool> read_packet();
  void keep_audio(const AVPacket& packet);
  [[nodiscard]] bool may_skip() const;
  Result<std::deque<Feed::Item>> last_group_before(Nanoseconds start, std::int64_t& before,
                                                   Skipped& skipped);
  void use_gpu();
  static AVPixelFormat choose_format(AVCodecContext* context, const AVPixelFormat* offered);

  Feed& feed_;
  int threads_;
  std::string where_, fallback_;
  AVBufferRef* gpu_;
  UniqueAVCodecContext codec_;
  std::optional<NvdecTurn> making_;  ///< a session, in the call of libav that is under way
  std::optional<Feed::Item> item_;   ///< the packet to give next
  std::deque<Feed::Item> queue_;     ///< packets to give before any other is read
  std::vector<Packet> audio_;
  std::vector<std::int64_t>
      damaged_stamps_;  // packets the demuxer flagged, until their pictures come out
  MediaCounts counts_;
  std::int64_t next_index_ = 0, given_ = 0;  ///< pictures: handed out, and in the packets given
  int errors_in_a_row_ = 0;
  bool draining_ = false, idle_ = false;  ///< idle: the stream's codec cannot be decoded
};

}  // namespace touchline
