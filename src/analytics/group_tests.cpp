#include "analytics/group_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/assert.h"

namespace touchline {
namespace {

/// SplitMix64: the same numbers everywhere, unlike the distributions of <random>.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint64_t below(std::uint64_t count) { return next() % count; }

 private:
  std::uint64_t next() {
    std::uint64_t x = state_ += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
  }
  std::uint64_t state_;
};

void shuffle(std::vector<std::size_t>& order, Draws& draws) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
}

struct Moments {
  double mean = 0, variance_of_mean = 0;
};

using Members = std::span<const std::size_t>;

Moments moments(const Curves& curves, Members members, std::size_t sample) {
  const auto count = static_cast<double>(members.size());
  double sum = 0, squares = 0;
  for (const std::size_t m : members) sum += curves[m][sample];
  const double mean = sum / count;
  for (const std::size_t m : members) squares += std::pow(curves[m][sample] - mean, 2);
  return {mean, squares / (count - 1) / count};
}

std::vector<double> t_of(const Curves& curves, Members a, Members b) {
  std::vector<double> t(curves[a[0]].size());
  for (std::size_t i = 0; i < t.size(); ++i) {
    const Moments one = moments(curves, a, i), other = moments(curves, b, i);
    const double off = one.mean - other.mean;
    const double spread = std::sqrt(one.variance_of_mean + other.variance_of_mean);
    if (off != 0)
      t[i] =
          spread > 0 ? off / spread : std::copysign(std::numeric_limits<double>::max() / 1e6, off);
  }
  return t;
}

std::vector<Cluster> clusters_of(const std::vector<double>& t, double from) {
  std::vector<Cluster> found;
  for (std::size_t i = 0; i < t.size(); ++i) {
    if (std::abs(t[i]) < from) continue;
    const bool goes_on =
        !found.empty() && found.back().last + 1 == i && (found.back().mass > 0) == (t[i] > 0);
    if (!goes_on) found.push_back({i, i, 0, 1});
    found.back().last = i;
    found.back().mass += t[i];
  }
  return found;
}

Curves joined(const Curves& a, const Curves& b) {
  Curves all = a;
  all.insert(all.end(), b.begin(), b.end());
  for (const auto& curve : all) TL_ASSERT(curve.size() == all[0].size());
  return all;
}

std::vector<std::size_t> places(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

/// Ways to deal `a + b` things into groups of these sizes.
double ways_to_deal(std::size_t a, std::size_t b) {
  double ways = 1;
  for (std::size_t i = 1; i <= a; ++i) ways *= static_cast<double>(b + i) / static_cast<double>(i);
  return ways;
}

/// `each` is given the members in the order of a dealing, the first `a` of them one group: of every
/// way where they are few, else of the groups as they are and as many random ones as the rule says.
/// How often it was called.
template <class Each>
int for_each_dealing(std::size_t a, std::size_t b, const ClusterRule& rule, const Each& each) {
  std::vector<std::size_t> order = places(a + b);
  if (ways_to_deal(a, b) > rule.permutations) {
    each(order);
    Draws draws(rule.seed);
    for (int k = 0; k < rule.permutations; ++k) {
      shuffle(order, draws);
      each(order);
    }
    return rule.permutations + 1;
  }
  int count = 0;
  std::vector<char> is_first(a + b, 0);
  std::fill_n(is_first.begin(), a, 1);
  do {
    std::size_t one = 0, other = a;
    for (std::size_t i = 0; i < order.size(); ++i) order[is_first[i] ? one++ : other++] = i;
    each(order);
    ++count;
  } while (std::prev_permutation(is_first.begin(), is_first.end()));
  return count;
}

}  // namespace

std::vector<double> welch_t(const Curves& a, const Curves& b) {
  TL_ASSERT(a.size() > 1 && b.size() > 1);
  const std::vector<std::size_t> order = places(a.size() + b.size());
  const Members all(order);
  return t_of(joined(a, b), all.first(a.size()), all.subspan(a.size()));
}

std::vector<Cluster> cluster_test(const Curves& a, const Curves& b, const ClusterRule& rule) {
  if (a.size() < 2 || b.size() < 2) return {};
  const Curves all = joined(a, b);
  const auto clusters_as_dealt = [&](Members order) {
    return clusters_of(t_of(all, order.first(a.size()), order.subspan(a.size())), rule.t);
  };
  std::vector<Cluster> found = clusters_as_dealt(places(all.size()));
  if (found.empty()) return found;
  std::vector<int> as_large(found.size(), 0);
  const int dealings = for_each_dealing(a.size(), b.size(), rule, [&](Members order) {
    double largest = 0;
    for (const Cluster& c : clusters_as_dealt(order)) largest = std::max(largest, std::abs(c.mass));
    for (std::size_t i = 0; i < found.size(); ++i)
      as_large[i] += largest >= std::abs(found[i].mass) * (1 - 1e-12) ? 1 : 0;
  });
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i].p = static_cast<double>(as_large[i]) / dealings;
  return found;
}

double permutation_p(std::span<const double> a, std::span<const double> b, int permutations,
                     std::uint64_t seed) {
  if (a.empty() || b.empty()) return 1;
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  std::vector<std::size_t> order = places(all.size());
  const double total = std::accumulate(all.begin(), all.end(), 0.0);
  const auto na = static_cast<double>(a.size()), nb = static_cast<double>(b.size());
  const auto off = [&] {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += all[order[i]];
    return std::abs(sum / na - (total - sum) / nb);
  };
  const double seen = off();
  int as_large = 1;
  Draws draws(seed);
  for (int k = 0; k < permutations; ++k) {
    shuffle(order, draws);
    as_large += off() >= seen * (1 - 1e-12) ? 1 : 0;
  }
  return static_cast<double>(as_large) / (permutations + 1);
}

std::vector<double> false_discovery_q(std::span<const double> p) {
  std::vector<std::size_t> order = places(p.size());
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t x, std::size_t y) { return p[x] < p[y]; });
  std::vector<double> q(p.size());
  double least = 1;
  for (std::size_t rank = p.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
    q[i] = least;
  }
  return q;
}

}  // namespace touchline
