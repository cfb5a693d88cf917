// Do two groups of curves differ, and where, without finding differences in noise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchline {

using Curves = std::vector<std::vector<double>>;  ///< all of one length

/// Welch's t of two groups at each sample; 0 where neither group varies and the means agree.
std::vector<double> welch_t(const Curves& a, const Curves& b);

struct ClusterRule {
  double t = 2.0;  ///< |t| from which neighbouring samples of one sign form a cluster
  int permutations = 2000;
  std::uint64_t seed = 1;
};

struct Cluster {
  std::size_t first = 0, last = 0;  ///< samples, both included
  double mass = 0;                  ///< sum of t; its sign tells which group is higher
  double p = 1;                     ///< of a cluster as large anywhere in curves with mixed labels
};

/// Cluster-based permutation test (Maris and Oostenveld 2007). All clusters are given, in order;
/// when those with p <= alpha count, a false one is found anywhere in the curves with a probability
/// of at most alpha. Groups of fewer than two curves have none. The same on every machine.
std::vector<Cluster> cluster_test(const Curves& a, const Curves& b, const ClusterRule& rule = {});

/// p of the difference of two groups' means, by permutation, two-sided; 1 for groups of none.
double permutation_p(std::span<const double> a, std::span<const double> b, int permutations,
                     std::uint64_t seed);

/// Benjamini and Hochberg: each test's q, the least share of false discoveries at which it counts.
std::vector<double> false_discovery_q(std::span<const double> p);

}  // namespace touchline
