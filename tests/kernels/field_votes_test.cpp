#include "kernels/field_votes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/cuda/field_votes.h"
#include "support/uploaded.h"

namespace touchline {
namespace {

constexpr int kBlock = CompareFields::kBlock, kRows = CompareFields::kRows;

TEST(FieldVotes, AreOfOneOrderOfTheWholePictureOrNone) {
  EXPECT_EQ(vote_of({5000, 1000, 5000}), BlockVote::top_first);
  EXPECT_EQ(vote_of({5000, 5000, 1000}), BlockVote::bottom_first);
  EXPECT_EQ(vote_of({1000, 5000, 5000}), BlockVote::progressive) << "its rows fit each other best";
  EXPECT_EQ(vote_of({1000, 5000, 2000}), BlockVote::progressive) << "ordered, but whole";
  EXPECT_EQ(vote_of({5000, 5000, 5000}), BlockVote::none) << "no order: texture";
  EXPECT_EQ(vote_of({700, 700, 100}), BlockVote::none) << "too little moved";
}

std::vector<std::uint8_t> noise(std::size_t bytes, unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<std::uint8_t> all(bytes);
  for (auto& byte : all) byte = static_cast<std::uint8_t>(random() >> 9U);
  return all;
}

/// Rows of a smooth picture that moves by `shift` from a field to the next; `woven`: its odd rows
/// are a field later.
std::vector<std::uint8_t> rows_of(int width, int bands, int time, bool woven) {
  std::vector<std::uint8_t> all;
  for (int y = 0; y < bands * kRows; ++y)
    for (int x = 0; x < width; ++x) {
      const int at = x + 5 * (2 * time + (woven ? y % kRows % 2 : 0));
      all.push_back(
          static_cast<std::uint8_t>(at * 7 % 256 < 128 ? at * 7 % 128 : 127 - at * 7 % 128));
    }
  return all;
}

std::vector<BlockVote> votes_of(const std::vector<std::uint8_t>& before,
                                const std::vector<std::uint8_t>& now, int width, int bands,
                                bool plainly) {
  CompareFields work{before.data(), now.data(), width, bands, nullptr};
  std::vector<BlockVote> out(static_cast<std::size_t>(work.blocks()), BlockVote{77});
  work.out = out.data();
  if (plainly)
    for (int i = 0; i < work.blocks(); ++i) work(i);
  else
    compare_fields(work);
  return out;
}

TEST(FieldVotes, ByRowsAreThoseByThePlainFunctor) {
  for (const int width : {16, 17, 31, 640, 1920})
    for (const int bands : {1, 3}) {
      const auto bytes = static_cast<std::size_t>(width * bands * kRows);
      for (unsigned seed = 1; seed < 4; ++seed) {
        const auto a = noise(bytes, seed), b = noise(bytes, seed + 7);
        EXPECT_EQ(votes_of(a, b, width, bands, false), votes_of(a, b, width, bands, true));
      }
      for (const bool woven : {false, true}) {
        const auto a = rows_of(width, bands, 0, woven), b = rows_of(width, bands, 1, woven);
        const auto votes = votes_of(a, b, width, bands, false);
        EXPECT_EQ(votes, votes_of(a, b, width, bands, true));
        const auto most = woven ? BlockVote::top_first : BlockVote::progressive;
        EXPECT_GT(2 * std::count(votes.begin(), votes.end(), most),
                  static_cast<std::ptrdiff_t>(votes.size()))
            << width << (woven ? " woven" : " whole");
      }
    }
}

struct Shape {
  int width, height, step;
};

TEST(FieldVotes, OfPicturesOnTheGpuAreTheHosts) {
  TL_UPLOADS(gpu);
  DeviceFieldVotes device(gpu.stream());
  for (const auto& [width, height, step] : {Shape{640, 200, 1}, {1920, 1080, 1}, {853, 90, 2}}) {
    const int bands = std::min(height / kRows, static_cast<int>(GatherRows::kMostBands));
    std::vector<std::uint8_t> before;
    for (unsigned picture = 0; picture < 4; ++picture) {
      const Frame frame =
          testing::noise_frame(PixelFormat::gray8, width * step, height, 3 + picture, 5);
      const Frame there = gpu(frame);
      ASSERT_TRUE(there);
      GatherRows rows{{}, there.plane(0).pitch, step, width, bands, nullptr};
      std::vector<std::uint8_t> now;
      for (int band = 0; band < bands; ++band) {
        const int top = band * (height - kRows) / std::max(1, bands - 1);
        rows.tops[band] = there.plane(0).row(top) + step - 1;
        for (int y = top; y < top + kRows; ++y)
          for (int x = 0; x < width; ++x) now.push_back(frame.plane(0).row(y)[x * step + step - 1]);
      }
      const auto traffic = gpu.traffic();
      const auto votes = device.look(rows, picture > 0);
      ASSERT_TRUE(votes) << votes.error().message;
      const std::size_t blocks = picture > 0 ? static_cast<std::size_t>(width / kBlock * bands) : 0;
      ASSERT_EQ(votes->size(), blocks);
      EXPECT_EQ(gpu.traffic().bytes_to_host - traffic.bytes_to_host,
                static_cast<std::int64_t>(blocks));
      if (picture > 0) {
        const auto want = votes_of(before, now, width, bands, true);
        EXPECT_TRUE(std::equal(want.begin(), want.end(), votes->begin(), votes->end()));
      }
      before = std::move(now);
    }
  }
}

}  // namespace
}  // namespace touchline
