// Opens anything libav can and delivers pictures in presentation order, upright, as I420 or NV12.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/frame.h"
#include "records/media.h"
#include "source/live_monitor.h"

namespace touchline {

/// Larger pictures are refused: a few hostile bytes can claim any size.
inline constexpr int kMaxPictureSide = 16384;

/// Which pictures are deinterlaced. `automatic`: those flagged interlaced, and those that are
/// combed though their flag says progressive.
enum class Deinterlace { automatic, on, off };

class PushedPictures;

/// How a stream is read that comes as it is filmed, and comes back when it was lost.
struct LiveOptions {
  double silence_s = 5;  ///< no picture for so long: the connection is lost
  double give_up_s = 0;  ///< unreachable for so long: an error; 0: never
  double delay_s = 0;    ///< from the camera to here, where the stream does not tell the time
  bool udp = false;      ///< RTSP over UDP first; false: over TCP
  std::shared_ptr<LiveMonitor> monitor{};  ///< is told; null: nobody is
  bool operator==(const LiveOptions&) const = default;
};

struct SourceOptions {
  /// File, URL, "-" (stdin), a photo, a folder of pictures, an image-sequence pattern
  /// (img_%04d.png), or a list (.txt, .list, .ffconcat) of the parts of one recording.
  std::string url{};
  std::shared_ptr<PushedPictures> pushed{};  ///< where pictures come from; null: from the url
  std::vector<std::string> more{};           ///< the recording goes on in these files, in order
  std::optional<LiveOptions> live{};         ///< it never ends by itself; none: it does
  /// Deliver in this shape whatever the first picture is like; none: as the first picture is.
  std::optional<FrameInfo> shape{};
  std::string id{};  ///< stable name used in records; empty: derived from the url
  Nanoseconds start_ns =
      kNoTime;                   ///< first presentation time delivered; kNoTime: from the beginning
  Nanoseconds end_ns = kNoTime;  ///< first presentation time not delivered; kNoTime: to the end
  std::int64_t max_frames = 0;   ///< frames delivered at most; 0: no limit
  int every = 1;  ///< deliver source frames 0, N, 2N... (counted from the first of the file)
  int threads =
      1;  ///< decoder threads; with more than one, pictures next to damage may differ between runs
  double image_rate =
      25.0;  ///< pictures per second of an image sequence, which has no clock of its own
  std::string audio_track = "auto";  ///< number from 1, language ("eng"), or auto: the default one
  Deinterlace deinterlace = Deinterlace::automatic;
  bool tone_map = true;          ///< HDR becomes BT.709; false: its tones stay, and look pale
  double open_timeout_s = 10.0;  ///< a source that does not answer in this time is an error
  cuda::SharedContext gpu{};     ///< deliver frames in this GPU's memory; null: on the host
  bool gpu_decode = true;        ///< decode there too, where the GPU can; false: upload
  int gpu_frames = 0;  ///< of its frames that will be alive at once: their memory is made at open()
  std::stop_token stop{};  ///< gives up opening when asked to; afterwards there is interrupt()
  bool operator==(const SourceOptions&) const = default;
};

/// One picture and what travels with it.
struct SourceFrame {
  Frame frame;
  std::int64_t index = 0;  ///< 0-based source frame number, in presentation order
  /// Counts up where nothing of what was seen before holds any more: the source was lost and came
  /// back, or was made to jump. Numbers and times go on.
  int epoch = 0;
  Nanoseconds pts_ns = 0;  ///< from the stream, 0 = the presentation start of the file
  Nanoseconds duration_ns =
      0;  ///< until the next picture as far as the stream says; 0 when unknown
  Nanoseconds received_ns = 0;  ///< wall clock (monotonic), of a live picture; 0: it is of a file
  Nanoseconds utc_ns = 0;       ///< since 1970, when it was taken; see clock
  ClockSource clock = ClockSource::none;
  Seam seam{};                ///< between the picture before and this one
  std::vector<Packet> audio;  ///< compressed audio demuxed since the previous picture
};

/// Times: stream stamps, edit lists applied by libav, counted from what a player calls 0:00, which
/// is the earliest start of the picture and audio streams carried; a delay between the two is kept.
/// Missing, repeated, backward and wild stamps are repaired as little as possible and counted;
/// parts with clocks of their own are joined, one picture apart; gaps stay gaps. Where the pictures
/// move to another stream or codec they are followed there. A sender that breaks off ends like a
/// file cut short. Numbers: every picture the decoder gives counts, damaged and undelivered ones
/// too, so a part of a file carries the numbers of the whole: the file is always decoded from its
/// beginning. Audio: packets whose stamps lie before 0:00 (a codec's priming) or outside the wanted
/// span are left out. Except for interrupt(), one thread at a time.
class Source {
 public:
  /// Errc::bad_input names the url, what was expected and what to do.
  static Result<std::unique_ptr<Source>> open(const SourceOptions& options);
  virtual ~Source() = default;

  [[nodiscard]] virtual const MediaInfo& info() const = 0;
  /// Shape and colour every delivered frame has; a later change in the stream is scaled to it and
  /// counted.
  [[nodiscard]] virtual const FrameInfo& frame_info() const = 0;
  /// The next picture; empty at the end of the stream. Damaged pictures are counted and skipped; an
  /// error is final (the source vanished, or nothing at all could be decoded).
  virtual Result<std::optional<SourceFrame>> read() = 0;
  /// Audio left after the last picture.
  virtual std::vector<Packet> drain_audio() = 0;
  [[nodiscard]] virtual MediaCounts counts() const = 0;
  /// Makes a blocked or later read() end the stream soon. Callable from any thread.
  virtual void interrupt() = 0;
};

/// "Match 1 (final).mp4" -> "match_1_final": letters and digits of any script, ASCII in lower case,
/// and underscores; U+FFFD for bytes that are no UTF-8. Safe in a path; never empty.
std::string source_id_from_url(const std::string& url);

/// Why pictures cannot be decoded on this GPU at all; empty when they can.
std::string gpu_decode_missing(const cuda::SharedContext& gpu);

/// "FFmpeg 5.1.9": the libav release in use.
std::string media_library_version();

}  // namespace touchline
