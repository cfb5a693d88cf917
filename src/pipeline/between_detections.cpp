#include "pipeline/between_detections.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace touchline {
namespace {

using Pair = std::pair<const Detection*, const Detection*>;

/// Boxes of both frames that are the same thing's, in the order of the first: the best overlaps
/// first, ties in the frames' order.
std::vector<Pair> pairs_of(const Detections& first, const Detections& second) {
  constexpr float kLeastOverlap = 0.3F;
  struct Candidate {
    float overlap;
    std::size_t a, b;
  };
  std::vector<Candidate> candidates;
  for (std::size_t a = 0; a < first.size(); ++a)
    for (std::size_t b = 0; b < second.size(); ++b) {
      if (first[a].class_id != second[b].class_id) continue;
      if (const float overlap = iou(first[a].box, second[b].box); overlap >= kLeastOverlap)
        candidates.push_back({overlap, a, b});
    }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& x, const auto& y) { return x.overlap > y.overlap; });
  std::vector<const Detection*> other(first.size());
  std::vector<bool> taken(second.size());
  for (const auto& [overlap, a, b] : candidates) {
    if (other[a] || taken[b]) continue;
    other[a] = &second[b];
    taken[b] = true;
  }
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < first.size(); ++a)
    if (other[a]) pairs.emplace_back(&first[a], other[a]);
  return pairs;
}

/// One side of a box at `share` of the time between two: `outwards` is -1 for left and top.
float side(float from, float to, float share, float outwards) {
  // Nobody moves evenly: the farthest from both ends, half of the way is left as room.
  constexpr float kRoom = 0.5F;
  const float unsure = 4 * share * (1 - share);
  return from + (to - from) * share + outwards * kRoom * unsure * std::abs(to - from);
}

Detection between(const Detection& from, const Detection& to, float share) {
  const Box &a = from.box, &b = to.box;
  const float left = side(a.x, b.x, share, -1), top = side(a.y, b.y, share, -1);
  const float right = side(a.right(), b.right(), share, 1),
              bottom = side(a.bottom(), b.bottom(), share, 1);
  return {{left, top, right - left, bottom - top}, std::min(from.score, to.score), from.class_id};
}

/// `clip` begins and ends with a moment that was seen; none between them was.
void interpolate(std::span<Moment> clip) {
  const auto &first = clip.front(), &last = clip.back();
  const auto pairs = pairs_of(first.seen.detections, last.seen.detections);
  const auto whole = static_cast<double>(last.picture.pts_ns - first.picture.pts_ns);
  for (auto& moment : clip.subspan(1, clip.size() - 2)) {
    const auto share = static_cast<float>(
        static_cast<double>(moment.picture.pts_ns - first.picture.pts_ns) / whole);
    auto& seen = moment.seen;
    seen.detections.clear();
    for (const auto& [from, to] : pairs) seen.detections.push_back(between(*from, *to, share));
    std::stable_sort(seen.detections.begin(), seen.detections.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
    seen.interpolated = true;
  }
}

class WithInterpolation final : public Look {
 public:
  explicit WithInterpolation(std::unique_ptr<Look> look) : look_(std::move(look)) {}
  Status see(std::span<Clip> batch) override {
    TL_CHECK(look_->see(batch));
    for (auto& clip : batch) interpolate_detections(clip.moments);
    return {};
  }
  Status warm_up() override { return look_->warm_up(); }
  [[nodiscard]] InferTimes spent() const override { return look_->spent(); }

 private:
  std::unique_ptr<Look> look_;
};

}  // namespace

void interpolate_detections(std::span<Moment> clip) {
  std::size_t seen = clip.size();  // the last that was; none yet
  for (std::size_t i = 0; i < clip.size(); ++i) {
    if (!clip[i].due.test(0)) continue;
    if (seen + 1 < i) interpolate(clip.subspan(seen, i - seen + 1));
    seen = i;
  }
}

std::function<Result<std::unique_ptr<Look>>()> with_interpolation(
    std::function<Result<std::unique_ptr<Look>>()> open) {
  return [open = std::move(open)]() -> Result<std::unique_ptr<Look>> {
    TL_ASSIGN(auto look, open());
    return std::unique_ptr<Look>(std::make_unique<WithInterpolation>(std::move(look)));
  };
}

}  // namespace touchline
