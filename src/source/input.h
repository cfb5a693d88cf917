// One opened container: finds the streams, hands out packets, and gives up in time when nothing
// comes.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libav/libav.h"
#include "source/location.h"
#include "source/playlist.h"
#include "source/source.h"
#include "source/stream_pieces.h"

namespace touchline {

/// Owns a file descriptor above 0; borrows standard input.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  void reset(int fd) { fd_ = fd; }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

/// The best video stream that is not a cover picture; null without one.
AVStream* best_video(AVFormatContext& container);

/// The language a stream is tagged with ("eng", "pt-BR"); empty when it names none.
std::string language_of(const AVStream& stream);

/// One opened container of a recording, which may go on in another.
class Input {
 public:
  /// Errc::bad_input names the url, what was expected and what to do.
  static Result<std::unique_ptr<Input>> open(const SourceOptions& options);
  ~Input();
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  [[nodiscard]] AVFormatContext& container() const { return *container_; }
  [[nodiscard]] AVFormatContext* container_handle() const { return container_.get(); }
  [[nodiscard]] AVStream& video() const { return *video_; }
  [[nodiscard]] AVStream* audio() const { return audio_; }  ///< null without audio
  /// Audio streams beside the pictures, and which of them this one is, from 1; 0: another's.
  [[nodiscard]] int audio_tracks() const { return static_cast<int>(tracks_.size()); }
  [[nodiscard]] int audio_number(const AVStream& stream) const;
  [[nodiscard]] bool is_network() const { return network_; }
  /// A sender at its own pace: what it sends cannot be read again, nor faster.
  [[nodiscard]] bool is_live() const { return live_; }
  /// The container says how far each picture is from the one before; it has no clock that jumps.
  [[nodiscard]] bool is_indexed() const;
  /// An MP4 whose first stamp is wild and the next ones crushed behind it: neither its edit list
  /// nor its average rate mean anything.
  [[nodiscard]] bool begins_crushed() const { return begins_crushed_; }
  /// HTTP live streaming: a list of pieces.
  [[nodiscard]] bool is_playlist() const;
  /// It goes on under another header, which libav does not follow, nor can it be opened in
  /// sections.
  [[nodiscard]] bool loses_header() const;
  /// The playlist says that somewhere its clock does not run on; one that grows is asked again.
  bool says_discontinuity();
  /// Packets begin with start codes, and carry their own parameter sets.
  [[nodiscard]] bool has_start_codes() const;
  /// Streams may move to other numbers on the way.
  [[nodiscard]] bool may_switch() const;
  /// At its end: nothing in the protocol tells a sender that has finished from one that broke off.
  [[nodiscard]] bool ends_without_mark() const;
  /// At its end: a transport stream of packets of one size, cut within one.
  [[nodiscard]] bool ends_inside_a_packet() const;
  [[nodiscard]] double patience_s() const {
    return options_.live ? options_.live->silence_s : timeout_s_;
  }
  /// As libav was given it; may hold a password.
  [[nodiscard]] const std::string& url() const { return location_.url; }
  /// Of a plain file, else empty.
  [[nodiscard]] std::string path() const;

  /// A picture came out of the decoder: a live stream is silent from here.
  void had_picture() { pictured_at_ = wall_now(); }
  /// av_read_frame with a limit on how long it may stall.
  int read(AVPacket& packet);
  [[nodiscard]] bool can_seek() const;
  /// It can be opened once more and gives the same.
  [[nodiscard]] bool can_reopen() const;
  /// Why what is asked for at places other than here cannot be had; empty when it can.
  [[nodiscard]] std::string why_no_seek() const;
  /// The recording goes on in another file, or in another section of the playlist.
  [[nodiscard]] bool has_next_part() const {
    return has_next_section() || (!pieces_ && part_ + 1 < parts_.size());
  }
  /// Closes this file and opens the one it goes on in; video() and audio() are that one's then.
  Status open_next_part();
  /// How what was opened last follows on what came before.
  enum class Follows {
    as_asked,       ///< another recording, put behind it
    discontinuous,  ///< as the playlist marks: on another clock
    on_its_clock
  };
  [[nodiscard]] Follows follows() const { return follows_; }
  /// Of a playlist opened in sections all of them, else the container's claim; kNoTime: none.
  [[nodiscard]] Nanoseconds claimed_duration() const;
  /// Its files are pieces of one stream, read as one.
  [[nodiscard]] bool is_in_pieces() const { return pieces_.has_value(); }
  /// Files of a recording in several; empty for one.
  [[nodiscard]] const std::vector<std::string>& parts() const { return parts_; }
  /// Of pictures in files: how many there are and the places they take; none for other sources.
  [[nodiscard]] const std::vector<PictureFile>& pictures() const { return location_.pictures; }
  /// Of pictures in files: how many are missing just before the one at this place.
  [[nodiscard]] std::int64_t missing_before(std::int64_t place) const;
  /// To a key picture at or before `stamp` of a stream; false when that fails.
  bool seek(int stream, std::int64_t stamp);
  /// Makes a blocked or later read() fail with AVERROR_EXIT. Callable from any thread.
  void interrupt() { stop_ = true; }
  [[nodiscard]] bool interrupted() const { return stop_; }
  [[nodiscard]] bool timed_out() const { return timed_out_; }

 private:
  explicit Input(const SourceOptions& options)
      : options_(options), timeout_s_(options.open_timeout_s) {}
  Status open_location(const Location& location);
  Status open_container(const Location& location);
  bool finds_crushed_start();
  [[nodiscard]] bool has_next_section() const { return section_ + 1 < sections_; }
  Status open_section(std::size_t section);
  void give_section(AVFormatContext& context);
  void read_list();
  std::string read_address(const std::string& url, std::int64_t offset, std::int64_t size);
  Status choose_streams(const std::string& name);
  Status choose_audio(const std::string& name, const std::string& wanted);
  void discard_unwanted();
  void allow(double seconds) {
    deadline_ = wall_now() + from_seconds(seconds);
    timed_out_ = false;
  }
  void note_fault(int code) const;
  static int should_stop(void* self);
  Status open_pipe(const Location& location, AVFormatContext& context);
  int connect(const std::string& url, AVFormatContext& context);
  [[nodiscard]] std::string why_empty(int code, const Location& location) const;
  int read_picture(AVPacket& packet);
  int read_live(AVPacket& packet);
  [[nodiscard]] std::string advice(int code, const std::string& reason) const;
  static int read_pipe(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek_pipe(void* self, std::int64_t offset, int whence);
  static int read_section(void* self, std::uint8_t* buffer, int size);
  void find_pieces();
  void give_pieces(AVFormatContext& context);
  static int read_pieces(void* self, std::uint8_t* buffer, int size);
  static std::int64_t seek_pieces(void* self, std::int64_t offset, int whence);

  FileDescriptor pipe_;   // standard input or a FIFO; libav's own protocols block inside read(2)
  UniqueAVIOContext io_;  // outlives the container that reads through it; so does the next
  std::unique_ptr<AVIOContext, LibavFree<avio_closep>> connection_;
  std::int64_t pipe_bytes_ = 0;
  UniqueInputFormat container_;
  AVStream* video_ = nullptr;
  AVStream* audio_ = nullptr;
  std::vector<AVStream*> tracks_;  // of sound, in the container's order
  Location location_;
  bool network_ = false, live_ = false;
  bool begins_crushed_ = false;
  Playlist list_;
  std::size_t section_ = 0, sections_ = 0;  ///< of the playlist, when it is opened in sections
  std::size_t section_read_ = 0;            ///< bytes of its text
  std::string whitelist_;                   ///< protocols that the playlist may name
  Follows follows_ = Follows::as_asked;
  SourceOptions options_;
  std::vector<std::string> parts_;
  std::optional<StreamPieces> pieces_;
  std::size_t part_ = 0, next_picture_ = 0;
  double timeout_s_ = 10.0;
  std::atomic<bool> stop_ = false, timed_out_ = false;
  std::atomic<Nanoseconds> deadline_ = 0;
  Nanoseconds pictured_at_ = 0;
};

}  // namespace touchline
