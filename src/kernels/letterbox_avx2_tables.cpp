// Which bytes of a row feed which output of the AVX2 letterbox.
#include <algorithm>

#include "kernels/letterbox_avx2.h"

namespace touchline {
namespace {

constexpr int kLanes = 16, kLoad = 16, kPlaces = 8;
constexpr std::uint8_t kZero = 0x80;

/// Two neighbouring taps of one output, and their place in a half vector.
struct Pair {
  int place, byte[2], weight[2];
};
using Pairs = std::vector<Pair>;

/// Samples of one channel in a row of `bytes` bytes.
struct Channel {
  const ResampleAxis& axis;
  int bytes, step, offset;
};

void add_pair(const Channel& c, int x, int tap, int place, Pairs& pairs) {
  if (x >= static_cast<int>(c.axis.first.size()) || tap >= c.axis.taps) return;
  const int byte = (c.axis.first[static_cast<std::size_t>(x)] + tap) * c.step + c.offset;
  const bool both = tap + 1 < c.axis.taps;
  pairs.push_back({place,
                   {byte, both ? byte + c.step : byte},
                   {c.axis.of(x)[tap], both ? c.axis.of(x)[tap + 1] : 0}});
}

/// The pairs of half `half` of vector `vector` of the block that starts at x0.
Pairs pairs_of(const Channel& c, PairTable::Kind kind, int x0, int vector, int half) {
  Pairs pairs;
  const int x = kind == PairTable::Kind::pairs ? x0 + 8 * half : x0 + 8 * vector + 4 * half;
  if (kind == PairTable::Kind::quads) {
    for (int tap = 0; tap < c.axis.taps; tap += 2) {
      for (int i = 0; i < 4; ++i) add_pair(c, x + i, tap, 2 * i + tap / 2 % 2, pairs);
    }
  } else if (kind == PairTable::Kind::joint) {
    const Channel v{c.axis, c.bytes, c.step, c.offset + 1};
    for (int i = 0; i < 4; ++i) add_pair(c, x + i, 0, i, pairs);
    for (int i = 0; i < 4; ++i) add_pair(v, x + i, 0, i + 4, pairs);
  } else {
    for (int i = 0; i < kPlaces; ++i) add_pair(c, x + i, 0, i, pairs);
  }
  return pairs;
}

/// Moves into half `half` of `term` the pairs that one load reaches, from the leftmost on.
void take(Pairs& pairs, int row_bytes, int half, PairTerm& term) {
  std::fill_n(term.index + half * kLoad, kLoad, kZero);
  if (pairs.empty()) return;
  int from = row_bytes - kLoad;
  for (const Pair& pair : pairs) from = std::min(from, pair.byte[0]);
  term.offset[half] = from;
  bool taken[kPlaces] = {};
  Pairs left;
  for (const Pair& pair : pairs) {
    if (taken[pair.place] || pair.byte[1] >= from + kLoad) {
      left.push_back(pair);
      continue;
    }
    taken[pair.place] = true;
    for (int t = 0; t < 2; ++t) {
      const int at = half * kLoad + 2 * pair.place + t;
      term.index[at] = static_cast<std::uint8_t>(pair.byte[t] - from);
      term.weight[at] = static_cast<std::int8_t>(pair.weight[t]);
    }
  }
  pairs = std::move(left);
}

std::vector<PairTerm> terms_of(const Channel& c, PairTable::Kind kind, int x0, int vector) {
  Pairs first = pairs_of(c, kind, x0, vector, 0), second = pairs_of(c, kind, x0, vector, 1);
  std::vector<PairTerm> terms;
  while (!first.empty() || !second.empty()) {
    PairTerm term{};
    take(first, c.bytes, 0, term);
    take(second, c.bytes, 1, term);
    terms.push_back(term);
  }
  return terms;
}

PairTable make_table(const Channel& c, PairTable::Kind kind) {
  PairTable table;
  table.kind = kind;
  const int vectors = kind == PairTable::Kind::pairs ? 1 : 2;
  std::vector<std::vector<PairTerm>> all;
  for (int x = 0; x < static_cast<int>(c.axis.first.size()); x += kLanes) {
    for (int vector = 0; vector < vectors; ++vector) {
      all.push_back(terms_of(c, kind, x, vector));
      table.terms = std::max(table.terms, static_cast<int>(all.back().size()));
    }
  }
  for (auto& terms : all) {
    terms.resize(static_cast<std::size_t>(table.terms), PairTerm{});
    table.blocks.insert(table.blocks.end(), terms.begin(), terms.end());
  }
  return table;
}

}  // namespace

PairTables make_pair_tables(const ResampleAxis& luma_x, const ResampleAxis& chroma_x,
                            const FrameInfo& info) {
  using Kind = PairTable::Kind;
  PairTables tables;
  if (info.width < kLoad) return tables;
  tables.luma =
      make_table({luma_x, info.width, 1, 0}, luma_x.taps <= 2 ? Kind::pairs : Kind::quads);
  tables.usable = true;
  if (info.format == PixelFormat::gray8) return tables;
  const int step = info.format == PixelFormat::nv12 ? 2 : 1;
  const int bytes = subsampled(info.width, 1) * step;
  const bool few = chroma_x.taps <= 2;
  const Kind kind = !few ? Kind::quads : step == 2 ? Kind::joint : Kind::pairs;
  tables.usable = bytes >= kLoad;
  if (!tables.usable) return tables;
  tables.u = make_table({chroma_x, bytes, step, 0}, kind);
  if (kind != Kind::joint) tables.v = make_table({chroma_x, bytes, step, step - 1}, kind);
  return tables;
}

}  // namespace touchline
