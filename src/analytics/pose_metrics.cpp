#include "analytics/pose_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <span>

namespace touchline {
namespace {

constexpr std::size_t kPoints = 17, kFirstLimb = 5;  // shoulders and all after them
constexpr std::size_t kMostFound = 20;               // of a picture, as COCO has it
constexpr double kTiny = std::numeric_limits<double>::epsilon();

/// How far labels of a point lie apart, in shares of a body's size (COCO).
constexpr std::array<double, kPoints> kSigmas{.026, .025, .025, .035, .035, .079, .079, .072, .072,
                                              .062, .062, .107, .107, .087, .087, .089, .089};

using People = std::vector<const ImagePose*>;

struct ImagePeople {
  People truth, found;             ///< found: the surest first, no more than COCO looks at
  std::vector<double> similarity;  ///< found x truth
  [[nodiscard]] double at(std::size_t d, std::size_t g) const {
    return similarity[d * truth.size() + g];
  }
};

std::size_t labelled(const ImagePose& pose, std::size_t first = 0) {
  return static_cast<std::size_t>(
      std::count_if(pose.points.begin() + static_cast<std::ptrdiff_t>(first), pose.points.end(),
                    [](const auto& point) { return point[2] > 0; }));
}

/// One of COCO's sizes of people.
struct Size {
  double least, most;
  [[nodiscard]] bool has(double area) const { return area >= least && area <= most; }
};
constexpr Size kAll{0, 1e10}, kMedium{32 * 32, 96 * 96}, kLarge{96 * 96, 1e10};

std::vector<double> thresholds() {
  std::vector<double> all;
  for (int i = 0; i < 10; ++i) all.push_back(0.5 + i * ((0.95 - 0.5) / 9));  // NumPy's linspace
  return all;
}

/// What became of everything found in a picture at one threshold, and what was to be found.
struct Verdicts {
  std::vector<char> hit, ignored;
  std::size_t wanted = 0;
};

struct Wanted {
  std::vector<std::size_t> order;  ///< those that count first
  std::vector<char> ignored;       ///< beside `order`
};

Wanted wanted_in(const ImagePeople& image, const Size& size) {
  Wanted wanted;
  std::vector<char> ignored;
  for (const auto* each : image.truth)
    ignored.push_back(each->crowd || labelled(*each) == 0 || !size.has(each->area));
  wanted.order.resize(image.truth.size());
  std::iota(wanted.order.begin(), wanted.order.end(), std::size_t{0});
  std::stable_sort(wanted.order.begin(), wanted.order.end(),
                   [&](std::size_t a, std::size_t b) { return ignored[a] < ignored[b]; });
  for (const auto g : wanted.order) wanted.ignored.push_back(ignored[g]);
  return wanted;
}

Verdicts judge(const ImagePeople& image, const Size& size, double threshold) {
  const auto [order, ignored] = wanted_in(image, size);
  Verdicts verdicts;
  verdicts.wanted = static_cast<std::size_t>(std::count(ignored.begin(), ignored.end(), 0));
  std::vector<char> taken(order.size());
  for (std::size_t d = 0; d < image.found.size(); ++d) {
    double best = std::min(threshold, 1 - 1e-10);
    std::ptrdiff_t match = -1;
    for (std::size_t g = 0; g < order.size(); ++g) {
      if (taken[g] && !image.truth[order[g]]->crowd) continue;
      // Who counts is preferred to who does not.
      if (match >= 0 && !ignored[static_cast<std::size_t>(match)] && ignored[g]) break;
      if (image.at(d, order[g]) < best) continue;
      best = image.at(d, order[g]);
      match = static_cast<std::ptrdiff_t>(g);
    }
    if (match >= 0) taken[static_cast<std::size_t>(match)] = true;
    verdicts.hit.push_back(match >= 0);
    verdicts.ignored.push_back(match >= 0 ? ignored[static_cast<std::size_t>(match)]
                                          : !size.has(image.found[d]->area));
  }
  return verdicts;
}

struct Curve {
  double precision = -1, recall = -1;  ///< the former over 101 recalls
};

/// `hit` and `ignored` in the order of their scores.
Curve curve_of(std::span<const char> hit, std::span<const char> ignored, std::size_t wanted) {
  if (wanted == 0) return {};
  std::vector<double> recall, precision;
  double right = 0, wrong = 0;
  for (std::size_t i = 0; i < hit.size(); ++i) {
    right += hit[i] && !ignored[i];
    wrong += !hit[i] && !ignored[i];
    recall.push_back(right / static_cast<double>(wanted));
    precision.push_back(right / (wrong + right + kTiny));
  }
  for (std::size_t i = precision.size(); i-- > 1;)
    precision[i - 1] = std::max(precision[i - 1], precision[i]);
  double sum = 0;
  for (int r = 0; r <= 100; ++r) {
    const auto at = std::lower_bound(recall.begin(), recall.end(), 0.01 * r);
    if (at != recall.end()) sum += precision[static_cast<std::size_t>(at - recall.begin())];
  }
  return {sum / 101, recall.empty() ? 0 : recall.back()};
}

Curve curve_at(std::span<const ImagePeople> images, const Size& size, double threshold) {
  std::vector<char> hit, ignored;
  std::vector<double> scores;
  std::size_t wanted = 0;
  for (const auto& image : images) {
    const auto verdicts = judge(image, size, threshold);
    hit.insert(hit.end(), verdicts.hit.begin(), verdicts.hit.end());
    ignored.insert(ignored.end(), verdicts.ignored.begin(), verdicts.ignored.end());
    for (const auto* each : image.found) scores.push_back(each->score);
    wanted += verdicts.wanted;
  }
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<char> sorted_hit, sorted_ignored;
  for (const auto i : order) {
    sorted_hit.push_back(hit[i]);
    sorted_ignored.push_back(ignored[i]);
  }
  return curve_of(sorted_hit, sorted_ignored, wanted);
}

/// Over the ten thresholds.
Curve mean_curve(std::span<const ImagePeople> images, const Size& size) {
  Curve mean{0, 0};
  for (const double threshold : thresholds()) {
    const Curve curve = curve_at(images, size, threshold);
    if (curve.precision < 0) return {};
    mean.precision += curve.precision / 10;
    mean.recall += curve.recall / 10;
  }
  return mean;
}

CocoPoseScores coco_scores(std::span<const ImagePeople> images) {
  const auto limits = thresholds();
  const Curve all = mean_curve(images, kAll), at50 = curve_at(images, kAll, limits[0]),
              at75 = curve_at(images, kAll, limits[5]), medium = mean_curve(images, kMedium),
              large = mean_curve(images, kLarge);
  return {all.precision, at50.precision, at75.precision, medium.precision, large.precision,
          all.recall,    at50.recall,    at75.recall,    medium.recall,    large.recall};
}

std::vector<ImagePeople> by_image(const PoseSet& truth, const PoseSet& found, PoseScores& scores) {
  std::map<PoseImage, ImagePeople> images;
  for (const auto& image : truth.images) images[image];
  for (const auto& pose : truth.poses) images[pose.image].truth.push_back(&pose);
  const bool of_class =
      truth.category < 0 || found.category < 0 || truth.category == found.category;
  for (const auto& pose : found.poses) {
    const auto at = images.find(pose.image);
    if (at == images.end() || !of_class)
      ++scores.elsewhere;
    else
      at->second.found.push_back(&pose);
  }
  std::vector<ImagePeople> all;
  for (auto& [name, image] : images) {
    std::stable_sort(image.found.begin(), image.found.end(),
                     [](const auto* a, const auto* b) { return a->score > b->score; });
    if (image.found.size() > kMostFound) image.found.resize(kMostFound);
    for (const auto* d : image.found)
      for (const auto* g : image.truth) image.similarity.push_back(keypoint_similarity(*g, *d));
    all.push_back(std::move(image));
  }
  return all;
}

/// Whom each labelled person of a picture was found as; null: nobody.
People paired(const ImagePeople& image) {
  struct Pair {
    double similarity;
    std::size_t g, d;
  };
  std::vector<Pair> pairs;
  for (std::size_t g = 0; g < image.truth.size(); ++g)
    for (std::size_t d = 0; d < image.found.size(); ++d) pairs.push_back({image.at(d, g), g, d});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.similarity > b.similarity; });
  People of(image.truth.size());
  std::vector<char> taken(image.found.size());
  for (const auto& [similarity, g, d] : pairs) {
    if (of[g] != nullptr || taken[d]) continue;
    of[g] = image.found[d];
    taken[d] = true;
  }
  return of;
}

struct Sums {
  double oks = 0, limbs = 0;
  std::int64_t people = 0, with_limbs = 0, points = 0;
  std::array<std::int64_t, 3> near{};
};

void add(const ImagePose& truth, const ImagePose* found, Sums& sums) {
  ++sums.people;
  if (found != nullptr) sums.oks += keypoint_similarity(truth, *found);
  if (labelled(truth, kFirstLimb) == 0) return;
  ++sums.with_limbs;
  if (found != nullptr) sums.limbs += keypoint_similarity(truth, *found, kFirstLimb);
  const double side = std::max(truth.box[2], truth.box[3]);
  for (std::size_t i = kFirstLimb; i < kPoints; ++i) {
    if (truth.points[i][2] <= 0) continue;
    ++sums.points;
    if (found == nullptr) continue;
    const double off = std::hypot(truth.points[i][0] - found->points[i][0],
                                  truth.points[i][1] - found->points[i][1]);
    constexpr double kShares[] = {0.05, 0.1, 0.2};
    for (std::size_t k = 0; k < 3; ++k) sums.near[k] += off <= kShares[k] * side;
  }
}

Status expect_points(const PoseSet& set, const char* what) {
  for (const auto& pose : set.poses)
    if (pose.points.size() != kPoints)
      return fail(Errc::bad_input, what, "{}: a body of {} points, where COCO has {}", what,
                  pose.points.size(), kPoints);
  return {};
}

double share(double sum, std::int64_t count) {
  return count ? sum / static_cast<double>(count) : 0;
}

}  // namespace

double keypoint_similarity(const ImagePose& truth, const ImagePose& found, std::size_t first) {
  const std::size_t known = labelled(truth, first);
  const auto& [left, top, width, height] = truth.box;
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = first; i < kPoints; ++i) {
    const auto& [x, y, visible] = truth.points[i];
    const auto& [fx, fy, score] = found.points[i];
    if (known > 0 && visible <= 0) continue;
    // Of somebody without a label, how far it lies outside of twice the box around.
    const auto outside = [](double at, double from, double size) {
      return std::max(0.0, from - size - at) + std::max(0.0, at - (from + 2 * size));
    };
    const double dx = known > 0 ? fx - x : outside(fx, left, width),
                 dy = known > 0 ? fy - y : outside(fy, top, height);
    const double variance = 4 * kSigmas[i] * kSigmas[i];
    sum += std::exp(-(dx * dx + dy * dy) / variance / (truth.area + kTiny) / 2);
    ++count;
  }
  return sum / static_cast<double>(count);
}

Result<PoseScores> evaluate_poses(const PoseSet& truth, const PoseSet& found) {
  TL_CHECK(expect_points(truth, "truth"));
  TL_CHECK(expect_points(found, "found"));
  PoseScores scores;
  const auto images = by_image(truth, found, scores);
  scores.coco = coco_scores(images);
  Sums sums;
  for (const auto& image : images) {
    const auto of = paired(image);
    for (std::size_t g = 0; g < of.size(); ++g)
      if (!image.truth[g]->crowd && labelled(*image.truth[g]) > 0)
        add(*image.truth[g], of[g], sums);
  }
  scores.oks = share(sums.oks, sums.people);
  scores.oks_limbs = share(sums.limbs, sums.with_limbs);
  for (std::size_t k = 0; k < 3; ++k)
    scores.pck[k] = share(static_cast<double>(sums.near[k]), sums.points);
  scores.images = static_cast<std::int64_t>(images.size());
  scores.people = sums.people;
  scores.found = static_cast<std::int64_t>(found.poses.size()) - scores.elsewhere;
  return scores;
}

}  // namespace touchline
