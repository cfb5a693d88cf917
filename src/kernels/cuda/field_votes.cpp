#include "kernels/cuda/field_votes.h"

#include <utility>

#include "base/assert.h"
#include "kernels/cuda/launch.h"

namespace touchline {

Status DeviceFieldVotes::reserve(std::size_t bytes) {
  const auto& context = stream_.context();
  if (!gather_.function) {
    TL_ASSIGN(gather_, cuda::find_kernel(context, kernel_image("field_votes"), "gather_rows"));
  }
  if (bytes <= capacity_) return {};
  capacity_ = bytes;
  Pool pool(capacity_, cuda::device_allocator(context));
  for (auto& rows : kept_) rows = pool.acquire();
  if (kept_[0] && kept_[1]) return {};
  capacity_ = 0;
  return fail(Errc::no_device, "device",
              "no memory left on cuda:{} for {} bytes of rows; fewer sources need less",
              context->info().index, bytes);
}

Result<std::span<const BlockVote>> DeviceFieldVotes::look(GatherRows rows, bool compare) {
  TL_ASSERT(rows.bands > 0 && rows.bands <= static_cast<int>(GatherRows::kMostBands));
  const auto bytes = static_cast<std::size_t>(rows.width) * static_cast<std::size_t>(rows.rows());
  TL_ASSERT(!compare || bytes <= capacity_);
  TL_CHECK(reserve(bytes));
  std::swap(kept_[0], kept_[1]);
  rows.out = kept_[0].get();
  CompareFields work{kept_[1].get(), kept_[0].get(), rows.width, rows.bands, nullptr};
  const auto blocks = static_cast<std::size_t>(work.blocks());
  if (compare) TL_CHECK(exchange_.reserve(0, blocks * sizeof(BlockVote)));
  TL_CHECK(stream_.launch(gather_, tiles(rows.width, rows.rows()), kTile, rows));
  if (!compare) {
    TL_ASSIGN(const auto done, stream_.record());
    TL_CHECK(done->wait());
    return std::span<const BlockVote>();
  }
  constexpr unsigned kThreads = 32;  // few, so that they spread over the GPU
  work.out = reinterpret_cast<BlockVote*>(exchange_.device_output());
  const auto groups = (static_cast<unsigned>(blocks) + kThreads - 1) / kThreads;
  TL_CHECK(exchange_.run(nullptr, {groups}, {kThreads}, work));
  return std::span(reinterpret_cast<const BlockVote*>(exchange_.output()), blocks);
}

}  // namespace touchline
