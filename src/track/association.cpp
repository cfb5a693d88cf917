#include "track/association.h"

#include <cmath>
#include <limits>

namespace touchline {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kChiSquare2 = 18.42;  ///< 0.9999 quantile, two degrees of freedom
constexpr double kBuffer = 0.4, kLargestBuffer = 0.8;
constexpr double kDistanceWeight = 0.5, kHeightWeight = 0.2, kKitWeight = 0.5;
constexpr double kKitAlike = 1, kKitUnlike = 2.5;  ///< standard deviations
constexpr double kKitEnough_s = 0.3;
constexpr double kFarOff = 100;  ///< squared sigmas in the image: no metres can mend that

/// Overlap of two boxes that both grow by `margin` pixels on every side.
double buffered_iou(const Box& a, const Box& b, double margin) {
  const double w =
      static_cast<double>(std::min(a.right(), b.right())) - std::max(a.x, b.x) + 2 * margin;
  const double h =
      static_cast<double>(std::min(a.bottom(), b.bottom())) - std::max(a.y, b.y) + 2 * margin;
  if (w <= 0 || h <= 0) return 0;
  const double area_a = (a.w + 2 * margin) * (a.h + 2 * margin);
  const double area_b = (b.w + 2 * margin) * (b.h + 2 * margin);
  return w * h / (area_a + area_b - w * h);
}

/// 0..1: how unlike the kits are.
double kit_cost(const TrackView& track, const Sighting* sighting) {
  if (sighting == nullptr || !(sighting->kit_weight > 0) || track.kit == nullptr ||
      track.kit->total_s() < kKitEnough_s)
    return 0;
  KitVector scatter = track.kit->variance();
  for (double& v : scatter) v += kLeastScatter2;
  const double apart = std::sqrt(kit_distance2(track.kit->mean(), sighting->kit, scatter) /
                                 static_cast<double>(scatter.size()));
  return std::clamp((apart - kKitAlike) / (kKitUnlike - kKitAlike), 0.0, 1.0) *
         sighting->kit_weight;
}

}  // namespace

double match_cost(const TrackView& track, const Detection& detection, const Sighting* sighting) {
  const BoxFilter& filter = *track.filter;
  // The cheap test first: most pairs are far apart, and no gate reaches over this distance.
  double distance2 = filter.centre_distance2(detection.box.center(), detection.score);
  const bool placed =
      sighting != nullptr && sighting->field && track.field != nullptr && track.field->known();
  if (distance2 > (placed ? kFarOff : kChiSquare2)) return kInfinity;
  const double ratio = detection.box.h / track.box.h;
  if (ratio > 2 || ratio < 0.5) return kInfinity;
  if (placed) {
    const double metres2 = track.field->distance2(*sighting->field);
    if (!track.field->reachable(*sighting->field)) return kInfinity;
    if (distance2 > kChiSquare2 && !(metres2 <= kChiSquare2)) return kInfinity;
    distance2 = std::min({distance2, metres2, kChiSquare2});
  }
  const double margin =
      std::min(kBuffer + std::sqrt(filter.centre_sigma2()), kLargestBuffer) * filter.body();
  return 1 - buffered_iou(track.box, detection.box, margin) +
         kDistanceWeight * distance2 / kChiSquare2 + kHeightWeight * std::abs(std::log(ratio)) +
         kKitWeight * kit_cost(track, sighting);
}

Associator::Associator() {
  for (auto* costs : {&cost_, &small_cost_}) costs->reserve(index(kUsualPeople * kUsualPeople));
  for (auto* ints : {&row_choices_, &column_choices_, &rows_, &columns_, &column_of_row_}) {
    ints->reserve(index(kUsualPeople));
  }
  matches_.reserve(index(kUsualPeople));
}

std::span<const TrackMatch> Associator::match(std::span<const TrackView> tracks,
                                              std::span<const Detection> detections, double limit,
                                              std::span<const Sighting> sightings) {
  const int rows = static_cast<int>(tracks.size()), columns = static_cast<int>(detections.size());
  matches_.clear();
  cost_.resize(index(rows) * index(columns));
  row_choices_.assign(index(rows), 0);
  column_choices_.assign(index(columns), 0);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const Sighting* sighting = sightings.empty() ? nullptr : &sightings[index(c)];
      const double cost = match_cost(tracks[index(r)], detections[index(c)], sighting);
      const bool possible = cost <= limit;
      cost_[index(r) * index(columns) + index(c)] = possible ? cost : kInfinity;
      row_choices_[index(r)] += possible;
      column_choices_[index(c)] += possible;
    }
  }
  // A pair that has only each other needs no solver; what is left is small even in a crowd.
  rows_.clear();
  columns_.clear();
  for (int c = 0; c < columns; ++c) {
    if (column_choices_[index(c)] > 0) columns_.push_back(c);
  }
  for (int r = 0; r < rows; ++r) {
    if (row_choices_[index(r)] == 0) continue;
    const double* costs = cost_.data() + index(r) * index(columns);
    int only = -1;
    if (row_choices_[index(r)] == 1) {
      only = static_cast<int>(
          std::find_if(costs, costs + columns, [](double cost) { return cost < kInfinity; }) -
          costs);
    }
    if (only >= 0 && column_choices_[index(only)] == 1) {
      matches_.push_back({r, only});
      std::erase(columns_, only);
    } else {
      rows_.push_back(r);
    }
  }
  if (!rows_.empty()) match_crowded(columns, limit);
  std::sort(matches_.begin(), matches_.end(),
            [](const TrackMatch& a, const TrackMatch& b) { return a.track < b.track; });
  return matches_;
}

void Associator::match_crowded(int columns, double limit) {
  const int rows = static_cast<int>(rows_.size()), width = static_cast<int>(columns_.size());
  // A pair beyond the limit costs as much as two left alone, so it is never better than a possible
  // one.
  const double alone = limit + 1;
  small_cost_.resize(index(rows) * index(width));
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < width; ++c) {
      const double cost =
          cost_[index(rows_[index(r)]) * index(columns) + index(columns_[index(c)])];
      small_cost_[index(r) * index(width) + index(c)] = std::min(cost, alone);
    }
  }
  column_of_row_.resize(index(rows));
  assignment_.solve(small_cost_, rows, width, column_of_row_);
  for (int r = 0; r < rows; ++r) {
    const int c = column_of_row_[index(r)];
    if (c >= 0 && small_cost_[index(r) * index(width) + index(c)] <= limit) {
      matches_.push_back({rows_[index(r)], columns_[index(c)]});
    }
  }
}

}  // namespace touchline
