// One of the places that a live video goes to: a queue, a thread, and a muxer that is opened again
// whenever it is lost.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "sink/muxer.h"
#include "sink/outlet_board.h"
#include "sink/video_writer.h"

namespace touchline {

class Outlet {
 public:
  /// options.path is the place. `video` is an open encoder; what is needed of it is copied.
  Outlet(const VideoOptions& options, double new_file_s, const AVCodecContext& video,
         std::optional<AudioInfo> audio, std::shared_ptr<OutletBoard> board);
  ~Outlet();
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  /// Errc::bad_config: it is no place for a video; Errc::io: a file or playlist that cannot be
  /// begun. A peer is connected to later, on the thread that begins here.
  Status start();
  /// Neither waits, whatever the peer does. Times as those of PacketSink.
  void write(const AVPacket& packet);
  void write_audio(const Packet& packet, Nanoseconds pts_ns);
  /// Whether it waits for a key frame; asking takes the wish back.
  bool take_wish_for_key();
  /// Nothing follows. What waits is written, if it can be at once.
  void close();
  /// After close(): why it is worse than it should be, its place named.
  std::vector<std::string> join();

  [[nodiscard]] bool ended() const;
  [[nodiscard]] const std::string& target() const { return target_; }

 private:
  /// A picture, or sound.
  struct Waiting {
    UniqueAVPacket picture;
    Packet sound = {};
    Nanoseconds pts_ns = 0;
  };
  static bool is_picture(const Waiting& waiting) { return waiting.picture != nullptr; }
  /// Until nothing follows, or an error after which it does not come back.
  Status work();
  Status connect();
  /// Sends until nothing follows or an error.
  Status send();
  Status send(Waiting& waiting);
  Status go_on_in_next_file();
  std::optional<Waiting> next();
  void pause(Nanoseconds gone_for);
  void accept(bool accepting);
  /// Empties the queue; how many pictures were in it.
  std::int64_t empty_queue();
  /// The muxer goes; what made its video worse stays.
  void let_go();
  template <class Change>
  void tell(Change&& change);

  VideoOptions options_;
  double new_file_s_;
  std::string target_;
  UniqueAVCodecContext video_;  ///< what a muxer asks an encoder
  std::optional<AudioInfo> audio_;
  std::shared_ptr<OutletBoard> board_;
  std::size_t place_;
  bool comes_back_;  ///< a file that failed stays as it is
  Nanoseconds most_behind_ns_;

  // Of its thread.
  std::unique_ptr<Muxer> muxer_;
  std::optional<std::int64_t> zero_;  ///< ticks of what muxer_ took first
  int files_ = 1;
  std::vector<std::string> degraded_;

  mutable std::mutex mutex_;  ///< of what follows
  std::condition_variable ready_;
  std::deque<Waiting> queue_;
  std::size_t queued_bytes_ = 0;
  bool accepting_ = false, waits_for_key_ = false, wishes_key_ = false, closed_ = false,
       ended_ = false;
  std::thread thread_;
};

}  // namespace touchline
