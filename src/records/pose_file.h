// poses.bin: the bodies that a network saw in every frame of a source. docs/poses.md has the bytes.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "records/observation.h"
#include "records/track.h"

namespace touchline {

/// What holds for all frames of the file.
struct PoseHeader {
  std::string source_id;
  int width = 0, height = 0;         ///< of the source's pictures when it was opened, pixels
  std::vector<std::string> classes;  ///< names of the detections' classes
  std::vector<std::string> points;   ///< names, in the order of Body::points; at least one
  std::string network, sha256;       ///< that found them: its name, and the hash of its file
  std::string precision, engine;     ///< what it computed in, and what computed it
  bool operator==(const PoseHeader&) const = default;
};

/// Where a frame's block begins in the file, of every so many.
struct PosePlace {
  std::int64_t frame = 0;
  std::int64_t pts_ns = 0;
  std::uint64_t offset = 0;
};

/// Each frame is in the file when write() returns, whole: what a crash leaves can be read.
class PoseWriter {
 public:
  /// Creates (truncates) the file. Errc::io names it and the reason.
  static Result<PoseWriter> create(const std::string& path, const PoseHeader& header);
  /// Frame, time, picture size and bodies of `seen`, with their detections. Frames come in
  /// ascending order. Errc::internal: a body with more or fewer points than the header names.
  Status write(const Observation& seen);
  /// Writes the index and closes. Closing twice is harmless.
  Status close();

 private:
  PoseWriter(File file, std::size_t points) : file_(std::move(file)), points_(points) {}
  /// Puts kind, size and checksum before the payload in bytes_, and writes it.
  Status write_block(std::uint32_t kind);

  File file_;
  std::size_t points_;
  std::uint64_t frames_ = 0;
  std::vector<PosePlace> places_;
  std::string bytes_;  ///< of a block
};

/// Reads files of this version, whatever is in them: an error or what was promised.
class PoseReader {
 public:
  /// Errc::io when the file cannot be read; Errc::bad_input when it is no such file, or of another
  /// version.
  static Result<PoseReader> open(const std::string& path);

  [[nodiscard]] const PoseHeader& header() const { return header_; }
  /// Fills frame, pts_ns, width, height, bodies and detections (those of the bodies alone) of
  /// `seen`; false: there is no further frame. Errc::bad_input tells where the file is damaged.
  Result<bool> next(Observation& seen);
  /// The next frame will be the first with this number or a later one. Fast where the file has its
  /// index.
  void seek(std::int64_t frame);
  /// At the end: there was no index, which is what a crash leaves. What is not whole was passed
  /// over.
  [[nodiscard]] bool cut_short() const { return !ended_whole_; }
  /// How many frames the file holds; null: it has no index.
  [[nodiscard]] std::optional<std::uint64_t> frames() const { return frames_; }

 private:
  PoseReader() = default;
  Status read_header();
  void read_index();
  bool parse_index(std::uint64_t offset);
  /// The payload of the block at at_ into bytes_; false: nothing whole lies there.
  bool read_block(std::uint32_t kind);
  /// `count` bytes from `offset` into bytes_; false: there are fewer.
  bool read(std::uint64_t offset, std::size_t count);
  [[nodiscard]] Error damaged(const char* what) const;
  Status parse_frame(Observation& seen) const;

  std::string path_, bytes_;
  std::ifstream file_;
  std::uint64_t size_ = 0;                      ///< of the file
  std::uint64_t first_ = 0, at_ = 0, end_ = 0;  ///< of the blocks of frames
  PoseHeader header_;
  std::vector<PosePlace> places_;
  std::optional<std::uint64_t> frames_;
  std::int64_t last_ = -1;  ///< frame
  std::int64_t from_ = -1;  ///< see seek()
  bool ended_whole_ = false;
};

/// Gives every body the track that its detection is a measurement of: the sample with that very box
/// and score, before rows are rounded.
void name_bodies(const TrackSamples& samples, Observation& seen);

}  // namespace touchline
