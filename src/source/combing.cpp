#include "source/combing.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

#include "source/picture.h"

namespace touchline {
namespace {

constexpr int kBlock = CompareFields::kBlock, kRows = CompareFields::kRows;
constexpr int kRowsPerBand = 72;

/// Votes that a picture needs to look combed by itself, and that a window of them needs.
constexpr int kLeastVotes = 3, kLeastInWindow = 12;
constexpr int kLeastPictures = 3;
/// So many pictures that do not look combed end a window: film on video has two or three in a row.
constexpr int kLongestLull = 5;
/// A frugal watch looks at all of the first pictures, then at the first two of each turn.
constexpr std::int64_t kFirstPictures = 16, kTurn = 8;

/// After so long without one more combed picture a stream is progressive again.
constexpr Nanoseconds kRemembered = kSecond;

/// Where the first component of a format lies, when it can be read row by row.
struct Component {
  int plane = 0, step = 0, offset = 0, shift = 0;  ///< `shift` to eight bits; step in bytes
  bool words = false;
};

std::optional<Component> first_component(AVPixelFormat format) {
  const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(format);
  constexpr std::uint64_t kOdd = AV_PIX_FMT_FLAG_BE | AV_PIX_FMT_FLAG_PAL |
                                 AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL |
                                 AV_PIX_FMT_FLAG_FLOAT;
  if (!descriptor || (descriptor->flags & kOdd) != 0) return std::nullopt;
  const auto& first = descriptor->comp[0];
  if (first.depth < 8 || first.depth > 16 || first.plane != 0) return std::nullopt;
  return Component{first.plane, first.step, first.offset, first.shift + first.depth - 8,
                   first.depth > 8};
}

void narrow(const std::uint8_t* from, const FieldBands& bands, std::uint8_t* to) {
  if (bands.words) {
    for (int x = 0; x < bands.width; ++x, from += bands.step)
      to[x] = static_cast<std::uint8_t>((from[0] | from[1] << 8) >> bands.shift);
  } else if (bands.step == 1) {
    std::copy_n(from, bands.width, to);
  } else {
    for (int x = 0; x < bands.width; ++x) to[x] = from[x * bands.step];
  }
}

FieldVotes count(std::span<const BlockVote> blocks) {
  const auto votes = [&](BlockVote vote) {
    return static_cast<int>(std::count(blocks.begin(), blocks.end(), vote));
  };
  return {votes(BlockVote::top_first), votes(BlockVote::bottom_first),
          votes(BlockVote::progressive)};
}

}  // namespace

FieldBands bands_of(const AVFrame& frame) {
  FieldBands bands;
  const auto component = first_component(format_of(frame));
  if (!component || frame.width < kBlock || frame.height < 2 * kRows) return bands;
  // Of words on a GPU the upper byte is read.
  if (is_on_gpu(frame) && component->words && component->shift != 8) return bands;
  bands.width = frame.width;
  bands.count = std::clamp(frame.height / kRowsPerBand, 1, FieldBands::kMost);
  bands.pitch = frame.linesize[0];
  bands.step = component->step;
  bands.shift = component->shift;
  bands.words = component->words;
  for (int band = 0; band < bands.count; ++band) {
    // Bands start at even rows, or their fields would change places.
    const int top = ((frame.height - kRows) * (2 * band + 1) / (2 * bands.count)) & ~1;
    bands.tops[static_cast<std::size_t>(band)] =
        frame.data[0] + top * bands.pitch + component->offset;
  }
  return bands;
}

void InterlacedRows::take(const FieldBands& bands) {
  const auto width = static_cast<std::size_t>(bands.width);
  samples_.resize(static_cast<std::size_t>(bands.count * kRows) * width);
  std::uint8_t* to = samples_.data();
  for (int band = 0; band < bands.count; ++band) {
    const std::uint8_t* from = bands.tops[static_cast<std::size_t>(band)];
    for (int row = 0; row < kRows; ++row, to += width) narrow(from + row * bands.pitch, bands, to);
  }
}

FieldVotes& FieldVotes::operator+=(const FieldVotes& more) {
  top_first += more.top_first;
  bottom_first += more.bottom_first;
  progressive += more.progressive;
  return *this;
}

bool FieldVotes::beyond_chance() const {
  const int apart = top_first - bottom_first;
  return apart * apart >= 12 * (top_first + bottom_first);
}

bool FieldVotes::are_fields(int least) const {
  const auto [few, many] = std::minmax(top_first, bottom_first);
  return many >= least && many >= 4 * few && 2 * many >= progressive;
}

FieldVotes field_votes(const InterlacedRows& before, const InterlacedRows& now,
                       const FieldBands& bands) {
  CompareFields work{before.samples(), now.samples(), bands.width, bands.count, nullptr};
  std::vector<BlockVote> blocks(static_cast<std::size_t>(work.blocks()));
  work.out = blocks.data();
  compare_fields(work);
  return count(blocks);
}

/// Takes the rows of a picture; the votes against those of the one before, none where they differ.
Result<FieldVotes> CombWatch::compare(const AVFrame& frame, const FieldBands& bands,
                                      GpuPictures* gpu) {
  const Kept now{bands.count, bands.width, is_on_gpu(frame)};
  const bool alike = std::exchange(kept_, now) == now;
  if (bands.count == 0) return FieldVotes();
  if (now.on_gpu) {
    GatherRows rows{{}, bands.pitch, bands.step, bands.width, bands.count, nullptr};
    for (std::size_t i = 0; i < static_cast<std::size_t>(bands.count); ++i)
      rows.tops[i] = bands.tops[i] + (bands.words ? 1 : 0);
    TL_ASSIGN(const auto blocks, gpu->field_votes().look(rows, alike));
    return count(blocks);
  }
  now_.take(bands);
  const auto votes = alike ? field_votes(before_, now_, bands) : FieldVotes();
  std::swap(before_, now_);
  return votes;
}

Result<CombWatch::Verdict> CombWatch::look(const AVFrame& frame, GpuPictures* gpu,
                                           Nanoseconds pts_ns) {
  const std::int64_t number = pictures_++;
  const bool quiet = !combed_ && undecided_ == 0;
  const std::int64_t turn = number < kFirstPictures ? 1 : number % kTurn;
  if (frugal_ && quiet && turn > 1) {
    kept_ = {};
    return Verdict::progressive;
  }
  const auto bands = bands_of(frame);
  TL_ASSIGN(const auto votes, compare(frame, bands, gpu));
  if (bands.count == 0) return Verdict::progressive;
  // The first picture has nothing to be compared with: the next one tells.
  if (number == 0) return Verdict::undecided;
  return weigh(votes, pts_ns);
}

CombWatch::Verdict CombWatch::weigh(const FieldVotes& votes, Nanoseconds pts_ns) {
  const bool seen = votes.are_fields(kLeastVotes);
  if (combed_) {
    if (seen) {
      last_seen_ns_ = pts_ns;
      order_ += votes.top_first - votes.bottom_first;
      whole_ = 0;
    }
    whole_ += !seen && votes.progressive >= kLeastInWindow;
    if (pts_ns - last_seen_ns_ <= kRemembered && whole_ < kLongestLull) return Verdict::combed;
    combed_ = false;
  }
  if (undecided_ == 0 && !seen) return Verdict::progressive;
  if (undecided_ == 0) {
    window_ = {};
    seen_ = 0;
  }
  window_ += votes;
  seen_ += seen;
  unseen_ = seen ? 0 : unseen_ + 1;
  if (seen_ >= kLeastPictures && window_.are_fields(kLeastInWindow) && window_.beyond_chance()) {
    combed_ = true;
    undecided_ = whole_ = 0;
    last_seen_ns_ = pts_ns;
    order_ += window_.top_first - window_.bottom_first;
    return Verdict::combed;
  }
  if (++undecided_ < kMostUndecided && unseen_ < kLongestLull) return Verdict::undecided;
  undecided_ = 0;
  return Verdict::progressive;
}

}  // namespace touchline
