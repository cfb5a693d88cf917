// A fragmented MP4 read back: its header, and which sample lies where, as far as the file is whole.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sink/mp4_boxes.h"

namespace touchline::mp4 {

/// A file that is read at places.
class RandomFile {
 public:
  static Result<RandomFile> open(const std::string& path);
  RandomFile(RandomFile&& other) noexcept { *this = std::move(other); }
  RandomFile& operator=(RandomFile&& other) noexcept;
  ~RandomFile();
  /// Exactly `bytes` from `offset`. Errc::io names the file.
  Status read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  RandomFile() = default;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::string path_;
};

struct Sample {
  std::uint32_t duration = 0, size = 0;
  std::int32_t composition = 0;  ///< presentation minus decoding time
  bool sync = false;
};

/// Samples of one track that follow each other in time and in the file.
struct Run {
  std::size_t track = 0;     ///< index into the header's tracks
  std::uint64_t time = 0;    ///< decoding time of the first, in the track's clock
  std::uint64_t offset = 0;  ///< of its data in the file
  std::uint64_t bytes = 0;
  std::vector<Sample> samples;
};

/// What the file says before its first fragment.
struct Header {
  struct Track {
    std::uint32_t id = 0, timescale = 0;
    bool video = false;
    Sample usual;  ///< what a sample is unless its fragment says otherwise
    View trak;     ///< into `moov`
  };
  Bytes moov;
  bool fragmented = false;
  std::vector<Track> tracks;
  std::uint64_t first_fragment = 0;  ///< where it begins
};

/// Errc::bad_input when the file has no whole header or one that this does not know.
Result<Header> read_header(const RandomFile& file);
/// Every run of every whole fragment, in the file's order; what a crash cut short is left out.
Status for_each_run(const RandomFile& file, const Header& header,
                    const std::function<void(const Run&)>& use);

}  // namespace touchline::mp4
