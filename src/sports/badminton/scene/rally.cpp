#include "sports/badminton/scene/rally.h"

#include <algorithm>
#include <cmath>

#include "sports/badminton/court.h"
#include "sports/badminton/scene/strokes.h"

namespace touchline::badminton {
namespace {

constexpr double kBase_m = 3.3;      // from the net, where players wait
constexpr double kHeld_s = 0.9;      // the server holds the shuttle for so long
constexpr double kLies_s = 1.2;      // and it lies where it fell for so long
constexpr double kPause_s = 3.2;     // from the floor to the next service
constexpr double kRecovers_s = 0.9;  // to the base after a stroke
constexpr double kRuns_m_s = 3.4;    // on average, back to the base
constexpr double kMissed = 0.07;     // of the strokes are not returned though they could be
constexpr int kLongest = 24;         // strokes

double eased(double u) {
  u = std::clamp(u, 0.0, 1.0);
  return u * u * (3 - 2 * u);
}
double end_of(int player) { return player == 1 ? -1 : 1; }
int opponent(int player) { return 3 - player; }
std::size_t index_of(int player) { return static_cast<std::size_t>(player - 1); }

}  // namespace

RallyMatch::RallyMatch(const MatchOptions& options) : options_(options) {
  for (const int player : {1, 2}) go(player, 0, {end_of(player) * 4.2, 0.3});
  SceneRandom random(options.seed + 900);
  int server = 1 + static_cast<int>(2 * random.uniform());
  double t = 1.2;
  for (std::uint64_t i = 0; t + 1 < options.seconds; ++i) {
    t = play_rally(t, server, i) + kPause_s;
    if (random.uniform() < 0.5) server = opponent(server);
  }
}

void RallyMatch::go(int player, double t_s, Vec2d to) {
  auto& way = ways_[index_of(player)];
  while (!way.empty() && way.back().t_s >= t_s) way.pop_back();
  way.push_back({t_s, to});
}

/// When its shuttle touched the floor.
double RallyMatch::play_rally(double from_s, int server, std::uint64_t salt) {
  SceneRandom random(options_.seed * 1000 + 17 * salt);
  const double side = end_of(server), half = random.uniform() < 0.5 ? 1 : -1;
  TrueRally rally;
  rally.from_s = from_s;
  TrueStroke next;
  next.player = server;
  next.t_s = from_s;
  const Vec3d held{side * 2.3, -side * half * 0.5, 1.05};
  next.feet = feet_for(server, held, true);
  go(server, from_s - 0.5, next.feet);
  go(server, from_s, next.feet);
  const int receiver = opponent(server);
  go(receiver, from_s - 0.3, {-side * (2.9 + 0.4 * random.uniform()), side * half * 0.6});
  go(receiver, from_s, ways_[index_of(receiver)].back().at);
  next.kind = random.uniform() < 0.75 ? StrokeKind::short_service : StrokeKind::long_service;
  Vec3d contact = held;
  for (int count = 0; count < kLongest; ++count) {
    auto flight = flight_of(next.kind, contact, random);
    for (int again = 0; !flight && again < 8; ++again) {
      next.kind = contact.z > 2 ? StrokeKind::clear : StrokeKind::lift;
      flight = flight_of(next.kind, contact, random);
    }
    if (!flight) break;
    next.flight = *flight;
    const int other = opponent(next.player);
    const auto met = met_by(other, place_of(other, next.t_s), next.flight);
    const bool returned = met && random.uniform() >= kMissed && count + 1 < kLongest;
    next.flown_s = returned ? met->after_s : next.flight.lands_s();
    const double then = next.t_s + next.flown_s;
    const double back = std::min(kRecovers_s, next.flown_s);
    const Vec2d base{end_of(next.player) * kBase_m, 0.1 * random.between(-1, 1)};
    const Vec2d here = place_of(next.player, next.t_s);
    const double share = std::min(1.0, kRuns_m_s * back / std::max(1e-6, distance(here, base)));
    const Vec2d there = here + share * (base - here);
    go(next.player, next.t_s + back, there);
    go(next.player, then, there);
    rally.strokes.push_back(next);
    rally.to_s = then;
    if (!returned) break;
    go(other, next.t_s + 0.15, place_of(other, next.t_s));
    go(other, then, met->feet);
    contact = met->at;
    next = {};
    next.player = other;
    next.t_s = then;
    next.feet = met->feet;
    next.forehand = met->forehand;
    next.kind = chosen_stroke(contact, random);
  }
  const double over = rally.to_s;
  for (const int player : {1, 2}) go(player, over + 0.3, place_of(player, over));
  rallies_.push_back(std::move(rally));
  return over;
}

Vec2d RallyMatch::place_of(int player, double t_s) const {
  const auto& way = ways_[index_of(player)];
  const auto after = std::upper_bound(way.begin(), way.end(), t_s,
                                      [](double t, const Waypoint& p) { return t < p.t_s; });
  if (after == way.begin()) return way.front().at;
  if (after == way.end()) return way.back().at;
  const Waypoint &a = *std::prev(after), &b = *after;
  return a.at + eased((t_s - a.t_s) / (b.t_s - a.t_s)) * (b.at - a.at);
}

double RallyMatch::way_of(int player, double t_s) const {
  const auto& way = ways_[index_of(player)];
  double gone = 0;
  for (std::size_t i = 1; i < way.size() && way[i - 1].t_s < t_s; ++i) {
    const Waypoint &a = way[i - 1], &b = way[i];
    gone += eased((t_s - a.t_s) / (b.t_s - a.t_s)) * distance(a.at, b.at);
  }
  return gone;
}

const TrueStroke* RallyMatch::stroke_near(int player, double t_s, double within_s) const {
  const TrueStroke* nearest = nullptr;
  double least = within_s;
  for (const auto& rally : rallies_)
    for (const auto& stroke : rally.strokes)
      if (stroke.player == player && std::abs(stroke.t_s - t_s) <= least) {
        least = std::abs(stroke.t_s - t_s);
        nearest = &stroke;
      }
  return nearest;
}

std::optional<ShuttleState> RallyMatch::shuttle_at(double t_s) const {
  for (const auto& rally : rallies_) {
    if (rally.strokes.empty() || t_s < rally.from_s - kHeld_s || t_s > rally.to_s + kLies_s)
      continue;
    if (t_s < rally.from_s) return ShuttleState{rally.strokes.front().at(), {}};
    const TrueStroke* now = &rally.strokes.front();
    for (const auto& stroke : rally.strokes)
      if (stroke.t_s <= t_s) now = &stroke;
    return now->flight.at(t_s - now->t_s);
  }
  return std::nullopt;
}

}  // namespace touchline::badminton
