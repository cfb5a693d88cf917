// Two groups of kits among people of whom some belong to neither.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "track/kit_space.h"

namespace touchline {

/// One person: the average kit, the scatter of the single samples, and how much it counts.
struct KitPoint {
  KitVector at{}, variance{};
  double weight = 0;
};

struct KitClusters {
  std::array<KitVector, 2> centre{};
  std::array<int, 2> members{};    ///< people
  std::array<double, 2> weight{};  ///< of the members
  KitVector spread{};              ///< variance of the members' averages about their centres
  KitVector noise{};               ///< variance of single samples about the centres
  double explained = 0;            ///< share of all weight that is in one or the other
  [[nodiscard]] double distance() const { return kit_distance(centre[0], centre[1]); }
  /// Distance of the centres in standard deviations of the members along the line that joins them.
  [[nodiscard]] double separation() const;
};

/// Truncated 2-means: a point farther than 20 units from both centres costs 20^2 and belongs to
/// neither, so officials and goalkeepers do not pull. Seeded from pairs of up to eight points
/// spread by farthest-first traversal, then refined in the members' own scatter (diagonal, pooled):
/// lightness that varies within the teams by shade counts for less. Deterministic; does not depend
/// on the order of the points but where they tie.
class TwoClusters {
 public:
  /// The best pair of groups; nothing with fewer than two points. Judge it with is_two_teams().
  std::optional<KitClusters> find(std::span<const KitPoint> points);

 private:
  void choose_seeds(std::span<const KitPoint> points);
  double settle(std::span<const KitPoint> points, std::array<KitVector, 2>& centre);
  void refine(std::span<const KitPoint> points, KitClusters& found);

  std::vector<std::size_t> seeds_;
  std::vector<int> group_;
};

/// Two teams, or one cluster cut in two? Asks for three people in each, a fifth of the weight in
/// the smaller, 65 % of the weight in both, centres 7 units and 4 standard deviations apart, and
/// more than a difference in lightness that shade could make.
bool is_two_teams(const KitClusters& clusters);

}  // namespace touchline
