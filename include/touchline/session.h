// Touchline's public API for sources that come and go: an engine keeps networks and devices, a
// session holds sources of one sport, a listener hears of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "touchline/picture.h"
#include "touchline/result.h"
#include "touchline/touchline.h"

namespace touchline {

/// opening -> running -> ended or failed.
enum class SourceState { opening, running, ended, failed };
const char* to_string(SourceState state);

struct StateResult {
  std::string_view source_id;
  SourceState state;
  std::string_view why;  ///< the error's message where it failed, or was ended before it began
};

struct RecordResult {
  std::string_view source_id;
  std::int64_t frame, pts_ns;
  std::string_view json;  ///< the line of the sport's record (measures.jsonl)
};

/// Hears of a session's sources, on threads of theirs. The calls for one source never overlap,
/// those for two may. What is handed over is valid during the call. What on_frame, on_event or
/// on_record throws ends its source and no other; a slow one slows its source.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_frame(const FrameResult&) {}
  virtual void on_event(const EventResult&) {}
  virtual void on_record(const RecordResult&) {}
  virtual void on_state(const StateResult&) {}
};

/// One more source of a session.
struct NewSource {
  std::string url;     ///< as RunOptions::sources
  std::string id;      ///< of its records; empty: from the url, made unlike those that are there
  std::string output;  ///< folder for its files
  /// The application pushes pictures of this kind; `url` then only names them, and may be empty.
  std::optional<PictureFormat> pictures = std::nullopt;
  /// Where its video goes as it comes, in sessions with live.enabled: addresses (rtmp://, rtsp://,
  /// srt://, udp://, tcp://), HLS playlists (NAME.m3u8, hls:FOLDER) and MP4 files. Each is opened
  /// again whenever it is lost. "{id}" in one stands for the source's id.
  std::vector<std::string> targets = {};
};

/// How a live stream is getting on.
struct LiveStats {
  std::string connection;  ///< waiting, live, reconnecting, ended
  std::string fault;       ///< STREAM_TIMEOUT and the like; empty while it is live
  std::string why;         ///< of the last fault, in words
  std::int64_t reconnects = 0;
  std::int64_t dropped = 0;             ///< pictures that gave way to newer ones
  std::optional<double> picture_age_s;  ///< since the last picture came; null: none did
  /// From when a picture came until its row was written, of the last one; null: none was.
  std::optional<double> lag_s;
};

/// How one of the places that a live source's video goes to is getting on.
struct OutletStats {
  std::string target;  ///< without its secrets
  std::string state;   ///< connecting, sending, reconnecting, ended
  std::string why;     ///< of the last loss or failed attempt; empty while it sends
  std::int64_t reconnects = 0;
  std::int64_t pictures = 0, bytes = 0;  ///< sent
  std::int64_t dropped = 0;              ///< pictures it was too slow for
  std::int64_t missed = 0;               ///< pictures that came while it was not connected
};

/// How one source is getting on, or how it ended.
struct SourceStats {
  std::string id;
  SourceState state = SourceState::opening;
  std::int64_t frames = 0;  ///< rows written
  std::int64_t pts_ns = 0;  ///< of the last of them
  std::string summary;      ///< JSON as in Summary::json; empty until it has ended
  std::optional<LiveStats> live = std::nullopt;  ///< null: it is not live
  std::vector<OutletStats> outlets = {};         ///< of a live one: its file, then its targets
};

struct SessionOptions {
  std::string config_file;                                    ///< YAML; empty: none
  std::vector<std::pair<std::string, std::string>> settings;  ///< win over all others
  std::shared_ptr<Listener> listener;                         ///< null: nobody listens
  int sources = 1;  ///< expected at the same time: the fewer, the more frames of each are under way
};

/// Sources of one sport with the same settings. Thread safe; gone, it has ended all of them.
class Session {
 public:
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  /// Takes a source in and returns its id at once; opening it goes on aside, and on_state tells of
  /// it. Errc::usage: no folder, or an id or a folder that is taken.
  Result<std::string> add(const NewSource& source);
  /// One more picture of a source that was added with `pictures`. It is copied; the call waits
  /// while the source is behind, so that memory stays bounded. Pictures of one source come in the
  /// order of the calls. Errc::usage: no such source, it has ended, the picture's time or epoch
  /// goes back, or a plane of it is missing.
  Status push(std::string_view id, const PictureView& picture);
  /// The source ends where it is: what is under way is finished and its files are closed. Others
  /// notice nothing. What was pushed before is under way. Errc::usage: no such source.
  Status end(std::string_view id);
  /// end(), waits for it, and forgets it. How it ended. Not from a call to the listener about it.
  Result<SourceStats> remove(std::string_view id);
  /// Of all sources that were not removed, in the order they came.
  [[nodiscard]] std::vector<SourceStats> stats() const;
  /// Returns when every source has ended or failed.
  void wait() const;
  /// Ends all of them and waits.
  void stop();

 private:
  friend class Engine;
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What sessions share: a network is compiled once for all that look through it alike, and their
/// frames go through it in common batches. Thread safe; sessions may outlive it.
class Engine {
 public:
  Engine();
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  /// Reads the settings, opens the device and compiles the networks, unless a session has them.
  Result<Session> session(const SessionOptions& options);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace touchline
