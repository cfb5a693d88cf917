#include "source/combing.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <utility>

#include "source/picture.h"

namespace touchline {
namespace {

constexpr int kBlock = 16;  // columns and rows of a block
constexpr int kMostBands = 16, kRowsPerBand = 72;

/// Mean differences below are noise: nothing moved.
constexpr int kMoved = 3 * kBlock * kBlock;

/// Votes that a picture needs to look combed by itself, and that a window of them needs.
constexpr int kLeastVotes = 3, kLeastInWindow = 12;
constexpr int kLeastPictures = 3;
/// So many pictures that do not look combed end a window: film on video has two or three in a row.
constexpr int kLongestLull = 5;
/// A frugal watch looks at all of the first pictures, then at the first two of each turn.
constexpr std::int64_t kFirstPictures = 16, kTurn = 8;

/// After so long without one more combed picture a stream is progressive again.
constexpr Nanoseconds kRemembered = kSecond;

/// Sums over a block: `within` a picture its rows against the mean of their neighbours; with the
/// neighbours or the rows of the picture before, by the order in which they would be near in time.
struct Differences {
  int within = 0, top_first = 0, bottom_first = 0;
};

#if defined(__SSE2__)

__m128i load(const std::uint8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
int total(__m128i sums) { return _mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4); }

Differences compare(const FieldLines& before, const FieldLines& now, int band, int x) {
  __m128i within = _mm_setzero_si128();
  __m128i near[2] = {within,
                     within};  // of odd rows with the even ones now, and the other way round
  __m128i above = load(now.row(band, 0) + x), row = load(now.row(band, 1) + x);
  __m128i old_above = load(before.row(band, 0) + x), old_row = load(before.row(band, 1) + x);
  for (int r = 1; r <= kBlock; ++r) {
    const __m128i below = load(now.row(band, r + 1) + x);
    const __m128i old_below = load(before.row(band, r + 1) + x);
    const __m128i mean = _mm_avg_epu8(above, below), old_mean = _mm_avg_epu8(old_above, old_below);
    within = _mm_add_epi64(within, _mm_sad_epu8(mean, row));
    __m128i &mine = near[(r & 1) ^ 1], &other = near[r & 1];
    mine = _mm_add_epi64(mine, _mm_sad_epu8(mean, old_row));
    other = _mm_add_epi64(other, _mm_sad_epu8(old_mean, row));
    above = std::exchange(row, below);
    old_above = std::exchange(old_row, old_below);
  }
  return {total(within), total(near[0]), total(near[1])};
}

#else

Differences compare(const FieldLines& before, const FieldLines& now, int band, int x) {
  Differences sums;
  for (int r = 1; r <= kBlock; ++r) {
    const auto mean = [&](const FieldLines& lines, int i) {
      return (lines.row(band, r - 1)[x + i] + lines.row(band, r + 1)[x + i] + 1) / 2;
    };
    for (int i = 0; i < kBlock; ++i) {
      const int row = now.row(band, r)[x + i], old_row = before.row(band, r)[x + i];
      sums.within += std::abs(mean(now, i) - row);
      const int with_new_mean = std::abs(mean(now, i) - old_row);
      const int with_old_mean = std::abs(mean(before, i) - row);
      sums.top_first += r % 2 ? with_new_mean : with_old_mean;
      sums.bottom_first += r % 2 ? with_old_mean : with_new_mean;
    }
  }
  return sums;
}

#endif

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

void narrow(const std::uint8_t* from, const Component& component, int width, std::uint8_t* to) {
  from += component.offset;
  if (component.words) {
    for (int x = 0; x < width; ++x, from += component.step)
      to[x] = static_cast<std::uint8_t>((from[0] | from[1] << 8) >> component.shift);
  } else if (component.step == 1) {
    std::copy_n(from, width, to);
  } else {
    for (int x = 0; x < width; ++x) to[x] = from[x * component.step];
  }
}

}  // namespace

Status FieldLines::take(const AVFrame& frame, GpuPictures* gpu) {
  const auto component = first_component(format_of(frame));
  const bool can = component && frame.width >= kBlock && frame.height >= 2 * kRows;
  width_ = can ? frame.width : 0;
  bands_ = can ? std::clamp(frame.height / kRowsPerBand, 1, kMostBands) : 0;
  if (!can) return {};
  samples_.resize(static_cast<std::size_t>(bands_) * kRows * static_cast<std::size_t>(width_));
  const auto row_bytes =
      static_cast<std::size_t>(width_) * static_cast<std::size_t>(component->step);
  // Bands start at even rows, or their fields would change places.
  const auto start = [&](int band) {
    const int top = ((frame.height - kRows) * (2 * band + 1) / (2 * bands_)) & ~1;
    return frame.data[0] + std::ptrdiff_t{top} * frame.linesize[0];
  };
  std::array<const std::uint8_t*, kMostBands> bands{};
  for (int band = 0; band < bands_; ++band) bands[static_cast<std::size_t>(band)] = start(band);
  std::ptrdiff_t pitch = frame.linesize[0];
  if (is_on_gpu(frame)) {
    const std::span wanted(bands.data(), static_cast<std::size_t>(bands_));
    TL_ASSIGN(const std::uint8_t* packed,
              gpu->row_bands().read(wanted, pitch, static_cast<int>(row_bytes), kRows));
    pitch = static_cast<std::ptrdiff_t>(row_bytes);
    for (std::size_t band = 0; band < wanted.size(); ++band)
      bands[band] = packed + band * row_bytes * kRows;
  }
  for (int band = 0; band < bands_; ++band) {
    const std::uint8_t* from = bands[static_cast<std::size_t>(band)];
    for (int row = 0; row < kRows; ++row)
      narrow(from + row * pitch, *component, width_,
             samples_.data() + (std::ptrdiff_t{band} * kRows + row) * width_);
  }
  return {};
}

FieldVotes& FieldVotes::operator+=(const FieldVotes& more) {
  top_first += more.top_first;
  bottom_first += more.bottom_first;
  progressive += more.progressive;
  return *this;
}

bool FieldVotes::are_fields(int least) const {
  const auto [few, many] = std::minmax(top_first, bottom_first);
  return many >= least && many >= 4 * few && 2 * many >= progressive;
}

FieldVotes field_votes(const FieldLines& before, const FieldLines& now) {
  FieldVotes votes;
  if (before.width() != now.width() || before.bands() != now.bands()) return votes;
  for (int band = 0; band < now.bands(); ++band) {
    for (int x = 0; x + kBlock <= now.width(); x += kBlock) {
      const Differences sums = compare(before, now, band, x);
      const auto [near, far] = std::minmax(sums.top_first, sums.bottom_first);
      if (far < kMoved) continue;
      // Fields lie as far apart within a picture as across two; a line that moves up or down may
      // look ordered too, but its picture is whole.
      const bool woven = 10 * sums.within >= 7 * near && 20 * sums.within >= 9 * far;
      if (5 * far >= 7 * near && woven) {
        ++(sums.top_first < sums.bottom_first ? votes.top_first : votes.bottom_first);
      } else if (10 * sums.within < 6 * near) {
        ++votes.progressive;
      }
    }
  }
  return votes;
}

Result<CombWatch::Verdict> CombWatch::look(const AVFrame& frame, GpuPictures* gpu,
                                           Nanoseconds pts_ns) {
  const std::int64_t number = pictures_++;
  const bool quiet = !combed_ && undecided_ == 0;
  const std::int64_t turn = number < kFirstPictures ? 1 : number % kTurn;
  if (frugal_ && quiet && turn > 1) {
    before_ = {};
    return Verdict::progressive;
  }
  TL_CHECK(now_.take(frame, gpu));
  const FieldVotes votes = field_votes(before_, now_);
  std::swap(before_, now_);
  if (before_.bands() == 0) return Verdict::progressive;
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
  if (seen_ >= kLeastPictures && window_.are_fields(kLeastInWindow)) {
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
