// Combed pictures: two fields of different times woven into one and flagged progressive.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "kernels/field_votes.h"
#include "source/gpu_pictures.h"

namespace touchline {

/// Where a picture has the rows that tell combing from texture: of each band those of its blocks
/// and their neighbours, eight bits a sample, of the first component, luma or red.
struct FieldBands {
  static constexpr int kMost = 16;

  int width = 0, count = 0;  ///< count 0: too small to tell, or of a format without plain rows
  std::array<const std::uint8_t*, kMost> tops{};  ///< the first sample of each
  std::ptrdiff_t pitch = 0;                       ///< bytes
  int step = 1;                                   ///< bytes from one sample to the next
  int shift = 0;                                  ///< to eight bits, of 16-bit samples
  bool words = false;                             ///< samples are of 16 bits
};
FieldBands bands_of(const AVFrame& frame);

/// The rows of a picture in host memory.
class InterlacedRows {
 public:
  void take(const FieldBands& bands);
  [[nodiscard]] const std::uint8_t* samples() const { return samples_.data(); }

 private:
  std::vector<std::uint8_t> samples_;
};

/// How many blocks of a picture moved as fields do, and how many as whole pictures do.
struct FieldVotes {
  int top_first = 0, bottom_first = 0, progressive = 0;
  FieldVotes& operator+=(const FieldVotes& more);
  /// Fields of one order, and too few blocks that say otherwise for chance or texture.
  [[nodiscard]] bool are_fields(int least) const;
  /// Whether blocks that vote by the toss of a coin would be of one mind so much once in 2,000
  /// times at most: 3.5 sigma of a binomial, which is all of 12.
  [[nodiscard]] bool beyond_chance() const;
};

/// Of `now` and the picture before, which has as many bands, as wide.
FieldVotes field_votes(const InterlacedRows& before, const InterlacedRows& now,
                       const FieldBands& bands);

/// Watches a stream, picture after picture.
class CombWatch {
 public:
  /// The most pictures that stay undecided.
  static constexpr int kMostUndecided = 12;
  /// `frugal`: while nothing is combed, look at two neighbours out of eight pictures only.
  explicit CombWatch(bool frugal = false) : frugal_(frugal) {}

  enum class Verdict { progressive, undecided, combed };

  /// `combed`: enough of the pictures since it last was `undecided` (or did not leave `combed`)
  /// are. Without movement nothing can be told, nor need it be: such a picture is as it was before,
  /// for a second at most.
  Result<Verdict> look(const AVFrame& frame, GpuPictures* gpu, Nanoseconds pts_ns);
  /// Which field is shown first, by all votes so far.
  [[nodiscard]] bool top_first() const { return order_ >= 0; }

 private:
  Result<FieldVotes> compare(const AVFrame& frame, const FieldBands& bands, GpuPictures* gpu);
  Verdict weigh(const FieldVotes& votes, Nanoseconds pts_ns);

  bool frugal_;
  /// Of the picture before, when its rows were taken: how many bands (0: they were not), how wide
  /// and where they are kept.
  struct Kept {
    int count = 0, width = 0;
    bool on_gpu = false;
    bool operator==(const Kept&) const = default;
  } kept_;
  InterlacedRows before_, now_;  ///< of pictures in host memory
  FieldVotes window_;
  int undecided_ = 0, seen_ = 0;  // pictures in the window; those that look combed by themselves
  int unseen_ = 0;                // pictures since the last of those
  int whole_ = 0;                 // pictures since then that moved as wholes
  bool combed_ = false;
  Nanoseconds last_seen_ns_ = kNoTime;
  std::int64_t order_ = 0, pictures_ = 0;
};

}  // namespace touchline
