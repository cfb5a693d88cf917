// Plain ByteTrack (Zhang et al., ECCV 2022), the yardstick of the tracking ladder: what anybody
// gets from detections alone. Written for clarity, not speed; tools/eval/tracking_ladder.py
// compares with the supervision library's.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "geometry/assignment.h"
#include "records/detection.h"

namespace touchline::testing {

struct ByteTrackOptions {
  float activation = 0.25F;  ///< detections above are the first pass's; new tracks need 0.1 more
  float lowest = 0.1F;       ///< of the second pass
  double first = 0.8, second = 0.5, young = 0.7;  ///< largest cost in each association
  int buffer_frames = 30;                         ///< a lost track waits this long
};

class ByteTrack {
 public:
  struct Sample {
    std::int64_t id = 0;
    Box box;
    float score = 0;
  };

  explicit ByteTrack(const ByteTrackOptions& options = {}) : o_(options) {}

  std::vector<Sample> update(const Detections& detections) {
    ++frame_;
    std::vector<Detection> sure, weak;
    for (const Detection& d : detections) {
      if (d.score > o_.activation) sure.push_back(d);
      if (d.score > o_.lowest && d.score <= o_.activation) weak.push_back(d);
    }
    for (Track& t : tracks_) t.predict();
    match(sure, o_.first, true, [](const Track& t) { return t.activated; });
    match(weak, o_.second, false, [&](const Track& t) { return t.activated && !t.lost; });
    match(sure, o_.young, true, [](const Track& t) { return !t.activated; });
    for (Track& t : tracks_) t.lost = t.seen != frame_;
    std::erase_if(tracks_, [&](const Track& t) {
      return t.lost && (!t.activated || frame_ - t.seen > o_.buffer_frames);
    });
    for (const Detection& d : sure)
      if (d.score >= o_.activation + 0.1F) tracks_.emplace_back(d, frame_, ++last_id_);
    std::vector<Sample> out;
    for (const Track& t : tracks_)
      if (t.activated && !t.lost) out.push_back({t.id, t.box(), t.score});
    return out;
  }

 private:
  /// Position and velocity of one of centre x, centre y, aspect, height; one step is a frame.
  struct Axis {
    double x = 0, v = 0, xx = 0, xv = 0, vv = 0;
    void predict(double position_sigma, double velocity_sigma) {
      x += v;
      xx += 2 * xv + vv + position_sigma * position_sigma;
      xv += vv;
      vv += velocity_sigma * velocity_sigma;
    }
    void update(double z, double sigma) {
      const double s = xx + sigma * sigma, kx = xx / s, kv = xv / s, off = z - x;
      x += kx * off, v += kv * off;
      vv -= kv * xv, xv -= kx * xv, xx -= kx * xx;
    }
  };
  static constexpr double kPlace = 1.0 / 20, kSpeed = 1.0 / 160;  // of the height, as published

  struct Track {
    Track(const Detection& d, int now, std::int64_t number)
        : id(number), seen(now), score(d.score), activated(now == 1) {
      const auto z = measured(d.box);
      for (std::size_t k = 0; k < 4; ++k) {
        const double place = k == 2 ? 1e-2 : 2 * kPlace * z[3];
        const double speed = k == 2 ? 1e-5 : 10 * kSpeed * z[3];
        axes[k] = {z[k], 0, place * place, 0, speed * speed};
      }
    }
    void predict() {
      if (lost) axes[3].v = 0;
      const double h = axes[3].x;
      for (std::size_t k = 0; k < 4; ++k)
        axes[k].predict(k == 2 ? 1e-2 : kPlace * h, k == 2 ? 1e-5 : kSpeed * h);
    }
    void update(const Detection& d, int now) {
      const double h = axes[3].x;
      const auto z = measured(d.box);
      for (std::size_t k = 0; k < 4; ++k) axes[k].update(z[k], k == 2 ? 1e-1 : kPlace * h);
      seen = now;
      score = d.score;
      activated = true;
    }
    [[nodiscard]] Box box() const {
      const double h = axes[3].x, w = axes[2].x * h;
      return {static_cast<float>(axes[0].x - w / 2), static_cast<float>(axes[1].x - h / 2),
              static_cast<float>(w), static_cast<float>(h)};
    }
    static std::array<double, 4> measured(const Box& b) {
      return {b.center().x, b.center().y, b.w / b.h, b.h};
    }
    std::array<Axis, 4> axes{};
    std::int64_t id;
    int seen;
    float score;
    bool activated, lost = false;
  };

  /// Associates and removes what was matched from `detections`. `fuse`: overlap times score.
  template <typename Takes>
  void match(std::vector<Detection>& detections, double limit, bool fuse, Takes takes) {
    std::vector<Track*> rows;
    for (Track& t : tracks_)
      if (t.seen != frame_ && takes(t)) rows.push_back(&t);
    if (rows.empty() || detections.empty()) return;
    std::vector<double> costs;
    for (const Track* t : rows)
      for (const Detection& d : detections)
        costs.push_back(std::min(1 - iou(t->box(), d.box) * (fuse ? d.score : 1.0), limit + 1e-4));
    std::vector<int> column(rows.size());
    Assignment(64).solve(costs, static_cast<int>(rows.size()), static_cast<int>(detections.size()),
                         column);
    std::vector<bool> used(detections.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (column[r] < 0) continue;
      const auto c = static_cast<std::size_t>(column[r]);
      if (costs[r * detections.size() + c] > limit) continue;
      rows[r]->update(detections[c], frame_);
      used[c] = true;
    }
    std::size_t at = 0;
    std::erase_if(detections, [&](const Detection&) { return used[at++]; });
  }

  ByteTrackOptions o_;
  std::vector<Track> tracks_;
  int frame_ = 0;
  std::int64_t last_id_ = 0;
};

}  // namespace touchline::testing
