// Combed pictures: two fields of different times woven into one and flagged progressive.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "source/gpu_pictures.h"

namespace touchline {

/// Rows of a picture at a few heights, eight bits a sample: what tells combing from texture.
class FieldLines {
 public:
  /// Of each band: sixteen rows to look at and their neighbours.
  static constexpr int kRows = 18;

  /// Reads them from the picture's first component, luma or red. Nothing is read (bands() is 0)
  /// from pictures too small to tell and from formats without plain rows.
  Status take(const AVFrame& frame, GpuPictures* gpu);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int bands() const { return bands_; }
  [[nodiscard]] const std::uint8_t* row(int band, int row) const {
    return samples_.data() + (static_cast<std::ptrdiff_t>(band) * kRows + row) * width_;
  }

 private:
  int width_ = 0, bands_ = 0;
  std::vector<std::uint8_t> samples_;
};

/// How many blocks of a picture moved as fields do, and how many as whole pictures do.
struct FieldVotes {
  int top_first = 0, bottom_first = 0, progressive = 0;
  FieldVotes& operator+=(const FieldVotes& more);
  /// Fields of one order, and too few blocks that say otherwise for chance or texture.
  [[nodiscard]] bool are_fields(int least) const;
};

/// Compares each field of `now` with the other of the same picture, and with the one of `before`.
/// When fields are of different times the other field of one order lies nearer in time than that of
/// the other order; the fields of a progressive picture lie nearest to each other. Texture, however
/// fine, does neither: it has no order.
FieldVotes field_votes(const FieldLines& before, const FieldLines& now);

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
  Verdict weigh(const FieldVotes& votes, Nanoseconds pts_ns);

  bool frugal_;
  FieldLines before_, now_;
  FieldVotes window_;
  int undecided_ = 0, seen_ = 0;  // pictures in the window; those that look combed by themselves
  int unseen_ = 0;                // pictures since the last of those
  int whole_ = 0;                 // pictures since then that moved as wholes
  bool combed_ = false;
  Nanoseconds last_seen_ns_ = kNoTime;
  std::int64_t order_ = 0, pictures_ = 0;
};

}  // namespace touchline
