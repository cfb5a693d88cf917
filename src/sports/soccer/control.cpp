#include "sports/soccer/control.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.h"
#include "sports/soccer/kernels/control_surface.h"

namespace touchline {
namespace {

constexpr int kMostCells = 512;  // each way

/// So steep that only an exact tie is not decided.
constexpr double kHardGain = 1e6;

bool finite(Vec2d p) { return std::isfinite(p.x) && std::isfinite(p.y); }

std::optional<std::string> contradiction(const ControlOptions& o) {
  for (const auto& [name, value] : {std::pair{"columns", o.columns}, std::pair{"rows", o.rows}})
    if (value < 1 || value > kMostCells)
      return fmt::format("{} is {}; it must lie in 1 to {}", name, value, kMostCells);
  for (const auto& [name, value] : {std::pair{"soft_gain_per_m", o.soft_gain_per_m},
                                    std::pair{"max_speed_m_s", o.max_speed_m_s},
                                    std::pair{"arrival_sigma_s", o.arrival_sigma_s}})
    if (!(value > 0 && value <= 100))
      return fmt::format("{} is {}; it must be above 0 and at most 100", name, value);
  if (!(o.reaction_s >= 0 && o.reaction_s <= 10))
    return fmt::format("reaction_s is {}; it must lie in 0 to 10", o.reaction_s);
  return std::nullopt;
}

/// A logistic of variance s^2 pi^2 / 3 has scale s; the variances of two arrival times add up.
double arrival_gain_per_m(const ControlOptions& o) {
  const double difference_sigma_s = std::numbers::sqrt2 * o.arrival_sigma_s;
  return std::numbers::pi / (std::numbers::sqrt3 * difference_sigma_s * o.max_speed_m_s);
}

/// Middles of `cells` cells from one edge to the other, padded for the kernel.
std::vector<float> middles(int cells, double from, double to) {
  std::vector<float> at(static_cast<std::size_t>(padded_cells(cells)));
  for (int i = 0; i < static_cast<int>(at.size()); ++i)
    at[static_cast<std::size_t>(i)] =
        static_cast<float>(from + (std::min(i, cells - 1) + 0.5) * (to - from) / cells);
  return at;
}

}  // namespace

Result<PitchControl> PitchControl::create(const PitchSpec& pitch, const ControlOptions& options) {
  if (const auto why = contradiction(pitch))
    return fail(Errc::bad_config, "pitch", "pitch: {}", *why);
  if (const auto why = contradiction(options))
    return fail(Errc::bad_config, "control", "control: {}", *why);
  return PitchControl(pitch, options);
}

PitchControl::PitchControl(const PitchSpec& pitch, const ControlOptions& options)
    : pitch_(pitch),
      options_(options),
      cell_x_(middles(options.columns, -pitch.length_m / 2, pitch.length_m / 2)),
      cell_y_(middles(options.rows, pitch.width_m / 2, -pitch.width_m / 2)) {
  switch (options.mode) {
    case ControlMode::voronoi:
      gain_per_m_ = kHardGain;
      break;
    case ControlMode::soft:
      gain_per_m_ = options.soft_gain_per_m;
      break;
    case ControlMode::time_to_intercept:
      gain_per_m_ = arrival_gain_per_m(options);
      lead_s_ = options.reaction_s;
      break;
  }
}

void PitchControl::place(std::span<const ControlPlayer> players) {
  sites_.clear();
  covariances_.clear();
  x_.clear();
  y_.clear();
  for (const Team team : {Team::a, Team::b}) {
    int& counted = surface_.players[static_cast<std::size_t>(team)];
    counted = 0;
    for (const auto& player : players) {
      if (player.team != team || !finite(player.position_m)) continue;
      const Vec2d velocity = finite(player.velocity_m_s) ? player.velocity_m_s : Vec2d{};
      const Vec2d site = player.position_m + lead_s_ * velocity;
      sites_.push_back(site);
      covariances_.push_back(player.covariance_m2);
      x_.push_back(static_cast<float>(site.x));
      y_.push_back(static_cast<float>(site.y));
      ++counted;
    }
  }
  const auto count = static_cast<int>(sites_.size());
  slope_x_.resize(sites_.size());
  slope_y_.resize(sites_.size());
  scratch_.resize(static_cast<std::size_t>(control_scratch(count, options_.rows)));
}

const ControlSurface& PitchControl::measure(std::span<const ControlPlayer> players) {
  place(players);
  surface_.columns = options_.columns;
  surface_.rows = options_.rows;
  if (surface_.players[0] == 0 || surface_.players[1] == 0) {
    const char* why = surface_.players[0] == 0 ? kNoPlayerOfA : kNoPlayerOfB;
    surface_.share_a = Known<double>::none(why);
    surface_.sigma = Known<double>::none(why);
    surface_.cells.clear();
    return surface_;
  }
  surface_.cells.resize(static_cast<std::size_t>(options_.columns * options_.rows));
  const ControlProblem problem{x_.data(),
                               y_.data(),
                               surface_.players[0],
                               static_cast<int>(sites_.size()),
                               cell_x_.data(),
                               cell_y_.data(),
                               options_.columns,
                               options_.rows,
                               static_cast<float>(gain_per_m_)};
  const float mean = control_surface(problem, scratch_.data(), surface_.cells.data());
  if (options_.mode == ControlMode::voronoi) {
    surface_.share_a = share_of_polygons();
  } else {
    surface_.share_a = static_cast<double>(mean);
    const bool exact = std::all_of(covariances_.begin(), covariances_.end(),
                                   [](const Cov2& c) { return c == Cov2{}; });
    if (!exact) control_slopes(problem, scratch_.data(), slope_x_.data(), slope_y_.data());
  }
  surface_.sigma = sigma();
  return surface_;
}

// How an area changes when a site moves: along an edge of length L with middle m between the sites
// p and q the border moves so that d area / dp = L (m - p) / |q - p|, and
// d area / dq = L (q - m) / |q - p|: differentiate |x - p| = |x - q| along the border.
double PitchControl::share_of_polygons() {
  std::fill(slope_x_.begin(), slope_x_.end(), 0.0F);
  std::fill(slope_y_.begin(), slope_y_.end(), 0.0F);
  const double pitch_m2 = pitch_.length_m * pitch_.width_m;
  const int count_a = surface_.players[0];
  const auto shift = [&](int site, Vec2d by) {
    slope_x_[static_cast<std::size_t>(site)] += static_cast<float>(by.x / pitch_m2);
    slope_y_[static_cast<std::size_t>(site)] += static_cast<float>(by.y / pitch_m2);
  };
  const auto team_b_here = [&](Vec2d site) {
    return static_cast<double>(std::count(sites_.begin() + count_a, sites_.end(), site));
  };
  double area = 0;
  for (int i = 0; i < count_a; ++i) {
    const VoronoiCell& cell = cutter_.cut(sites_, i, pitch_);
    const Vec2d p = sites_[static_cast<std::size_t>(i)];
    // Sites of one place share its cell; the part that team a's have of it is theirs together.
    area += cell.area_m2() / cell.sites_here;
    if (cell.sites_here > 1 && team_b_here(p) > 0) continue;
    for (std::size_t k = 0; k < cell.corners.size(); ++k) {
      const int j = cell.corners[k].beyond;
      if (j < count_a) continue;  // the pitch's edge, or a team-mate
      const Vec2d from = cell.corners[k].at;
      const Vec2d to = cell.corners[(k + 1) % cell.corners.size()].at;
      const Vec2d q = sites_[static_cast<std::size_t>(j)], m = 0.5 * (from + to);
      const double weight = distance(from, to) / distance(p, q) / cell.sites_here;
      shift(i, weight * (m - p));
      shift(j, weight * (q - m));
    }
  }
  return std::clamp(area / pitch_m2, 0.0, 1.0);
}

double PitchControl::sigma() const {
  double variance = 0;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const double gx = slope_x_[i], gy = slope_y_[i];
    const Cov2& c = covariances_[i];
    if (c == Cov2{}) continue;  // exact; and slopes are not worked out when all are
    variance += gx * gx * c.xx + 2 * gx * gy * c.xy + gy * gy * c.yy;
  }
  return std::sqrt(std::max(0.0, variance));
}

double unseen_sigma(const std::array<int, 2>& counted) {
  constexpr int kTeam = 11;
  constexpr double kLeast = 0.01, kEach = 0.03;
  return kLeast + kEach * std::max(0, kTeam - std::min(counted[0], counted[1]));
}

ControlSurface control(std::span<const ControlPlayer> players, const PitchSpec& pitch,
                       const ControlOptions& options) {
  auto field = PitchControl::create(pitch, options);
  TL_ASSERT(field);
  return field->measure(players);
}

}  // namespace touchline
