#include "track/two_clusters.h"

#include <limits>

namespace touchline {
namespace {

constexpr double kOutlier = 20;          ///< units
constexpr double kRefinedOutlier2 = 36;  ///< squared standard deviations
constexpr std::size_t kMostSeeds = 8;
constexpr int kRounds = 8;
constexpr double kLeastSpread = 1.0;  ///< units: people of one team never look more alike
constexpr double kLeastNoise = 2.0;   ///< units, of a single sample
constexpr int kLeastMembers = 3;
constexpr double kLeastShare = 0.2, kLeastExplained = 0.65;
constexpr double kLeastDistance = 7, kLeastSeparation = 4;
constexpr double kShadeChroma = 3.5, kShadeLightness = 14;  ///< units
constexpr double kShadeShare = 0.6;                         ///< of the difference in lightness

void move_centres(std::span<const KitPoint> points, const std::vector<int>& group,
                  std::array<KitVector, 2>& centre) {
  std::array<KitVector, 2> sum{};
  std::array<double, 2> weight{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (group[i] < 0) continue;
    const auto g = static_cast<std::size_t>(group[i]);
    weight[g] += points[i].weight;
    for (std::size_t d = 0; d < sum[g].size(); ++d) sum[g][d] += points[i].weight * points[i].at[d];
  }
  for (std::size_t g = 0; g < 2; ++g) {
    if (weight[g] <= 0) continue;
    for (std::size_t d = 0; d < sum[g].size(); ++d) centre[g][d] = sum[g][d] / weight[g];
  }
}

}  // namespace

double KitClusters::separation() const {
  const double apart = distance();
  if (apart <= 0) return 0;
  double variance = 0;
  for (std::size_t d = 0; d < spread.size(); ++d) {
    const double u = (centre[0][d] - centre[1][d]) / apart;
    variance += u * u * spread[d];
  }
  return apart / std::sqrt(std::max(variance, kLeastSpread * kLeastSpread));
}

void TwoClusters::choose_seeds(std::span<const KitPoint> points) {
  std::size_t heaviest = 0;
  for (std::size_t i = 1; i < points.size(); ++i)
    if (points[i].weight > points[heaviest].weight) heaviest = i;
  seeds_.assign(1, heaviest);
  while (seeds_.size() < std::min(kMostSeeds, points.size())) {
    std::size_t farthest = 0;
    double most = -1;
    for (std::size_t i = 0; i < points.size(); ++i) {
      double nearest = std::numeric_limits<double>::infinity();
      for (const std::size_t s : seeds_)
        nearest = std::min(nearest, kit_distance2(points[i].at, points[s].at));
      if (nearest > most) most = nearest, farthest = i;
    }
    seeds_.push_back(farthest);
  }
}

double TwoClusters::settle(std::span<const KitPoint> points, std::array<KitVector, 2>& centre) {
  double cost = 0;
  for (int round = 0; round < kRounds; ++round) {
    double total = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double d0 = kit_distance2(points[i].at, centre[0]),
                   d1 = kit_distance2(points[i].at, centre[1]);
      const double least = std::min(d0, d1), limit = kOutlier * kOutlier;
      group_[i] = least > limit ? -1 : (d0 <= d1 ? 0 : 1);
      total += points[i].weight * std::min(least, limit);
    }
    move_centres(points, group_, centre);
    if (round > 0 && total >= cost) break;
    cost = total;
  }
  return cost;
}

void TwoClusters::refine(std::span<const KitPoint> points, KitClusters& found) {
  for (int round = 0; round < 3; ++round) {
    found.spread = {};
    found.noise = {};
    found.members = {};
    found.weight = {};
    double all = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      all += points[i].weight;
      if (group_[i] < 0) continue;
      const auto g = static_cast<std::size_t>(group_[i]);
      ++found.members[g];
      found.weight[g] += points[i].weight;
      for (std::size_t d = 0; d < found.spread.size(); ++d) {
        const double off = points[i].at[d] - found.centre[g][d];
        found.spread[d] += points[i].weight * off * off;
        found.noise[d] += points[i].weight * (off * off + points[i].variance[d]);
      }
    }
    const double inside = found.weight[0] + found.weight[1];
    if (inside <= 0) return;
    found.explained = inside / all;
    for (std::size_t d = 0; d < found.spread.size(); ++d) {
      found.spread[d] = std::max(found.spread[d] / inside, kLeastSpread * kLeastSpread);
      found.noise[d] = std::max(found.noise[d] / inside, kLeastNoise * kLeastNoise);
    }
    if (round == 2) return;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double d0 = kit_distance2(points[i].at, found.centre[0], found.spread),
                   d1 = kit_distance2(points[i].at, found.centre[1], found.spread);
      const double least2 = std::min(kit_distance2(points[i].at, found.centre[0]),
                                     kit_distance2(points[i].at, found.centre[1]));
      const bool odd = std::min(d0, d1) > kRefinedOutlier2 || least2 > kOutlier * kOutlier;
      group_[i] = odd ? -1 : (d0 <= d1 ? 0 : 1);
    }
    move_centres(points, group_, found.centre);
  }
}

std::optional<KitClusters> TwoClusters::find(std::span<const KitPoint> points) {
  if (points.size() < 2) return std::nullopt;
  group_.assign(points.size(), -1);
  choose_seeds(points);
  KitClusters best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < seeds_.size(); ++a) {
    for (std::size_t b = a + 1; b < seeds_.size(); ++b) {
      std::array<KitVector, 2> centre = {points[seeds_[a]].at, points[seeds_[b]].at};
      const double cost = settle(points, centre);
      if (cost < least) least = cost, best.centre = centre;
    }
  }
  settle(points, best.centre);
  refine(points, best);
  return best;
}

bool is_two_teams(const KitClusters& c) {
  const double lesser = std::min(c.weight[0], c.weight[1]), inside = c.weight[0] + c.weight[1];
  if (std::min(c.members[0], c.members[1]) < kLeastMembers || lesser < kLeastShare * inside)
    return false;
  if (c.explained < kLeastExplained || c.distance() < kLeastDistance ||
      c.separation() < kLeastSeparation)
    return false;
  // Half a team in the shade of a stand: darker all over, no other hue.
  const auto& [a, b] = c.centre;
  const double light = std::hypot(a[0] - b[0], a[3] - b[3]);
  const double chroma = std::sqrt(std::max(0.0, kit_distance2(a, b) - light * light));
  return chroma >= std::max(kShadeChroma, kShadeShare * light) || light >= kShadeLightness;
}

}  // namespace touchline
