// Pictures encoded to H.264 or JPEG and muxed, with the source's own times. A file grows in
// fragments, so that a crash leaves a playable one, and is an ordinary one once it is closed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/frame.h"
#include "records/media.h"
#include "sink/outlet_board.h"

namespace touchline {

enum class VideoCodec { h264, mjpeg };
/// Who encodes H.264. `automatic`: NVENC for frames on a GPU that has it, else x264.
enum class H264Choice { automatic, x264, nvenc };

struct VideoOptions {
  /// An MP4 file; or, without ".mp4" at its end, where it is watched while it is made: an address
  /// (rtmp://, rtsp://, srt://, udp://, tcp://), an HLS playlist (.m3u8) or the folder for one
  /// (hls:FOLDER).
  std::string path;
  VideoCodec codec = VideoCodec::h264;
  H264Choice encoder = H264Choice::automatic;
  int jpeg_quality = 85;  ///< of mjpeg, 1..100
  std::string preset =
      "superfast";  ///< x264's, without B-frames and with look-ahead even for the fastest two
  int crf = 23;     ///< x264's constant rate factor, 1..51; lower is better and larger
  int threads = 1;
  double keyframe_s = 1.0;  ///< longest time between key frames
  double fragment_s = 0.5;  ///< a crash loses at most about this much, plus the encoder's delay
  double segment_s = 2.0;   ///< of HLS: a segment ends with the first key frame behind this
  /// Of HLS: how much the playlist holds, older segments are deleted; 0: all of it.
  double window_s = 0;
  double patience_s = 10.0;  ///< a peer that takes nothing for so long is an error
  bool at_once = false;      ///< no frame waits in the encoder, which costs bits
  double frame_rate =
      0;  ///< frames per second to expect (rate control, crash loss); 0: the source's nominal rate
  Nanoseconds origin_ns =
      kNoTime;        ///< source time that becomes 0 in the file; kNoTime: the first frame's
  bool audio = true;  ///< copy the source's audio
  bool operator==(const VideoOptions&) const = default;
};

struct VideoCounts {
  std::string encoder;  ///< what encoded: "libx264 on the CPU"
  std::int64_t frames = 0, audio_packets = 0, bytes = 0;
  int width = 0,
      height = 0;  ///< of the file: odd sizes are padded to even ones, which 4:2:0 H.264 needs
  Nanoseconds origin_ns =
      kNoTime;  ///< source time of the file's 0; kNoTime when nothing was written
  std::vector<std::string>
      degraded;  ///< named conditions, e.g. "audio dropped: pcm_s16le does not fit MP4"
  std::vector<std::string> notes;  ///< worth knowing, not worse: "padded from 477x359 to 478x360"
};

/// One video for several places at once. Each has a thread, so that none holds up another or the
/// pictures, and is opened again whenever it is lost, for ever: what it cannot take meanwhile it
/// misses.
struct VideoOutlets {
  std::vector<std::string> paths;  ///< as VideoOptions::path
  double new_file_s =
      0;  ///< an MP4 file goes on in another (name_2.mp4) after so long; 0: it does not
  std::shared_ptr<OutletBoard> board = std::make_shared<OutletBoard>();  ///< hears how they get on
};

/// Why JPEG pictures of frames on a GPU are not made there; empty when they are.
std::string gpu_jpeg_missing();
/// Why H.264 of frames on `device`, a GPU, is not made there; empty when one picture was. Tried
/// once per GPU.
std::string gpu_h264_missing(const Device& device);

class VideoWriter {
 public:
  /// Errc::io names the path and the reason; Errc::bad_config a setting out of range;
  /// Errc::no_device a missing encoder. `info` is the shape of every frame to come.
  static Result<std::unique_ptr<VideoWriter>> open(const VideoOptions& options,
                                                   const MediaInfo& media, const FrameInfo& info);
  /// The same for `outlets`; options.path says what messages call all of it. Errc::bad_config: none
  /// is given, or one is no place for a video. A file or playlist that cannot be begun is an error
  /// as of open(); a peer that is not there yet is none.
  static Result<std::unique_ptr<VideoWriter>> open(const VideoOptions& options,
                                                   const VideoOutlets& outlets,
                                                   const MediaInfo& media, const FrameInfo& info);
  virtual ~VideoWriter() = default;
  /// Encodes one frame (I420 or NV12, on the host or a GPU; odd sizes are handled). `pts_ns`
  /// increases from call to call; `duration_ns` is 0 when unknown. After an error the writer stays
  /// failed; what was written stays readable.
  virtual Status write(const Frame& frame, Nanoseconds pts_ns, Nanoseconds duration_ns) = 0;
  /// Copies audio packets (their times share the frames' clock); a no-op without an audio stream.
  /// What sounds before the file's 0 (codec priming, audio before the first picture) is left out.
  virtual Status write_audio(const std::vector<Packet>& packets) = 0;
  /// Flushes the encoder and ends what was muxed; an MP4 file as an ordinary one (see
  /// make_ordinary_mp4()). That it had to stay fragmented is in `degraded`.
  virtual Result<VideoCounts> close() = 0;
  /// Closes it as it is, whatever went wrong before.
  virtual VideoCounts end() = 0;
};

}  // namespace touchline
