#include "field/image_motion_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace touchline {
namespace {

constexpr int kFewest = 8;
constexpr int kTrials = 120;
constexpr int kParameters = 8;
using Vector8 = std::array<double, kParameters>;
using Matrix8 = std::array<Vector8, kParameters>;

/// Points are measured from the picture's middle in half widths, so that parameters are of one
/// size.
struct Frame2d {
  Vec2d middle;
  double half = 1;
  [[nodiscard]] Vec2d in(Vec2d p) const { return (1 / half) * (p - middle); }
};

/// Rotation, scale and shift: (x, y) -> (a x - b y + dx, b x + a y + dy).
struct Similarity {
  double a = 1, b = 0, dx = 0, dy = 0;
  [[nodiscard]] Vec2d operator()(Vec2d p) const {
    return {a * p.x - b * p.y + dx, b * p.x + a * p.y + dy};
  }
};

bool through(Vec2d p0, Vec2d q0, Vec2d p1, Vec2d q1, Similarity& s) {
  const Vec2d p = p1 - p0, q = q1 - q0;
  const double norm = dot(p, p);
  if (norm < 1) return false;
  s.a = dot(p, q) / norm, s.b = cross(p, q) / norm;
  s.dx = q0.x - s.a * p0.x + s.b * p0.y, s.dy = q0.y - s.b * p0.x - s.a * p0.y;
  return std::abs(s.a - 1) < 0.15 && std::abs(s.b) < 0.15;
}

bool agrees(const PatchMatch& m, Vec2d placed, double tolerance) {
  const Vec2d r = m.found - placed;
  return m.sigma[1] > 0 ? dot(r, r) < tolerance * tolerance
                        : std::abs(dot(r, m.axis[0])) < tolerance;
}

/// Marks what agrees with `s`; its weight: half for edges and half for what did not move.
template <class Map>
double mark(std::vector<PatchMatch>& matches, const Map& map, double tolerance) {
  double support = 0;
  for (PatchMatch& m : matches) {
    m.inlier = agrees(m, map(m.expected), tolerance);
    if (m.inlier) support += (m.sigma[1] > 0 ? 1 : 0.5) * (m.still ? 0.5 : 1);
  }
  return support;
}

int count(const std::vector<PatchMatch>& matches) {
  return static_cast<int>(
      std::count_if(matches.begin(), matches.end(), [](const PatchMatch& m) { return m.inlier; }));
}

Similarity find_consensus(std::vector<PatchMatch>& matches, double tolerance) {
  std::vector<std::size_t> corners;
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (matches[i].sigma[1] > 0) corners.push_back(i);
  Similarity best;
  double most = mark(matches, best, tolerance);
  std::uint64_t state = 0x9E3779B97F4A7C15ULL;
  const auto draw = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return corners[static_cast<std::size_t>((state >> 33) % corners.size())];
  };
  // Enough trials to have drawn two that agree with 99.9 % certainty.
  const auto needed = [&] {
    const double share = static_cast<double>(count(matches)) / static_cast<double>(matches.size());
    return std::log(0.001) / std::log(std::max(1e-9, 1 - share * share));
  };
  double trials = std::min<double>(kTrials, std::max(8.0, needed()));
  for (int trial = 0; trial < trials && corners.size() >= 2; ++trial) {
    const PatchMatch &m = matches[draw()], &n = matches[draw()];
    Similarity s;
    if (distance(m.expected, n.expected) < 40 ||
        !through(m.expected, m.found, n.expected, n.found, s))
      continue;
    if (const double support = mark(matches, s, tolerance); support > most) {
      most = support, best = s;
      trials = std::min(trials, std::max(8.0, needed()));
    }
  }
  mark(matches, best, tolerance);
  return best;
}

/// x' = (x + p0 + p1 x + p2 y) / (1 + p6 x + p7 y), y' = (y + p3 + p4 x + p5 y) / (...), in
/// Frame2d.
struct Homography8 {
  Vector8 p{};
  [[nodiscard]] Vec2d operator()(Vec2d q) const {
    const double w = 1 + p[6] * q.x + p[7] * q.y;
    return {(q.x + p[0] + p[1] * q.x + p[2] * q.y) / w, (q.y + p[3] + p[4] * q.x + p[5] * q.y) / w};
  }
  /// Rows of d(x', y') / dp, at small p.
  static void derivative(Vec2d q, Vector8& x, Vector8& y) {
    x = {1, q.x, q.y, 0, 0, 0, -q.x * q.x, -q.x * q.y};
    y = {0, 0, 0, 1, q.x, q.y, -q.x * q.y, -q.y * q.y};
  }
  [[nodiscard]] Mat3 matrix(const Frame2d& f) const {
    const Mat3 out{{f.half, 0, f.middle.x, 0, f.half, f.middle.y, 0, 0, 1}};
    const Mat3 in{
        {1 / f.half, 0, -f.middle.x / f.half, 0, 1 / f.half, -f.middle.y / f.half, 0, 0, 1}};
    const Mat3 core{{1 + p[1], p[2], p[0], p[4], 1 + p[5], p[3], p[6], p[7], 1}};
    return out * core * in;
  }
};

/// Lower triangle of A = L L^T; false when A is not positive definite.
bool cholesky(Matrix8& a) {
  for (std::size_t i = 0; i < kParameters; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = a[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i][k] * a[j][k];
      if (i == j && !(sum > 0)) return false;
      a[i][j] = i == j ? std::sqrt(sum) : sum / a[j][j];
    }
  return true;
}

/// x = L^-1 x.
void forward(const Matrix8& l, Vector8& x) {
  for (std::size_t i = 0; i < kParameters; ++i) {
    for (std::size_t k = 0; k < i; ++k) x[i] -= l[i][k] * x[k];
    x[i] /= l[i][i];
  }
}
/// x = L^-T x.
void backward(const Matrix8& l, Vector8& x) {
  for (std::size_t i = kParameters; i-- > 0;) {
    for (std::size_t k = i + 1; k < kParameters; ++k) x[i] -= l[k][i] * x[k];
    x[i] /= l[i][i];
  }
}

struct Normal {
  Matrix8 a{};
  Vector8 b{};
  void add(const Vector8& row, double residual, double weight) {
    for (std::size_t i = 0; i < kParameters; ++i) {
      b[i] += weight * row[i] * residual;
      for (std::size_t j = 0; j <= i; ++j) a[i][j] += weight * row[i] * row[j];
    }
  }
};

/// Not a similarity: at most about one sample at the picture's edge, unless the patches say so.
void add_priors(const Homography8& h, double half, Normal& normal) {
  const double weight = half * half;  // 1 / (1 sample)^2 in half widths
  const auto prior = [&](std::size_t i, std::size_t j, double sign) {
    Vector8 row{};
    row[i] = 1, row[j] += i == j ? 0 : sign;
    normal.add(row, -(h.p[i] + (i == j ? 0 : sign * h.p[j])), weight);
  };
  prior(1, 5, -1);
  prior(2, 4, 1);
  prior(6, 6, 0);
  prior(7, 7, 0);
  for (std::size_t i = 0; i < kParameters; ++i) normal.a[i][i] += 1e-6;
}

/// How far the inliers' residuals exceed what their sigmas say: robust, at least 1.
double misfit(const std::vector<PatchMatch>& matches, const Homography8& h, const Frame2d& f,
              std::vector<double>& scratch) {
  scratch.clear();
  for (const PatchMatch& m : matches) {
    if (!m.inlier) continue;
    const Vec2d r = m.found - (f.half * h(f.in(m.expected)) + f.middle);
    for (std::size_t k = 0; k < 2 && m.sigma[k] > 0; ++k)
      scratch.push_back(std::abs(dot(r, m.axis[k])) / m.sigma[k]);
  }
  if (scratch.empty()) return 1;
  const auto middle = scratch.begin() + static_cast<std::ptrdiff_t>(scratch.size() / 2);
  std::nth_element(scratch.begin(), middle, scratch.end());
  return std::max(1.0, 1.4826 * *middle);
}

/// Root mean square over the picture of a placed point's standard deviation, samples.
double placement_sigma(const Matrix8& l, double half, double aspect) {
  double sum = 0;
  for (int k = 0; k < 9; ++k) {
    const Vec2d q{0.8 * (k % 3 - 1), 0.8 * aspect * (k / 3 - 1)};
    Vector8 x, y;
    Homography8::derivative(q, x, y);
    forward(l, x), forward(l, y);
    for (std::size_t i = 0; i < kParameters; ++i) sum += x[i] * x[i] + y[i] * y[i];
  }
  return half * std::sqrt(sum / 18);
}

bool refine_homography(std::vector<PatchMatch>& matches, const Similarity& start, const Frame2d& f,
                       double aspect, MotionFit& fit) {
  Homography8 h;
  // The similarity in half widths about the middle.
  const Vec2d moved = start(f.middle) - f.middle;
  h.p = {moved.x / f.half, start.a - 1, -start.b, moved.y / f.half, start.b, start.a - 1, 0, 0};
  std::vector<double> scratch;
  Normal normal;
  for (int pass = 0; pass < 5; ++pass) {
    const double scale = misfit(matches, h, f, scratch), cut = 4.685 * scale;
    normal = {};
    add_priors(h, f.half, normal);
    for (PatchMatch& m : matches) {
      const Vec2d q = f.in(m.expected), r = m.found - (f.half * h(q) + f.middle);
      double worst = 0;
      for (std::size_t k = 0; k < 2 && m.sigma[k] > 0; ++k)
        worst = std::max(worst, std::abs(dot(r, m.axis[k])) / m.sigma[k]);
      m.inlier = worst < cut;
      if (!m.inlier) continue;
      const double tukey = std::pow(1 - worst * worst / (cut * cut), 2);
      Vector8 x, y;
      Homography8::derivative(q, x, y);
      for (std::size_t k = 0; k < 2 && m.sigma[k] > 0; ++k) {
        Vector8 row;
        for (std::size_t i = 0; i < kParameters; ++i)
          row[i] = m.axis[k].x * x[i] + m.axis[k].y * y[i];
        const double sigma = m.sigma[k] * scale / f.half;
        normal.add(row, dot(r, m.axis[k]) / f.half, tukey / (sigma * sigma));
      }
    }
    if (!cholesky(normal.a)) return false;
    forward(normal.a, normal.b);
    backward(normal.a, normal.b);
    for (std::size_t i = 0; i < kParameters; ++i) h.p[i] += normal.b[i];
  }
  fit.correction = h.matrix(f);
  fit.sigma = placement_sigma(normal.a, f.half, aspect);
  return true;
}

double covered_share(const std::vector<PatchMatch>& matches, double width, double height) {
  std::array<bool, 40> cells{};
  for (const PatchMatch& m : matches) {
    if (!m.inlier) continue;
    const int x = std::clamp(static_cast<int>(m.found.x * 8 / width), 0, 7);
    const int y = std::clamp(static_cast<int>(m.found.y * 5 / height), 0, 4);
    cells[static_cast<std::size_t>(8 * y + x)] = true;
  }
  return static_cast<double>(std::count(cells.begin(), cells.end(), true)) / 40;
}

}  // namespace

bool fit_motion(std::vector<PatchMatch>& matches, double width, double height, double tolerance,
                bool refine, MotionFit& fit) {
  fit = {};
  if (static_cast<int>(matches.size()) < kFewest) return false;
  const Similarity s = find_consensus(matches, tolerance);
  const auto enough = [&] {
    fit.inliers = count(matches);
    return fit.inliers >= kFewest && fit.inliers >= 0.3 * static_cast<double>(matches.size());
  };
  if (!enough()) return false;
  fit.correction = Mat3{{s.a, -s.b, s.dx, s.b, s.a, s.dy, 0, 0, 1}};
  if (!refine) return true;
  const Frame2d f{{width / 2, height / 2}, width / 2};
  if (!refine_homography(matches, s, f, height / width, fit) || !enough()) return false;
  fit.covered = covered_share(matches, width, height);
  return true;
}

}  // namespace touchline
