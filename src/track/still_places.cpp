#include "track/still_places.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchline {
namespace {

constexpr double kRadius = 0.3;                     ///< bodies
constexpr double kCreep = 0.2;                      ///< bodies/s
constexpr double kDepthShare = 0.15;                ///< of the camera's motion
constexpr double kMostSlack = 0.5;                  ///< bodies, however long it was unseen
constexpr double kKnown_s = 0.3, kClutter_s = 1.0;  ///< still time
constexpr double kTrusted_s = -0.2;
constexpr double kLeast_s = -5.0, kMost_s = 3.0;  ///< bounds of the still time
constexpr double kForgetPlace_s = 10.0;
constexpr double kSlack_s = 1e-6;  ///< rounding of summed steps
constexpr std::size_t kMostPlaces = 32;

}  // namespace

StillPlaces::StillPlaces() { places_.reserve(kMostPlaces); }

void StillPlaces::carry(const PictureMotion& motion, double panned, double dt_s, double body) {
  body_ = body;
  const double creep = kCreep * dt_s;
  for (Place& place : places_) {
    Hold &carried = place.carried, &fixed = place.fixed;
    carried.at = motion.apply(carried.at);
    carried.slack = std::min(carried.slack + creep + kDepthShare * panned, kMostSlack);
    fixed.slack = std::min(fixed.slack + creep, kMostSlack);
    place.unseen_s += dt_s;
    place.seen = false;
  }
  std::erase_if(places_, [](const Place& place) { return place.unseen_s > kForgetPlace_s; });
}

bool StillPlaces::holds(const Hold& hold, Vec2f centre) const {
  return distance(hold.at, centre) <= (kRadius + hold.slack) * body_;
}

void StillPlaces::pull(Hold& hold, Vec2f centre) const {
  const double apart = distance(hold.at, centre);
  if (apart > 0) {
    const double share = std::min(hold.slack * body_ / apart, 1.0);
    hold.at.x += static_cast<float>((centre.x - hold.at.x) * share);
    hold.at.y += static_cast<float>((centre.y - hold.at.y) * share);
  }
  hold.slack = 0;
}

int StillPlaces::find(Vec2f centre) const {
  int nearest = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < places_.size(); ++p) {
    for (const Hold* hold : {&places_[p].carried, &places_[p].fixed}) {
      const double apart = distance(hold->at, centre);
      if (apart < least && holds(*hold, centre)) least = apart, nearest = static_cast<int>(p);
    }
  }
  return nearest;
}

bool StillPlaces::known(int place) const {
  return place >= 0 && places_[static_cast<std::size_t>(place)].still_s + kSlack_s >= kKnown_s;
}

bool StillPlaces::clutter(int place) const {
  return place >= 0 && places_[static_cast<std::size_t>(place)].still_s + kSlack_s >= kClutter_s;
}

bool StillPlaces::trusted(int place) const {
  return place >= 0 && places_[static_cast<std::size_t>(place)].still_s <= kTrusted_s + kSlack_s;
}

StillPlaces::Place& StillPlaces::follow(int index, Vec2f centre) {
  Place& place = places_[static_cast<std::size_t>(index)];
  const bool carried = holds(place.carried, centre), fixed = holds(place.fixed, centre);
  // The way that failed starts again from where the other one holds.
  if (!carried) place.carried = {centre, 0};
  if (!fixed) place.fixed = {centre, 0};
  pull(place.carried, centre);
  pull(place.fixed, centre);
  place.unseen_s = 0;
  place.seen = true;
  return place;
}

void StillPlaces::see(Vec2f centre, double step_s) {
  const int index = find(centre);
  if (index < 0) {
    add(centre, step_s);
    return;
  }
  if (places_[static_cast<std::size_t>(index)].seen) return;
  Place& place = follow(index, centre);
  place.still_s = std::min(place.still_s + step_s, kMost_s);
}

void StillPlaces::excuse(Vec2f centre, double step_s) {
  const int index = find(centre);
  if (index < 0) {
    add(centre, -step_s);
    return;
  }
  if (places_[static_cast<std::size_t>(index)].seen) return;
  const bool stays = clutter(index);
  Place& place = follow(index, centre);
  if (!stays) place.still_s = std::max(place.still_s - step_s, kLeast_s);
}

void StillPlaces::add(Vec2f centre, double still_s) {
  if (places_.size() >= kMostPlaces) {
    places_.erase(
        std::min_element(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
          if (std::abs(a.still_s) != std::abs(b.still_s))
            return std::abs(a.still_s) < std::abs(b.still_s);
          return a.unseen_s > b.unseen_s;
        }));
  }
  places_.push_back({{centre, 0}, {centre, 0}, still_s, 0, true});
}

}  // namespace touchline
