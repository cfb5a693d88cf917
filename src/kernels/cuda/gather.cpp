#include "kernels/cuda/gather.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace touchline {
namespace {

constexpr unsigned kThreads = 128;

unsigned blocks_for(std::size_t items, unsigned threads) {
  return (static_cast<unsigned>(items) + threads - 1) / threads;
}

}  // namespace

std::vector<LineProfile>& FrameSampler::lines() {
  lines_.clear();
  return lines_;
}

std::vector<Place>& FrameSampler::places() {
  places_.clear();
  return places_;
}

Result<std::span<const float>> FrameSampler::read_lines(const Frame& frame) {
  TL_ASSERT(frame.info().device.is_cuda());
  if (lines_.empty()) return std::span<const float>();
  const auto samples = static_cast<std::size_t>(lines_.back().first + lines_.back().samples());
  const std::size_t bytes = lines_.size() * sizeof(LineProfile);
  TL_CHECK(profiles_.reserve(bytes, samples * sizeof(float)));
  std::memcpy(profiles_.input(), lines_.data(), bytes);
  int longest = 0;
  for (const LineProfile& line : lines_) longest = std::max(longest, line.samples());
  const ReadProfiles work{
      YuvReader(frame), reinterpret_cast<const LineProfile*>(profiles_.device_input()),
      static_cast<int>(lines_.size()), reinterpret_cast<float*>(profiles_.device_output())};
  constexpr cuda::Grid kBlock{32, 4};
  TL_CHECK(profiles_.run(frame.ready(),
                         {blocks_for(static_cast<std::size_t>(longest), kBlock.x),
                          blocks_for(lines_.size(), kBlock.y)},
                         kBlock, work));
  return std::span(reinterpret_cast<const float*>(profiles_.output()), samples);
}

Result<std::span<const Yuv8>> FrameSampler::read_places(const Frame& frame) {
  TL_ASSERT(frame.info().device.is_cuda());
  if (places_.empty()) return std::span<const Yuv8>();
  const std::size_t bytes = places_.size() * sizeof(Place);
  TL_CHECK(samples_.reserve(bytes, places_.size() * sizeof(Yuv8)));
  std::memcpy(samples_.input(), places_.data(), bytes);
  const ReadPlaces work{YuvReader(frame), reinterpret_cast<const Place*>(samples_.device_input()),
                        static_cast<int>(places_.size()),
                        reinterpret_cast<Yuv8*>(samples_.device_output())};
  TL_CHECK(samples_.run(frame.ready(), {blocks_for(places_.size(), kThreads)}, {kThreads}, work));
  return std::span(reinterpret_cast<const Yuv8*>(samples_.output()), places_.size());
}

}  // namespace touchline
