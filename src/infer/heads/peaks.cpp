// Small things in heat maps, one map for each frame of a window.
#include <algorithm>
#include <utility>
#include <vector>

#include "infer/heads/heads.h"
#include "infer/point_networks.h"

namespace touchline::heads {
namespace {

/// Connected areas of a heat map (eight neighbours), each at the centre of what of it rises above
/// the threshold: networks that were taught discs answer with flat tops, of which no cell is the
/// highest.
class Blobs {
 public:
  /// Calls `found(centre in cells, highest value)` for every area of at least `least`, in the
  /// reading order of their first cells.
  template <class Found>
  void for_each(const HeatMap& map, float least, Found&& found) {
    seen_.assign(static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height), 0);
    for (int y = 0; y < map.height; ++y)
      for (int x = 0; x < map.width; ++x)
        if (enter(map, least, x, y)) gather(map, least, found);
  }

 private:
  bool enter(const HeatMap& map, float least, int x, int y) {
    if (!(map.at(x, y) >= least)) return false;
    auto& seen = seen_[static_cast<std::size_t>(y * map.width + x)];
    if (std::exchange(seen, char{1}) != 0) return false;
    open_.emplace_back(x, y);
    return true;
  }
  template <class Found>
  void gather(const HeatMap& map, float least, Found& found) {
    double weight = 0, sum_x = 0, sum_y = 0;
    float top = 0;
    while (!open_.empty()) {
      const auto [x, y] = open_.back();
      open_.pop_back();
      constexpr double kEdge = 1e-3;  // what only reaches the threshold is there, too
      const double above = double{map.at(x, y)} - least + kEdge;
      weight += above;
      sum_x += above * (x + 0.5);
      sum_y += above * (y + 0.5);
      top = std::max(top, map.at(x, y));
      for (int v = std::max(0, y - 1); v <= std::min(map.height - 1, y + 1); ++v)
        for (int u = std::max(0, x - 1); u <= std::min(map.width - 1, x + 1); ++u)
          enter(map, least, u, v);
    }
    found(Vec2f{static_cast<float>(sum_x / weight), static_cast<float>(sum_y / weight)}, top);
  }

  std::vector<char> seen_;
  std::vector<std::pair<int, int>> open_;
};

/// Output: n x frames x H/s x W/s, 0..1, a bump for each thing, of the frames of the window.
class HeatmapPeaks final : public Decoder<WindowPeaks> {
 public:
  explicit HeatmapPeaks(const ModelManifest& manifest)
      : name_(manifest.outputs[0]),
        frames_(manifest.input.window),
        stride_(static_cast<float>(manifest.strides[0])),
        width_(manifest.input.width / manifest.strides[0]),
        height_(manifest.input.height / manifest.strides[0]),
        least_(manifest.min_score),
        by_blobs_(manifest.blobs) {}

  Status decode(std::span<const TensorView> outputs, int image, const InputPlacement& at,
                WindowPeaks& out) override {
    TL_CHECK(expect_shape(outputs[0], name_, {-1, frames_, height_, width_}));
    out.resize(static_cast<std::size_t>(frames_));
    const float* heat = image_data(outputs[0], image);
    for (auto& peaks : out) {
      const HeatMap map{heat, width_, height_};
      heat += height_ * width_;
      peaks.clear();
      by_blobs_ ? find_blobs(map, at, peaks) : find_tops(map, at, peaks);
      keep_best(peaks);
    }
    return {};
  }

 private:
  void find_tops(const HeatMap& map, const InputPlacement& at, Peaks& peaks) const {
    for_each_peak(map, least_, [&](int x, int y, float score) {
      peaks.push_back({at.to_source(bump_centre(heat_top(map, x, y), stride_)), score});
    });
  }
  void find_blobs(const HeatMap& map, const InputPlacement& at, Peaks& peaks) {
    blobs_.for_each(map, least_, [&](Vec2f cell, float score) {
      peaks.push_back({at.to_source({cell.x * stride_, cell.y * stride_}), score});
    });
  }
  /// A broken network sees a peak in every ninth cell.
  static void keep_best(Peaks& peaks) {
    constexpr std::size_t kMost = 32;
    std::stable_sort(peaks.begin(), peaks.end(),
                     [](const Peak& a, const Peak& b) { return a.score > b.score; });
    if (peaks.size() > kMost) peaks.resize(kMost);
  }

  std::string name_;
  int frames_;
  float stride_;
  int width_, height_;
  float least_;
  bool by_blobs_;
  Blobs blobs_;
};

}  // namespace
}  // namespace touchline::heads

namespace touchline {

Result<std::unique_ptr<Decoder<WindowPeaks>>> make_peak_decoder(const ModelManifest& manifest) {
  TL_CHECK(heads::expect_layout(manifest, 1, 1));
  return std::unique_ptr<Decoder<WindowPeaks>>(std::make_unique<heads::HeatmapPeaks>(manifest));
}

}  // namespace touchline
