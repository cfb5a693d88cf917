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
int partner(int player) { return player <= 2 ? player + 2 : player - 2; }
std::size_t index_of(int player) { return static_cast<std::size_t>(player - 1); }

/// Who comes to meet a stroke, of those at the other end: the one who is nearer.
struct Answer {
  int player = 0;
  Meeting met;
};
std::optional<Answer> answer_to(const TrueStroke& stroke, const RallyMatch& match) {
  std::optional<Answer> best;
  double least = 0;
  for (const int player : match.players()) {
    if (half_of(player) == half_of(stroke.player)) continue;
    const Vec2d here = match.place_of(player, stroke.t_s);
    const auto met = met_by(player, here, stroke.flight);
    if (!met || (best && distance(met->feet, here) >= least)) continue;
    least = distance(met->feet, here);
    best = {player, *met};
  }
  return best;
}

// In doubles, from the net: one behind the other to attack, side by side to defend.
constexpr double kFront_m = 2.2, kRear_m = 4.8, kBeside_m = 3.6, kApart_m = 1.45;

bool is_attack(StrokeKind kind) {
  return kind != StrokeKind::clear && kind != StrokeKind::lift && kind != StrokeKind::long_service;
}

}  // namespace

RallyMatch::RallyMatch(const MatchOptions& options)
    : options_(options),
      players_(options.doubles ? std::vector<int>{1, 2, 3, 4} : std::vector<int>{1, 2}) {
  for (const int player : players_)
    go(player, 0, {half_of(player) * 4.2, player <= 2 ? 0.3 : -1.5});
  SceneRandom random(options.seed + 900);
  int server = 1 + static_cast<int>(2 * random.uniform());
  double t = 1.2;
  for (std::uint64_t i = 0; t + 1 < options.seconds; ++i) {
    t = play_rally(t, server, i) + kPause_s;
    if (random.uniform() < 0.5) server = 3 - server;
  }
}

void RallyMatch::go(int player, double t_s, Vec2d to) {
  auto& way = ways_[index_of(player)];
  while (!way.empty() && way.back().t_s >= t_s) way.pop_back();
  way.push_back({t_s, to});
}

void RallyMatch::stand(int player, double from_s, double until_s, Vec2d at) {
  go(player, from_s, at);
  go(player, until_s, at);
}

/// As far as a player gets in that time, at ease.
void RallyMatch::run(int player, double from_s, double until_s, Vec2d to) {
  const Vec2d here = place_of(player, from_s);
  const double share =
      std::min(1.0, kRuns_m_s * (until_s - from_s) / std::max(1e-6, distance(here, to)));
  go(player, from_s, here);
  go(player, until_s, here + share * (to - here));
}

/// Who serves from where, and where the others wait for it.
void RallyMatch::serve(TrueStroke& service, SceneRandom& random) {
  const double side = half_of(service.player), half = random.uniform() < 0.5 ? 1 : -1,
               at = service.t_s;
  int receiver = service.player == 1 ? 2 : 1;
  if (options_.doubles) {
    if (random.uniform() < 0.5) service.player = partner(service.player);
    if (random.uniform() < 0.5) receiver = partner(receiver);
    stand(partner(service.player), at - 0.3, at, {side * kRear_m, side * half * 0.4});
    stand(partner(receiver), at - 0.3, at, {-side * kRear_m, -side * half * 0.8});
  }
  const Vec3d held{side * 2.3, -side * half * 0.5, 1.05};
  service.feet = feet_for(service.player, held, true);
  stand(service.player, at - 0.5, at, service.feet);
  stand(receiver, at - 0.3, at, {-side * (2.9 + 0.4 * random.uniform()), side * half * 0.6});
  service.kind = random.uniform() < 0.75 ? StrokeKind::short_service : StrokeKind::long_service;
  service.flight = Flight({held, {}});
}

/// Where the stroke's end goes while the shuttle flies.
void RallyMatch::recover(const TrueStroke& stroke, SceneRandom& random) {
  const double side = half_of(stroke.player), until = stroke.t_s + stroke.flown_s,
               back = stroke.t_s + std::min(kRecovers_s, stroke.flown_s);
  Vec2d base{side * kBase_m, 0.1 * random.between(-1, 1)};
  if (options_.doubles) {
    const int other = partner(stroke.player);
    const Vec2d here = place_of(stroke.player, stroke.t_s), there = place_of(other, stroke.t_s);
    Vec2d others;
    if (is_attack(stroke.kind)) {
      const bool rear = std::abs(here.x) > std::abs(there.x);
      base = {side * (rear ? kRear_m : kFront_m), base.y};
      others = {side * (rear ? kFront_m : kRear_m), base.y};
    } else {
      const double left = here.y > there.y ? 1 : -1;
      base = {side * kBeside_m, left * kApart_m};
      others = {side * kBeside_m, -left * kApart_m};
    }
    run(other, stroke.t_s, until, others);
  }
  run(stroke.player, stroke.t_s, back, base);
  go(stroke.player, until, place_of(stroke.player, back));
}

/// When its shuttle touched the floor.
double RallyMatch::play_rally(double from_s, int server, std::uint64_t salt) {
  SceneRandom random(options_.seed * 1000 + 17 * salt);
  TrueRally rally;
  rally.from_s = from_s;
  TrueStroke next;
  next.player = server;
  next.t_s = from_s;
  serve(next, random);
  Vec3d contact = next.at();
  for (int count = 0; count < kLongest; ++count) {
    auto flight = flight_of(next.kind, contact, random);
    for (int again = 0; !flight && again < 8; ++again) {
      next.kind = contact.z > 2 ? StrokeKind::clear : StrokeKind::lift;
      flight = flight_of(next.kind, contact, random);
    }
    if (!flight) break;
    next.flight = *flight;
    const auto answer = answer_to(next, *this);
    const bool returned = answer && random.uniform() >= kMissed && count + 1 < kLongest;
    next.flown_s = returned ? answer->met.after_s : next.flight.lands_s();
    const double then = next.t_s + next.flown_s;
    recover(next, random);
    rally.strokes.push_back(next);
    rally.to_s = then;
    if (!returned) break;
    const auto& [other, met] = *answer;
    go(other, next.t_s + 0.15, place_of(other, next.t_s));
    go(other, then, met.feet);
    if (options_.doubles)
      run(partner(other), next.t_s, then,
          {half_of(other) * (std::abs(met.feet.x) > kBeside_m ? kFront_m : kRear_m), 0});
    contact = met.at;
    next = {};
    next.player = other;
    next.t_s = then;
    next.feet = met.feet;
    next.forehand = met.forehand;
    next.kind = chosen_stroke(contact, random);
  }
  const double over = rally.to_s;
  for (const int player : players_) go(player, over + 0.3, place_of(player, over));
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
