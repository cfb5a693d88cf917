// From packets to pictures: one video stream decoded, its audio packets collected on the way.
#pragma once

#include <memory>
#include <vector>

#include "records/media.h"
#include "source/input.h"
#include "source/timeline.h"

namespace touchline {

class Decoder {
 public:
  /// `input` outlives the decoder. `gpu`: decode there where it can (libav falls back by itself);
  /// null: on the CPU. Errc::bad_input when FFmpeg has no decoder for the codec.
  static Result<std::unique_ptr<Decoder>> open(Input& input, int threads, std::string where,
                                               AVBufferRef* gpu = nullptr);

  /// Decodes the next sound picture into `frame`, in presentation order; false at the end. `index`
  /// counts every picture the decoder gave, damaged ones too. An error is final.
  Result<bool> next(AVFrame& frame, std::int64_t& index);
  /// Reads on for audio only, until its stamps or the pictures' pass `until` (stream time; kNoTime:
  /// to the end).
  void read_audio_until(Nanoseconds until);
  /// Audio collected since the last call, in stream time.
  std::vector<Packet> take_audio() { return std::exchange(audio_, {}); }

  [[nodiscard]] AVCodecContext& codec() const { return *codec_; }
  /// Why pictures do not come from the GPU that was given; empty when they do or none was.
  [[nodiscard]] const std::string& fallback() const { return fallback_; }
  /// Video packets read so far.
  [[nodiscard]] std::int64_t packets() const { return packets_; }
  /// Counts so far; frames_delivered is not the decoder's to know.
  [[nodiscard]] MediaCounts counts() const;

 private:
  Decoder(Input& input, std::string where) : input_(input), where_(std::move(where)) {}
  Result<bool> feed();
  Result<bool> read_packet();
  Status at_end(int code);
  void note_truncation(int code);
  void keep_audio();
  Status check_encryption();
  void use(AVBufferRef* gpu);
  static AVPixelFormat choose_format(AVCodecContext* context, const AVPixelFormat* offered);

  Input& input_;
  std::string where_, fallback_;
  UniqueAVCodecContext codec_;
  UniqueAVPacket packet_;
  PartJoiner joiner_;
  std::vector<Packet> audio_;
  std::vector<std::int64_t>
      damaged_stamps_;  // packets the demuxer flagged, until their pictures come out
  MediaCounts counts_;
  std::int64_t packets_ = 0, next_index_ = 0;
  Nanoseconds video_end_ = kNoTime, any_end_ = kNoTime;  // of the packets read, stream time
  int errors_in_a_row_ = 0;
  bool ended_ = false, draining_ = false;
};

}  // namespace touchline
