// One video of a source: pictures drawn, encoded and written on a thread of their own. Data never
// waits for a picture.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/channel.h"
#include "base/line_writer.h"
#include "overlay/overlay.h"
#include "pipeline/followed.h"
#include "pipeline/moment.h"
#include "pipeline/settings.h"
#include "pipeline/stills.h"
#include "sink/video_writer.h"

namespace touchline {

/// What the pictures of a source say of it throughout.
struct ShownAs {
  bool has_ball = false, has_teams = false;
  std::array<Side, 2> sides;
  std::vector<std::string> points;  ///< names of a body's points
};

/// What a moment shows: what is drawn is what is recorded, the row's people and ball.
Scene scene_of(const Moment& moment, const ShownAs& as);

struct OutputSetup {
  std::string file;  ///< as messages name it: "annotated.mp4"
  PicturePolicy policy = PicturePolicy::every;
  std::unique_ptr<VideoWriter> video;
  std::unique_ptr<Overlay> overlay;  ///< null: the source's pictures as they are
  /// What is drawn on, or shown; nothing: a copy of the source's picture, where that lies.
  std::optional<FrameInfo> board;
  std::unique_ptr<cuda::Stream> drawing;   ///< of the GPU the frames are on; null: on the host
  std::optional<FollowedPictures> follow;  ///< the pictures it shows in place of the source's
  std::optional<LiveFollow> camera;        ///< likewise, of a source as it comes
  std::optional<LineWriter> framings;      ///< what `camera` shows
  std::optional<LineWriter> drawn;         ///< every text on the pictures
  std::optional<StillTaker> stills;        ///< single pictures of it
};

/// A moment whose row is written, shared by the outputs of its source.
struct Presented {
  Moment moment;
  bool recorded = false;
  struct Made {
    Span draw, encode;
  };
  std::vector<Made> made = {};  ///< by output; each writes its own
};

class Output {
 public:
  /// Frames of `source` come; at most `most` wait. `index`: which of the source's outputs it is.
  Output(OutputSetup setup, const ShownAs& as, const FrameInfo& source, std::size_t index,
         std::size_t most);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// `failed` hears, on the output's thread, why drawn.jsonl cannot be written. What goes wrong
  /// with the video ends the video only.
  void start(std::function<void(const Error&)> failed);
  void push(std::shared_ptr<Presented> next);
  /// Nothing follows but sound.
  void close(std::vector<Packet> last_sound);
  /// Throws away what waits.
  void abandon() { waiting_.abandon(); }

  struct Ending {
    VideoCounts counts;
    std::int64_t left_out = 0;        ///< pictures whose place a newer one took
    std::optional<Error> error;       ///< why the video ended before the source did
    std::optional<ShownTeams> shown;  ///< the sides' colours on the last picture
  };
  /// After close() or abandon(): waits for what is under way.
  Ending join();
  [[nodiscard]] const std::string& file() const { return setup_.file; }
  /// Whether its video has ended for an error, so that pictures come to it in vain.
  [[nodiscard]] bool gave_up() const { return gave_up_.load(std::memory_order_relaxed); }

 private:
  struct Waiting {
    std::shared_ptr<Presented> next;
    std::vector<Packet> sound = {};  ///< of pictures left out before it
  };
  void work();
  void finish();
  void end(const Error& error);
  Status make(Waiting& waiting);
  /// What `camera` can show now.
  Status show(std::vector<LiveFollow::Due> due, Presented::Made& made);
  Result<Frame> drawn_on(const Frame& frame, const Scene& scene);
  Status note_drawn(const Moment& moment);

  OutputSetup setup_;
  ShownAs as_;
  std::size_t index_;
  Pool images_;
  JsonLine line_;  ///< of what is written beside the video
  Channel<Waiting> waiting_;
  std::vector<Packet> last_sound_;  ///< behind the last picture; set before waiting_ is closed
  std::function<void(const Error&)> failed_;
  Ending ending_;
  std::atomic<bool> gave_up_{false};
  std::thread thread_;
};

/// How the videos of a source ended.
struct VideoEndings {
  VideoCounts counts;                 ///< of the first one
  std::optional<ShownTeams> shown;    ///< likewise
  std::vector<std::string> ended;     ///< those that ended before the source did, and why
  std::vector<std::string> degraded;  ///< those that pictures were left out of
};
/// Closes them and waits for what is under way. `last_sound`: behind the last picture.
VideoEndings close_outputs(std::vector<std::unique_ptr<Output>>& outputs,
                           const std::vector<Packet>& last_sound);

}  // namespace touchline
