// Tracks and kits of a match as Teams gets them, with the truth: players on smooth paths, kits with
// noise that lasts, shade, and other people in the box.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include "track/teams.h"

namespace touchline::testing {

inline constexpr int kBall = 0, kKeeper = 1, kPlayer = 2, kReferee = 3;

struct KitWorldOptions {
  std::vector<KitSample> team_kits = {{{48, 58, 38}, {48, 58, 38}, 1},
                                      {{58, 42, 52}, {58, 42, 52}, 1}};
  int per_team = 10;
  bool keepers = true, referee = true;
  double noise = 6;        ///< Lab units, lasting 0.3 s
  double shade = 12;       ///< lightness lost on one side of the pitch
  double haze = 0;         ///< share of the chroma lost across the pitch: far kits are paler
  double strangers = 0.1;  ///< of the time someone else's kit is measured
  double fps = 25;
  bool calibrated = true, mirrored = false;
  std::uint32_t seed = 1;
};

class KitWorld {
 public:
  explicit KitWorld(KitWorldOptions options) : o_(std::move(options)), random_(o_.seed) {
    int id = 0;
    for (std::size_t t = 0; t < o_.team_kits.size(); ++t) {
      const Team team = t == 0 ? Team::a : Team::b;
      for (int k = 0; k < o_.per_team; ++k)
        people_.push_back({++id, team, kPlayer, o_.team_kits[t]});
    }
    if (o_.keepers) {
      people_.push_back({++id, Team::a, kKeeper, {{80, -18, 58}, {80, -18, 58}, 1}});
      people_.push_back({++id, Team::b, kKeeper, {{60, -50, 40}, {20, 0, 0}, 1}});
    }
    if (o_.referee) people_.push_back({++id, Team::none, kReferee, {{15, 0, 0}, {15, 0, 0}, 1}});
  }

  struct Frame {
    Nanoseconds pts_ns = 0;
    TrackSamples people;
    std::vector<KitSample> kits;
  };

  Frame next() {
    const double t = static_cast<double>(frame_++) / o_.fps;
    Frame out{from_seconds(t), {}, {}};
    for (Person& p : people_) {
      const Vec2d at = place(p, t);
      TrackSample s;
      s.track_id = p.id;
      s.class_id = p.seen_as.value_or(p.class_id);
      const double side = o_.mirrored ? -1 : 1;
      const Vec2d m{side * at.x, at.y};
      s.box = {static_cast<float>(960 + 15 * m.x - 20), static_cast<float>(500 - 8 * m.y), 40, 100};
      if (o_.calibrated) s.field = FieldPoint{m, {0.1, 0, 0.1}};
      out.people.push_back(s);
      out.kits.push_back(kit(p, at));
    }
    return out;
  }
  [[nodiscard]] Team team(std::int64_t id) const { return of(id).team; }
  [[nodiscard]] int class_of(std::int64_t id) const { return of(id).class_id; }
  /// What the detector takes a person for.
  void mistake(std::int64_t id, int class_id) {
    people_[static_cast<std::size_t>(id - 1)].seen_as = class_id;
  }
  /// The track goes on with another person.
  void swap_people(std::int64_t id, std::int64_t other) {
    auto &a = people_[static_cast<std::size_t>(id - 1)],
         &b = people_[static_cast<std::size_t>(other - 1)];
    std::swap(a.team, b.team);
    std::swap(a.kit, b.kit);
  }

 private:
  struct Person {
    std::int64_t id = 0;
    Team team = Team::none;
    int class_id = kPlayer;
    KitSample kit;
    std::array<double, 6> off{};
    std::optional<int> seen_as{};
  };
  [[nodiscard]] const Person& of(std::int64_t id) const {
    return people_[static_cast<std::size_t>(id - 1)];
  }
  /// Team a defends the left goal.
  [[nodiscard]] Vec2d place(const Person& p, double t) const {
    const double n = static_cast<double>(p.id), side = p.team == Team::a ? -1 : 1;
    if (p.class_id == kKeeper) return {side * (48 + 2 * std::sin(0.3 * t)), 4 * std::sin(0.4 * t)};
    const double x = 12 * std::sin(0.25 * t + 0.7 * n) + 15 * std::sin(2.1 * n);
    const double y = 15 * std::sin(0.31 * t + 1.3 * n) + 14 * std::cos(1.7 * n);
    return {(p.class_id == kPlayer ? side * 8 : 0) + x, y};
  }
  KitSample kit(Person& p, Vec2d at) {
    std::normal_distribution<double> normal(0, 1);
    const double keep = std::exp(-1 / (0.3 * o_.fps));
    for (double& off : p.off)
      off = keep * off + std::sqrt(1 - keep * keep) * o_.noise * normal(random_);
    const bool stranger = std::uniform_real_distribution<double>(0, 1)(random_) < o_.strangers;
    const std::size_t who = random_() % people_.size();
    KitSample s = stranger ? people_[who].kit : p.kit;
    const double dark = at.y > 0 ? o_.shade : 0;
    s.shirt = {static_cast<float>(s.shirt.L + p.off[0] - dark),
               static_cast<float>(s.shirt.a + p.off[1]), static_cast<float>(s.shirt.b + p.off[2])};
    s.shorts = {static_cast<float>(s.shorts.L + p.off[3] - dark),
                static_cast<float>(s.shorts.a + p.off[4]),
                static_cast<float>(s.shorts.b + p.off[5])};
    const auto left = static_cast<float>(1 - o_.haze * std::clamp((at.y + 34) / 68, 0.0, 1.0));
    for (Lab* c : {&s.shirt, &s.shorts}) c->a *= left, c->b *= left;
    s.weight = stranger ? 0.3F : 0.8F;
    return s;
  }

  KitWorldOptions o_;
  std::mt19937 random_;
  std::vector<Person> people_;
  std::int64_t frame_ = 0;
};

inline TeamsOptions soccer_teams() {
  TeamsOptions options;
  options.player_class = kPlayer;
  options.guard_class = kKeeper;
  options.official_class = kReferee;
  return options;
}

}  // namespace touchline::testing
